// Who is at the other end: networks in CIDR form and the client's address behind trusted proxies.
// Never resolves a name. Invariant: an address is compared in one form (IPv4 in IPv6 is unwrapped).
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::net {

// A set of IPv4 and IPv6 networks.
class Networks {
public:
  // Each entry is `address/bits` or one address; `invalid_argument` for anything else.
  static boost::system::result<Networks> parse(const std::vector<std::string>& entries);

  bool contains(const boost::asio::ip::address& address) const;

private:
  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

// The other end of a connection, as far as it can be believed.
struct Peer {
  std::string address;   // the client's, taken from X-Forwarded-For where the TCP peer is a trusted proxy
  bool trusted = false;  // `address` is loopback or a trusted proxy itself: exempt from limits per address
  bool proxied = false;  // the TCP peer is a trusted proxy: its X-Forwarded-Proto may be believed too
};

// IPv4 in IPv6 (::ffff:1.2.3.4) as IPv4, everything else unchanged.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

// The client behind `peer`: when `peer` is trusted, the right-most address of `forwarded_for` (all such
// headers, joined by commas in order) that is not, or the left-most when all are; what cannot be read ends
// the search.
Peer client_of(const boost::asio::ip::address& peer, std::string_view forwarded_for, const Networks& trusted);

// What connections are counted by: an IPv4 address, or the /64 of an IPv6 address.
std::string limit_key(const std::string& address);

}  // namespace baton::net
