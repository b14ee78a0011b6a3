// Judgements on text by Unicode scalar values. All of them expect valid UTF-8, which the parser has made sure
// of.
#pragma once

#include <cstddef>
#include <string_view>

namespace baton::protocol {

// The number of Unicode scalar values.
std::size_t scalar_count(std::string_view text);
// Empty, or nothing but Unicode White_Space.
bool is_blank(std::string_view text);
// Every character unreserved in a URL (RFC 3986): A-Za-z0-9 - . _ ~
bool is_url_safe(std::string_view text);
// Every character of A-Za-z0-9 _ -
bool is_cid_safe(std::string_view text);
// One @ with something on both sides, no white space, no control characters.
bool is_plausible_email(std::string_view text);

}  // namespace baton::protocol
