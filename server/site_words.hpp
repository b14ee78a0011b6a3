// The words and quotes of the site file, for its reader and its writer.
#pragma once
#include <algorithm>
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

inline constexpr std::pair<std::string_view, desk::OpportunityKind> opportunity_kinds[] = {
    {"upsell", desk::OpportunityKind::upsell},
    {"cross_sell", desk::OpportunityKind::cross_sell},
    {"renewal", desk::OpportunityKind::renewal},
    {"new", desk::OpportunityKind::new_business}};

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

// A key as it stands in a table or a field: bare, or in quotes when TOML asks for them.
inline std::string spelled(std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return bare ? std::string(key) : in_quotes(key);
}

}  // namespace baton
