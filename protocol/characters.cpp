// The judgements on text, byte by byte where ASCII decides and by code point where it does not.
#include "protocol/characters.hpp"

#include <algorithm>

namespace baton::protocol {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The code point at `at`, which it moves behind it.
char32_t next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
    point = (point << 6) | (byte(at + i) & 0x3F);
  at += length;
  return point;
}

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace

std::size_t scalar_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (!is_white_space(next(text, at))) return false;
  return true;
}

bool is_url_safe(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; });
}

bool is_cid_safe(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool is_plausible_email(std::string_view text) {
  const auto at_sign = text.find('@');
  if (at_sign == std::string_view::npos || at_sign == 0 || at_sign + 1 == text.size()) return false;
  if (text.find('@', at_sign + 1) != std::string_view::npos) return false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next(text, at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || is_white_space(c)) return false;
  }
  return true;
}

}  // namespace baton::protocol
