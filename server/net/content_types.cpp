// What a file's name says: its media type and whether it carries a content hash. And what a client's
// Accept-Encoding says. Pure functions over text.
#include <algorithm>
#include <array>
#include <charconv>

#include "server/net/static_files.hpp"
#include "server/net/text.hpp"

namespace baton::net {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_base32(std::string_view part) {
  auto const letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'); };
  return part.size() == 8 && std::ranges::all_of(part, letter);
}

bool looks_like_hash(std::string_view part) {
  auto const hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (part.size() < 8 || std::ranges::none_of(part, is_digit)) return false;
  if (std::ranges::all_of(part, is_digit)) return false;  // a date, a number
  return std::ranges::all_of(part, hex) || is_base32(part);
}

bool ends_in_hash(std::string_view last_part) {
  return looks_like_hash(last_part) || (is_base32(last_part) && !std::ranges::all_of(last_part, is_digit));
}

}  // namespace

std::string_view content_type(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types = {{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json"},
      {"map", "application/json"},
      {"webmanifest", "application/manifest+json"},
      {"txt", "text/plain; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"webp", "image/webp"},
      {"ico", "image/x-icon"},
      {"woff2", "font/woff2"},
      {"mp3", "audio/mpeg"},
      {"wasm", "application/wasm"},
  }};
  auto const dot = name.rfind('.');
  if (dot != std::string_view::npos) {
    for (auto const& [extension, type] : types) {
      if (same_word(extension, name.substr(dot + 1))) return type;
    }
  }
  return "application/octet-stream";
}

bool has_content_hash(std::string_view path) {
  for (;;) {
    auto const slash = path.find('/');
    if (slash == std::string_view::npos) break;
    if (looks_like_hash(path.substr(0, slash))) return true;
    path.remove_prefix(slash + 1);
  }
  // What follows the last '-' or '.' of the stem; `main-5CEXCTQB.js.map` has its hash before two extensions.
  while (path.find('.') != std::string_view::npos) {
    path = path.substr(0, path.rfind('.'));
    auto const cut = path.find_last_of("-.");
    if (cut != std::string_view::npos && ends_in_hash(path.substr(cut + 1))) return true;
  }
  return false;
}

double encoding_quality(std::string_view accept_encoding, std::string_view coding) {
  double any = -1;  // of "*"
  while (!accept_encoding.empty()) {
    auto const element = take_element(accept_encoding);
    auto const semicolon = element.find(';');
    double quality = 1;
    if (semicolon != std::string_view::npos) {
      auto const parameter = trim(element.substr(semicolon + 1));
      if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
      auto const number = parameter.substr(2);
      auto const [stop, error] = std::from_chars(number.data(), number.data() + number.size(), quality);
      if (error != std::errc{} || !(quality >= 0 && quality <= 1)) quality = 0;
    }
    auto const name = trim(element.substr(0, semicolon));
    if (same_word(name, coding)) return quality;
    if (name == "*") any = quality;
  }
  if (any >= 0) return any;
  return coding == "identity" ? 1 : 0;
}

}  // namespace baton::net
