// Reads addresses; knows nothing of sockets.
#include "server/redis/options.hpp"

#include <charconv>

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

// Leaves the port as it is where none is written.
bool read_host_and_port(std::string_view text, std::string& host, std::uint16_t& at) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon);
  }
  if (!port.empty()) {
    if (!port.starts_with(':')) return false;
    const auto value = number<std::uint16_t>(port.substr(1));
    if (!value || *value == 0) return false;
    at = *value;
  }
  return !host.empty();
}

constexpr std::uint16_t sentinels_port = 26379;

// Cuts `text` at the first `mark`; gives what stands behind it.
std::optional<std::string_view> cut(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

// Separated by commas.
bool read_places(std::string_view text, std::uint16_t port, std::vector<Place>& places) {
  for (std::optional<std::string_view> rest = text; rest;) {
    auto place = *rest;
    rest = cut(place, ',');
    auto& last = places.emplace_back(Place{"", port});
    if (!read_host_and_port(place, last.host, last.port)) return false;
  }
  return true;
}

bool read_database(std::string_view text, Address& address) {
  const auto value = text.empty() ? std::optional(0U) : number<unsigned>(text);
  if (value) address.db = *value;
  return value.has_value();
}

bool read_parameters(std::string_view text, Sentinels& sentinels) {
  for (std::optional<std::string_view> rest = text; rest;) {
    auto name = *rest;
    rest = cut(name, '&');
    const auto value = unescaped(cut(name, '=').value_or(""));
    if (!value || value->empty()) return false;
    if (name == "sentinel_username")
      sentinels.user = *value;
    else if (name == "sentinel_password")
      sentinels.password = *value;
    else
      return false;
  }
  return sentinels.user.empty() || !sentinels.password.empty();
}

// What follows the credentials: places, "/", the master's name, and what may follow it.
bool read_sentinels(std::string_view text, Address& address) {
  auto& sentinels = address.sentinels;
  if (const auto parameters = cut(text, '?'); parameters && !read_parameters(*parameters, sentinels))
    return false;
  auto master = cut(text, '/');
  if (!master) return false;
  if (const auto db = cut(*master, '/'); db && !read_database(*db, address)) return false;
  const auto name = unescaped(*master);
  if (!name || name->empty()) return false;
  sentinels.master = *name;
  return read_places(text, sentinels_port, sentinels.places);
}

std::string listed(const std::vector<Place>& places) {
  std::string all;
  for (const auto& place : places) all.append(all.empty() ? "" : ", ").append(place.text());
  return all;
}

}  // namespace

std::string Place::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Address::place() const {
  return unix_path.empty() ? Place{host, port}.text() : "unix:" + unix_path;
}

std::string Address::text() const {
  if (!sentinels.places.empty())
    return "master " + sentinels.master + " of the sentinels " + listed(sentinels.places);
  if (!cluster.seeds.empty()) return "the cluster of " + listed(cluster.seeds);
  return place();
}

Result<Address> parse_address(std::string_view text) {
  Address address;
  if (text.starts_with("unix:")) {
    address.unix_path = text.substr(5);
    // sun_path holds 108 bytes with the terminating zero.
    if (!address.unix_path.starts_with('/') || address.unix_path.size() > 107) return Errc::bad_address;
    return address;
  }
  const bool watched = text.starts_with("redis+sentinel://");
  const bool cluster = text.starts_with("redis+cluster://");
  const bool url = watched || cluster || text.starts_with("redis://");
  if (url) {
    text.remove_prefix(text.find("//") + 2);
    // A password may hold an @ of its own; one in a parameter is not the end of the credentials.
    const auto before = watched ? text.substr(0, text.find('?')) : text;
    if (const auto at = before.rfind('@'); at != std::string_view::npos) {
      if (!read_credentials(text.substr(0, at), address)) return Errc::bad_address;
      text.remove_prefix(at + 1);
    }
  }
  if (watched) {
    if (!read_sentinels(text, address)) return Errc::bad_address;
    return address;
  }
  if (cluster) {
    // A cluster has no other database than 0.
    const bool more = text.find_first_of("/?") != std::string_view::npos;
    if (more || !read_places(text, address.port, address.cluster.seeds)) return Errc::bad_address;
    return address;
  }
  if (url) {
    const auto db = cut(text, '/');
    if (db && !read_database(*db, address)) return Errc::bad_address;
  }
  if (!read_host_and_port(text, address.host, address.port)) return Errc::bad_address;
  return address;
}

}  // namespace baton::redis
