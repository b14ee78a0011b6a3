// The listener of one node: HTTP/1.1 and, on /v1/ws, WebSocket with the subprotocol baton.v1, on one port.
// One Server belongs to one io_context run by one thread; several share a port through SO_REUSEPORT.
// It knows no chat: everything it accepts goes to the Handler.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/net/http.hpp"
#include "server/net/limits.hpp"
#include "server/net/socket.hpp"

namespace baton::net {

inline constexpr std::string_view socket_path = "/v1/ws";
inline constexpr std::string_view subprotocol = "baton.v1";

// What answers. Its exceptions are logged; they cost the request a 500 and that connection, nobody else.
class Handler {
public:
  virtual ~Handler() = default;

  // One request, whole, of any path but socket_path; requests of a connection come one after the other.
  virtual boost::asio::awaitable<Response> http(Request request) = 0;

  // A well-formed upgrade: nullopt accepts it, else this is the answer (403 for a foreign origin …).
  virtual std::optional<Response> refuse_upgrade(const Request& request) = 0;

  // The handshake is done: the handler of this socket, never null. It may send() at once.
  virtual std::shared_ptr<SocketHandler> open(std::shared_ptr<Socket> socket, const Request& request) = 0;
};

// Since the start; for metrics. Read on the server's thread.
struct Counters {
  std::uint64_t accepted = 0, accept_errors = 0;
  std::uint64_t requests = 0, bad_requests = 0, handler_errors = 0;
  std::uint64_t refused_address = 0, refused_full = 0;
  std::uint64_t upgrades = 0, frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0;
  std::uint64_t slow_consumers = 0, idle_sockets = 0, bad_frames = 0, cut = 0;  // cut: a deadline passed
};

struct Core;

class Server {
public:
  // `handler` must live until the last connection has ended or the io_context of `executor` is gone.
  Server(boost::asio::any_io_executor executor, Limits limits, Handler& handler);
  ~Server();  // stops accepting and cuts every connection; their on_close comes as the io_context runs on
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens on a numeric address; port 0 takes a free one. Returns the port, or the error of the system.
  // More than one call is allowed (IPv4 and IPv6, several ports).
  boost::system::result<std::uint16_t> listen(const std::string& address, std::uint16_t port,
                                              bool reuse_port);

  /// Hears no new handshake any more, and serves those under way: whoever begins one asks again a second
  /// later, and then of others who share the port. A little before `stop_accepting`, which resets handshakes
  /// under way.
  void turn_away();
  // Closes the listeners and idle HTTP connections; every later response says Connection: close, an upgrade
  // gets 503. Sockets stay.
  void stop_accepting();

  // Socket::close on every WebSocket.
  void close_all(std::uint16_t code, std::string_view reason);

  // Waits until no connection is left, at most that long, then cuts the rest. True when none had to be cut.
  boost::asio::awaitable<bool> drained(std::chrono::milliseconds at_most);

  std::size_t connections() const;  // HTTP and WebSocket
  std::size_t sockets() const;      // WebSocket only
  const Counters& counters() const;

private:
  std::shared_ptr<Core> core_;
};

}  // namespace baton::net
