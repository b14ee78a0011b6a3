// Where a Redis is and how patient we are with it. Plain values; the text of an address never shows a
// password.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/redis/command.hpp"
#include "server/redis/error.hpp"

namespace baton::redis {

struct Place {
  std::string host;
  std::uint16_t port = 6379;

  /// "host:port", "[v6]:port".
  std::string text() const;
  auto operator<=>(const Place&) const = default;
};

/// Who say which Redis is the master: asked anew for every connection, and while it lasts.
struct Sentinels {
  std::vector<Place> places;  ///< empty: there are none
  std::string master;         ///< the name that they watch it by
  std::string user;
  std::string password;
};

/// Any node of a Redis Cluster says which master has the slot of `Options::key`: asked anew for every
/// connection; while it lasts, the master itself is asked whether it still has it.
struct Cluster {
  std::vector<Place> seeds;  ///< empty: it is none
  std::vector<Place> known;  ///< nodes that a master named since, asked as well
};

struct Address {
  std::string unix_path;  ///< a unix socket when not empty; host and port are then unused
  Sentinels sentinels;    ///< when it has places, host and port are what one of them says
  Cluster cluster;        ///< when it has seeds, host and port are what a node says
  std::string host;
  std::uint16_t port = 6379;
  std::string user;  ///< empty: Redis's default user
  std::string password;
  unsigned db = 0;

  /// Whether host and port have to be found out before each connection.
  bool found_by_asking() const { return !sentinels.places.empty() || !cluster.seeds.empty(); }
  /// "unix:/path", "host:port", "master NAME of the sentinels host:port, …" or "the cluster of host:port, …",
  /// for logs and errors.
  std::string text() const;
  /// "unix:/path" or "host:port": where a connection goes.
  std::string place() const;
};

/// `unix:/path`, `host[:port]`, `[v6]:port`, `redis://[user][:password@]host[:port][/db]`,
/// `redis+sentinel://[user][:password@]host[:port][,host[:port]…]/master[/db][?sentinel_username=…&sentinel_password=…]`
/// or `redis+cluster://[user][:password@]host[:port][,host[:port]…]` (percent escapes in what is not an
/// address). Anything else: `Errc::bad_address`.
Result<Address> parse_address(std::string_view);

/// A replica has to have what was written before its result is given.
struct Confirmation {
  /// A small write before each WAIT, which answers for what its own connection wrote: a duplicate, written by
  /// another one, writes nothing. (Redis 7.0 counts reads as well; nothing promises that.)
  Command mark;
  std::chrono::milliseconds patience{500};  ///< of WAIT; nothing else passes on the connection meanwhile
};

struct Options {
  Address address;
  std::string
      key;  ///< of a cluster: all that is asked for hashes to the slot of this key, which never exists
  std::chrono::milliseconds command_deadline{
      5000};  ///< from issuing a command to its reply; then the link breaks
  std::chrono::milliseconds connect_deadline{2000};  ///< resolve, connect, AUTH and checks together
  std::chrono::milliseconds ask_deadline{
      500};  ///< for one sentinel or node of a cluster, before that; then the next is asked
  std::chrono::milliseconds backoff_min{50};  ///< pause after the first failure, doubling, jittered ±50 %
  std::chrono::milliseconds backoff_max{2000};
  std::chrono::milliseconds wait_up{
      0};  ///< how long a command may wait for a link that is not up; 0: refused at once
  std::chrono::milliseconds watch_interval{
      1000};                         ///< in which it is asked whether the master is still the master
  std::size_t max_in_flight = 1000;  ///< commands awaiting a reply, a batch counting each; beyond: refused
  std::optional<Confirmation> confirmation;       ///< set by Link::confirm_writes
  std::chrono::milliseconds ping_interval{5000};  ///< Subscriber only
  std::chrono::milliseconds ping_deadline{5000};  ///< Subscriber only: PING to its answer
  std::size_t subscribe_chunk = 256;              ///< Subscriber only: channels in one command
};

}  // namespace baton::redis
