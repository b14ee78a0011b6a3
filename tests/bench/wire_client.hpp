// A WebSocket client of a few lines over a raw socket, for measuring: text frames only, never fragmented, as
// this server sends them. Throws when the connection ends.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::bench {

class WireClient {
public:
  explicit WireClient(boost::asio::any_io_executor executor) : socket_(std::move(executor)) {}

  // Connects to loopback and upgrades to baton.v1.
  boost::asio::awaitable<void> open(std::uint16_t port);
  boost::asio::awaitable<void> send(std::string text);
  // The next text frame.
  boost::asio::awaitable<std::string> next();
  // The next frame that holds all of `part`; others are dropped.
  boost::asio::awaitable<std::string> next_with(std::string part);
  void close();

private:
  boost::asio::awaitable<void> have(std::size_t bytes);

  boost::asio::ip::tcp::socket socket_;
  std::string in_;
};

}  // namespace baton::bench
