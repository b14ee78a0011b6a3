// What is known of a method besides its fields: its name, who may call it, and where.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

namespace baton::protocol {

// Who speaks on a connection. `unknown` until a good hello. As the side of a method: `both` means either.
enum class Side : std::uint8_t { unknown = 0, visitor = 1, staff = 2, both = 3 };

enum class Reach : std::uint8_t {
  anywhere,     // WebSocket, and POST /api/v1/rpc for staff
  connection,   // WebSocket only
  notification  // WebSocket only, and may come without an id
};

struct Method {
  std::string_view name;
  Side side = Side::both;
  Reach reach = Reach::anywhere;
};

constexpr bool owns(Side method, Side caller) {
  return (static_cast<unsigned>(method) & static_cast<unsigned>(caller)) != 0;
}

// The answer that says nothing but yes.
struct Nothing {
  static constexpr auto fields = std::tuple{};
  bool operator==(const Nothing&) const = default;
};

}  // namespace baton::protocol
