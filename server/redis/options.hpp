// Where a Redis is and how patient we are with it. Plain values; the text of an address never shows a
// password.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/redis/error.hpp"

namespace baton::redis {

struct Address {
  std::string unix_path;  ///< a unix socket when not empty; host and port are then unused
  std::string host;
  std::uint16_t port = 6379;
  std::string user;  ///< empty: Redis's default user
  std::string password;
  unsigned db = 0;

  /// "unix:/path" or "host:port", for logs and errors.
  std::string text() const;
};

/// `unix:/path`, `host[:port]`, `[v6]:port` or `redis://[user][:password@]host[:port][/db]` (percent escapes
/// in user and password). Anything else: `Errc::bad_address`.
Result<Address> parse_address(std::string_view);

struct Options {
  Address address;
  std::chrono::milliseconds command_deadline{
      5000};  ///< from issuing a command to its reply; then the link breaks
  std::chrono::milliseconds connect_deadline{2000};  ///< resolve, connect, AUTH and checks together
  std::chrono::milliseconds backoff_min{50};  ///< pause after the first failure, doubling, jittered ±50 %
  std::chrono::milliseconds backoff_max{2000};
  std::chrono::milliseconds wait_up{
      0};  ///< how long a command may wait for a link that is not up; 0: refused at once
  std::size_t max_in_flight = 1000;  ///< commands awaiting a reply, a batch counting each; beyond: refused
  std::chrono::milliseconds ping_interval{5000};  ///< Subscriber only
  std::chrono::milliseconds ping_deadline{5000};  ///< Subscriber only: PING to its answer
  std::size_t subscribe_chunk = 256;              ///< Subscriber only: channels in one command
};

}  // namespace baton::redis
