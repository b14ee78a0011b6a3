// Reads addresses; knows nothing of sockets.
#include "server/redis/options.hpp"

#include <charconv>
#include <optional>

namespace baton::redis {
namespace {

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stopped != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned byte = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const char* first = text.data() + i + 1;
    if (std::from_chars(first, first + 2, byte, 16).ptr != first + 2) return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

bool read_credentials(std::string_view text, Address& address) {
  const auto colon = text.find(':');
  const auto user = unescaped(text.substr(0, colon));
  const auto password = unescaped(colon == std::string_view::npos ? "" : text.substr(colon + 1));
  if (!user || !password) return false;
  address.user = *user;
  address.password = *password;
  return true;
}

bool read_host_and_port(std::string_view text, Address& address) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    address.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    address.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (!port.empty()) {
    if (!port.starts_with(':')) return false;
    const auto value = number<std::uint16_t>(port.substr(1));
    if (!value || *value == 0) return false;
    address.port = *value;
  }
  return !address.host.empty();
}

}  // namespace

std::string Address::text() const {
  if (!unix_path.empty()) return "unix:" + unix_path;
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_address(std::string_view text) {
  Address address;
  if (text.starts_with("unix:")) {
    address.unix_path = text.substr(5);
    // sun_path holds 108 bytes with the terminating zero.
    if (!address.unix_path.starts_with('/') || address.unix_path.size() > 107) return Errc::bad_address;
    return address;
  }
  if (text.starts_with("redis://")) {
    text.remove_prefix(8);
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
      if (!read_credentials(text.substr(0, at), address)) return Errc::bad_address;
      text.remove_prefix(at + 1);
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
      const auto db = text.substr(slash + 1);
      const auto value = db.empty() ? std::optional(0U) : number<unsigned>(db);
      if (!value) return Errc::bad_address;
      address.db = *value;
      text = text.substr(0, slash);
    }
  }
  if (!read_host_and_port(text, address)) return Errc::bad_address;
  return address;
}

}  // namespace baton::redis
