// One bind, and one GET by hand: HTTP belongs to net/, which has no client, and this needs none.
#include "server/probe.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

namespace baton {
namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

error_code port_problem(const std::string& address, std::uint16_t port) {
  error_code ec;
  const auto ip = asio::ip::make_address(address, ec);
  if (ec) return ec;
  asio::io_context io(1);
  const Tcp::endpoint endpoint(ip, port);
  Tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(Tcp::acceptor::reuse_address(true), ec);  // as the server itself
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(1, ec);
  return ec;
}

std::optional<Readiness> ask_ready(const std::string& address, std::uint16_t port,
                                   std::chrono::milliseconds deadline) {
  error_code ec;
  auto ip = asio::ip::make_address(address, ec);
  if (ec) return std::nullopt;
  if (ip.is_unspecified())
    ip = ip.is_v4() ? asio::ip::address(asio::ip::address_v4::loopback()) : asio::ip::address_v6::loopback();
  asio::io_context io(1);
  Tcp::socket socket(io);
  const std::string question = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  std::string answer;
  const auto read = [&](error_code failed, std::size_t) {
    if (failed) return;
    asio::async_read(socket, asio::dynamic_buffer(answer, 16'384), [](error_code, std::size_t) {});
  };
  socket.async_connect(Tcp::endpoint(ip, port), [&](error_code failed) {
    if (!failed) asio::async_write(socket, asio::buffer(question), read);
  });
  io.run_for(deadline);
  // "HTTP/1.1 200 OK\r\n…\r\n\r\nready\n"
  constexpr std::string_view start = "HTTP/1.1 ";
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with(start) || body == std::string::npos) return std::nullopt;
  Readiness ready;
  std::from_chars(answer.data() + start.size(), answer.data() + body, ready.status);
  ready.body = answer.substr(body + 4);
  return ready;
}

}  // namespace baton
