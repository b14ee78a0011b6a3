// Between an option's value and its text: what is expected, parsing, printing. Knows no source (file,
// environment, flag).
#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>

#include "server/config_registry.hpp"

namespace baton {
namespace {

template <class Enum>
constexpr std::array<std::string_view, 0> kWords{};
template <>
constexpr std::array<std::string_view, 3> kWords<Durability>{"local", "fsync", "replica"};
template <>
constexpr std::array<std::string_view, 5> kWords<LogLevel>{"trace", "debug", "info", "warn", "error"};
template <>
constexpr std::array<std::string_view, 2> kWords<LogFormat>{"text", "json"};

template <class T>
concept Number = std::is_integral_v<T> || std::is_same_v<T, std::chrono::milliseconds>;

std::string joined(auto&& parts) {
  std::string text;
  for (const auto& part : parts) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    auto part = text.substr(from, comma - from);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!part.empty()) parts.push_back(std::move(part));
    from = comma + 1;
  }
  return parts;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
  return out + '"';
}

Slot some_slot(const Option& option) {
  static Config defaults;
  return option.slot(defaults);
}

template <class T>
bool put(const Option& option, T& value, const std::string& text) {
  if constexpr (Number<T>) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return false;
    if (number < option.min || number > option.max) return false;
    value = T(number);
  } else if constexpr (std::is_enum_v<T>) {
    const auto& all = kWords<T>;
    const auto found = std::find(all.begin(), all.end(), text);
    if (found == all.end()) return false;
    value = static_cast<T>(found - all.begin());
  } else {
    if (!option.good(text)) return false;
    value = text;
  }
  return true;
}

}  // namespace

bool is_number(const Option& option) {
  return std::visit([](auto* v) { return Number<std::remove_pointer_t<decltype(v)>>; }, some_slot(option));
}

bool is_list(const Option& option) {
  return std::holds_alternative<std::vector<std::string>*>(some_slot(option));
}

std::string expected(const Option& option) {
  return std::visit(
      [&]<class T>(T*) -> std::string {
        if constexpr (Number<T>) {
          const std::string unit = option.unit.empty() ? "" : " (" + std::string(option.unit) + ")";
          return "a whole number from " + std::to_string(option.min) + " to " + std::to_string(option.max) +
                 unit;
        } else if constexpr (std::is_enum_v<T>) {
          return "one of " + joined(kWords<T>);
        } else {
          return std::string(option.must);
        }
      },
      some_slot(option));
}

bool assign(const Option& option, Config& config, const std::string& text) {
  if (is_list(option)) return assign(option, config, split(text));
  return std::visit(
      [&]<class T>(T* value) {
        if constexpr (std::is_same_v<T, std::vector<std::string>>)
          return false;
        else
          return put(option, *value, text);
      },
      option.slot(config));
}

bool assign(const Option& option, Config& config, const std::vector<std::string>& members) {
  if (!is_list(option) || !std::all_of(members.begin(), members.end(), option.good)) return false;
  *std::get<std::vector<std::string>*>(option.slot(config)) = members;
  return true;
}

std::string literal(const Option& option, Config config) {
  return std::visit(
      [&]<class T>(T* value) -> std::string {
        if constexpr (std::is_same_v<T, std::chrono::milliseconds>) {
          return std::to_string(value->count());
        } else if constexpr (Number<T>) {
          return std::to_string(*value);
        } else if constexpr (std::is_enum_v<T>) {
          return quoted(std::string(kWords<T>[static_cast<std::size_t>(*value)]));
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::vector<std::string> members;
          for (const auto& member : *value) members.push_back(quoted(member));
          return "[" + joined(members) + "]";
        } else {
          return option.secret && !value->empty() ? "\"***\"" : quoted(std::string(*value));
        }
      },
      option.slot(config));
}

}  // namespace baton
