// Networks in CIDR form and the address behind proxies: pure functions over text.
#include "server/net/address.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>

#include "server/net/text.hpp"

namespace baton::net {

namespace ip = boost::asio::ip;
using boost::system::error_code;

namespace {

// One element of X-Forwarded-For; proxies write ports and brackets too.
ip::address parse_forwarded(std::string_view element, error_code& ec) {
  element = trim(element);
  if (element.starts_with('[')) {
    element = element.substr(1, element.find(']') - 1);
  } else if (auto const colon = element.find(':');
             colon != std::string_view::npos && element.find(':', colon + 1) == std::string_view::npos) {
    element = element.substr(0, colon);
  }
  return unmapped(ip::make_address(std::string(element), ec));
}

}  // namespace

boost::system::result<Networks> Networks::parse(const std::vector<std::string>& entries) {
  Networks networks;
  for (auto const& entry : entries) {
    std::string const text(trim(entry));
    auto const slash = text.find('/');
    error_code ec;
    auto const address = ip::make_address(text.substr(0, slash), ec);
    if (ec) return ec;
    unsigned short bits = address.is_v4() ? 32 : 128;
    auto const most = bits;
    if (slash != std::string::npos) {
      auto const* end = text.data() + text.size();
      auto const [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc{} || stop != end || bits > most)
        return make_error_code(boost::system::errc::invalid_argument);
    }
    if (address.is_v4()) {
      networks.v4_.emplace_back(address.to_v4(), bits);
    } else {
      networks.v6_.emplace_back(address.to_v6(), bits);
    }
  }
  return networks;
}

bool Networks::contains(const ip::address& address) const {
  auto const plain = unmapped(address);
  if (plain.is_v4()) {
    auto const host = plain.to_v4();
    for (auto const& network : v4_) {
      if (ip::network_v4(host, network.prefix_length()).network() == network.network()) return true;
    }
    return false;
  }
  auto const host = plain.to_v6();
  for (auto const& network : v6_) {
    if (ip::network_v6(host, network.prefix_length()).network() == network.network()) return true;
  }
  return false;
}

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

Peer client_of(const ip::address& peer, std::string_view forwarded_for, const Networks& trusted) {
  auto client = unmapped(peer);
  Peer result;
  result.proxied = trusted.contains(client);
  while (trusted.contains(client) && !forwarded_for.empty()) {
    auto const comma = forwarded_for.rfind(',');
    auto const last = comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1);
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
    error_code ec;
    auto const next = parse_forwarded(last, ec);
    if (ec) break;
    client = next;
  }
  result.address = client.to_string();
  result.trusted = client.is_loopback() || trusted.contains(client);
  return result;
}

std::string limit_key(const std::string& address) {
  error_code ec;
  auto const parsed = ip::make_address(address, ec);
  if (ec || parsed.is_v4()) return address;
  return ip::network_v6(parsed.to_v6(), 64).network().to_string();
}

}  // namespace baton::net
