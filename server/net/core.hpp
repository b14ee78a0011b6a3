// What the parts of a Server share: limits, the handler, counters and the register of living connections,
// each with one deadline. Internal to net. Invariant: whatever is in `live` holds a Slot, and a Slot is in
// `live`.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "server/net/server.hpp"

namespace baton::net {

using Clock = std::chrono::steady_clock;
using Tcp = boost::asio::ip::tcp;

inline constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

// A living connection, HTTP or WebSocket, as the server's timer and its stop see it. None of these calls the
// Handler or ends the object at once.
class Live {
public:
  virtual ~Live() = default;
  virtual void check(Clock::time_point now) = 0;  // acts when a deadline has passed
  virtual void stop() = 0;                        // the server accepts no more: end if idle
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  virtual void cut() = 0;  // ends now, nothing is flushed
};

struct Core : std::enable_shared_from_this<Core> {
  Core(boost::asio::any_io_executor ex, Limits bounds, Handler& to);

  boost::asio::any_io_executor executor;
  Limits limits;
  Handler& handler;
  Counters counters;
  std::unordered_set<Live*> live;
  std::unordered_map<std::string, std::size_t> per_address;
  std::size_t sockets = 0;
  bool stopping = false;
  std::vector<std::shared_ptr<Tcp::acceptor>> acceptors;
  boost::asio::steady_timer emptied;  // never expires; cancelled when `live` becomes empty

  void watch();                  // keeps `check` going while there are connections
  std::string_view http_date();  // of now; valid until the next call

private:
  boost::asio::steady_timer tick_;
  bool ticking_ = false;
  std::string date_;
  std::int64_t date_second_ = 0;
};

// The place of a connection in the register and in its address's count, given back by the destructor.
class Slot {
public:
  Slot(std::shared_ptr<Core> core, Live* owner);
  ~Slot();
  Slot(Slot&& other) noexcept;
  Slot& operator=(Slot&&) = delete;

  void rebind(Live* owner);      // the connection became another object
  bool count(const Peer& peer);  // false: the address has its share; exempt and counted ones pass
  void count_socket();           // it is a WebSocket from now on

private:
  std::shared_ptr<Core> core_;
  Live* owner_;
  std::string key_;
  bool socket_ = false;
};

// Serves HTTP on an accepted connection until it ends or becomes a WebSocket. A `refusal` other than 0 is the
// status it is answered with without reading a request. (http_connection.cpp)
void serve_http(std::shared_ptr<Core> core, Tcp::socket socket, Tcp::endpoint remote, unsigned refusal);

// Completes the handshake of a checked and accepted upgrade and serves the socket. (websocket.cpp)
void serve_websocket(std::shared_ptr<Core> core, Tcp::socket socket, Slot slot, Request request);

// Completion of every co_spawn here: an exception that reached it ends its connection only.
void log_escaped(const std::exception_ptr& error, std::string_view where);

// Closes with a reset: unread and unsent bytes are given up, so that a dead peer holds no kernel memory.
void reset(Tcp::socket& socket);

}  // namespace baton::net
