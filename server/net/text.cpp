// Words in header values.
#include "server/net/text.hpp"

#include <algorithm>

namespace baton::net {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string_view trim(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view take_element(std::string_view& list) {
  auto const comma = list.find(',');
  auto const element = list.substr(0, comma);
  list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  return trim(element);
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (same_word(take_element(list), word)) return true;
  }
  return false;
}

}  // namespace baton::net
