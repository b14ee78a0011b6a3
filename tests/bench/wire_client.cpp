// The upgrade by hand, and frames of RFC 6455 with a mask of zeros (legal, and nothing to compute).
#include "tests/bench/wire_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace baton::bench {
namespace asio = boost::asio;

asio::awaitable<void> WireClient::open(std::uint16_t port) {
  const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
  co_await socket_.async_connect(server, asio::use_awaitable);
  socket_.set_option(asio::ip::tcp::no_delay(true));
  const std::string request =
      "GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: baton.v1\r\n\r\n";
  co_await asio::async_write(socket_, asio::buffer(request), asio::use_awaitable);
  auto end = in_.find("\r\n\r\n");
  while (end == std::string::npos) {
    co_await have(in_.size() + 1);
    end = in_.find("\r\n\r\n");
  }
  if (!in_.starts_with("HTTP/1.1 101")) throw std::runtime_error("no upgrade: " + in_);
  in_.erase(0, end + 4);
}

asio::awaitable<void> WireClient::send(std::string text) {
  std::string frame = "\x81";
  if (text.size() < 126) {
    frame += static_cast<char>(0x80 | text.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size() & 0xff);
  }
  frame.append(4, '\0');
  frame += text;
  co_await asio::async_write(socket_, asio::buffer(frame), asio::use_awaitable);
}

asio::awaitable<void> WireClient::have(std::size_t bytes) {
  while (in_.size() < bytes) {
    const auto had = in_.size();
    in_.resize(had + 16 * 1024);
    const auto got =
        co_await socket_.async_read_some(asio::buffer(in_.data() + had, 16 * 1024), asio::use_awaitable);
    in_.resize(had + got);
  }
}

asio::awaitable<std::string> WireClient::next() {
  co_await have(2);
  const auto byte = [this](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(in_[at]));
  };
  if (byte(0) != 0x81) throw std::runtime_error("the server sent another frame than a text");
  std::size_t head = 2;
  std::size_t size = byte(1);
  if (size == 126) {
    head = 4;
    co_await have(head);
    size = byte(2) << 8 | byte(3);
  } else if (size == 127) {
    throw std::runtime_error("a frame too long to be measured");
  }
  co_await have(head + size);
  std::string text = in_.substr(head, size);
  in_.erase(0, head + size);
  co_return text;
}

asio::awaitable<std::string> WireClient::next_with(std::string part) {
  for (;;) {
    auto text = co_await next();
    if (text.find(part) != std::string::npos) co_return text;
  }
}

void WireClient::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace baton::bench
