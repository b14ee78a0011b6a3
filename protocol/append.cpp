// Strings and numbers as JSON. Runs of plain ASCII are copied in one piece; UTF-8 is checked where it begins.
#include "protocol/append.hpp"

#include <charconv>
#include <cmath>

namespace baton::protocol {
namespace {

// The length of the valid UTF-8 sequence at `at` (RFC 3629: no overlong forms, no surrogates), or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0), second = byte(1);
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2) || (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F))
      return 0;
    return 4;
  }
  return 0;
}

void append_control(std::string& out, unsigned char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += digits[c >> 4];
      out += digits[c & 15];
  }
}

}  // namespace

void append_string(std::string& out, std::string_view value) {
  out += '"';
  std::size_t copied = 0;  // everything before is in `out`
  const auto flush = [&](std::size_t end) { out.append(value, copied, end - copied); };
  for (std::size_t at = 0; at < value.size();) {
    const auto c = static_cast<unsigned char>(value[at]);
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      ++at;
      continue;
    }
    if (c >= 0x80) {
      if (const std::size_t length = sequence_length(value, at); length != 0) {
        at += length;
        continue;
      }
    }
    flush(at);
    if (c >= 0x80) {
      out += "\xEF\xBF\xBD";
    } else if (c < 0x20) {
      append_control(out, c);
    } else {
      out += '\\';
      out += static_cast<char>(c);
    }
    copied = ++at;
  }
  flush(value.size());
  out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  const std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  out += text;
  // A double stays one for the next reader: 1e3 was not an integer and 3.0 was not 3.
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

}  // namespace baton::protocol
