// One command, already encoded as RESP. Binary safe; building it never fails for arguments that fit in
// memory.
#pragma once

#include <array>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::redis {

class Command {
public:
  /// `Command("HGET", key, 7)`: every argument is something a string_view can be made of, or an integer.
  template <class... Args>
  explicit Command(std::string_view name, const Args&... args) {
    const std::array<Argument, 1 + sizeof...(Args)> list = {Argument(name), Argument(args)...};
    encode(list);
  }

  /// From a list; at least the command's name.
  explicit Command(const std::vector<std::string>& args);

  /// The RESP bytes.
  const std::string& bytes() const { return bytes_; }

private:
  // A view of text, or the digits of a number with the room to hold them.
  struct Argument {
    explicit Argument(std::string_view text) : view(text) {}
    template <std::integral N>
    requires(!std::same_as<N, bool> && !std::same_as<N, char>) explicit Argument(N number)
        : digits(std::to_string(number)) {}

    std::string_view get() const { return digits.empty() ? view : std::string_view(digits); }

    std::string_view view;
    std::string digits;
  };

  void encode(std::span<const Argument> args);

  std::string bytes_;
};

}  // namespace baton::redis
