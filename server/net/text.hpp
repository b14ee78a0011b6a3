// Words in header values: ASCII, without case where said, no locale, no allocation.
#pragma once

#include <string_view>

namespace baton::net {

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

// Equal without case, ASCII letters only.
bool same_word(std::string_view a, std::string_view b);

// Takes the first element of a comma-separated list off it, trimmed; requires a list that is not empty.
std::string_view take_element(std::string_view& list);

// True when the comma-separated `list` has the element `word`, without case.
bool has_word(std::string_view list, std::string_view word);

}  // namespace baton::net
