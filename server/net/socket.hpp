// One WebSocket connection as the rest of the house sees it: frames are bytes, the handler is an interface.
// Both sides live on the node's one thread. Never names the library that speaks WebSocket.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace baton::net {

// Bytes encoded once and shared by every receiver.
using Frame = std::shared_ptr<const std::string>;

inline Frame make_frame(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

// A connection. Held by shared_ptr: keep it as long as you like, but let it go in on_close, it holds buffers.
class Socket {
public:
  virtual ~Socket() = default;

  // Queues one text frame; order is kept. Nothing happens after close(). Over Limits.outbox_bytes what is
  // queued is dropped and the socket is closed with 4009. Never calls the handler.
  virtual void send(Frame frame) = 0;

  // Writes what is queued, then a close frame with `code` and `reason` (at most 123 bytes are used), then
  // ends the connection, within Limits.close_deadline in all. Only the first call counts.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;

  // False as soon as close() was called or the connection is lost.
  virtual bool open() const = 0;
};

// What a connection is connected to; one for each, made by Handler::open, let go after on_close.
class SocketHandler {
public:
  virtual ~SocketHandler() = default;

  // A text frame: valid UTF-8 of at most Limits.frame_bytes. One at a time: the next is read after this
  // returned, and while it runs the socket still writes, and the idle limit does not count. None comes after
  // close() was called. An exception is logged and closes this socket with 1011.
  virtual boost::asio::awaitable<void> on_text(std::string frame) = 0;

  // The connection has ended; exactly once, after the last on_text has returned.
  virtual void on_close() = 0;
};

}  // namespace baton::net
