// The words and quotes of the site file, for its reader and its writer.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "server/desk/site.hpp"

namespace baton {

inline constexpr std::pair<std::string_view, desk::DepartmentKind> kinds[] = {
    {"care", desk::DepartmentKind::care}, {"sales", desk::DepartmentKind::sales}};
inline constexpr std::pair<std::string_view, desk::AssignMode> assigns[] = {
    {"auto", desk::AssignMode::automatic},
    {"offer", desk::AssignMode::offer},
    {"manual", desk::AssignMode::manual}};

// A basic string of TOML, on one line whatever the text holds.
inline std::string in_quotes(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (byte < 0x20 || byte == 0x7F)
      ((out += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
    else
      out += c;
  }
  return out + '"';
}

}  // namespace baton
