// How a connection begins: resolve, connect, AUTH, SELECT, and the checks that the peer is a Redis that we
// can trust with writes. One deadline over all of it.
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/redis/connection.hpp"
#include "server/redis/info.hpp"

namespace baton::redis {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

std::vector<Command> greeting(const Address& address) {
  std::vector<Command> commands;
  if (!address.user.empty()) {
    commands.emplace_back("AUTH", address.user, address.password);
  } else if (!address.password.empty()) {
    commands.emplace_back("AUTH", address.password);
  }
  if (address.db != 0) commands.emplace_back("SELECT", address.db);
  commands.emplace_back("ROLE");
  commands.emplace_back("INFO", "server");
  commands.emplace_back("INFO", "persistence");
  return commands;
}

std::string judge(const std::vector<Reply>& replies) {
  for (const auto& reply : replies) {
    if (reply.is_error()) return "Redis refused the connection: " + reply.text;
  }
  const auto& role = replies[replies.size() - 3];
  const auto version = info_field(replies[replies.size() - 2].text, "redis_version");
  if (major_version(version) < oldest_major) {
    return fmt::format("Redis is too old: it is {}, Baton needs 7.0 or newer",
                       version.empty() ? "of an unknown version" : version);
  }
  if (role.items.empty() || role.items.front().text != "master") {
    return "this Redis is a replica; Baton needs the address of the master";
  }
  if (info_field(replies.back().text, "loading") != "0") return "Redis is still loading its data";
  return {};
}

}  // namespace

asio::awaitable<std::string> Connection::establish() { return establish_on(shared_from_this()); }

asio::awaitable<std::string> Connection::establish_on(std::shared_ptr<Connection> self) {
  self->connect_timer_.expires_after(self->options_.connect_deadline);
  self->connect_timer_.async_wait([self](error_code ec) {
    if (!ec) self->close("connecting took too long");
  });
  auto why = co_await self->connect();
  if (why.empty() && !self->closed_) {
    self->read();
    why = co_await self->greet();
  }
  self->connect_timer_.cancel();
  if (self->closed_) why = self->why_;
  if (!why.empty()) why = self->options_.address.text() + ": " + why;
  if (!why.empty()) self->close(why);
  co_return why;
}

asio::awaitable<std::string> Connection::connect() {
  const auto& address = options_.address;
  if (!address.unix_path.empty()) {
    const asio::local::stream_protocol::endpoint endpoint(address.unix_path);
    const asio::generic::stream_protocol::endpoint target(endpoint);
    auto [ec] = co_await socket_.async_connect(target, nothrow);
    co_return ec ? ec.message() : std::string();
  }
  const auto port = std::to_string(address.port);
  auto [failed, found] = co_await resolver_.async_resolve(address.host, port, nothrow);
  if (failed) co_return failed.message();
  std::string why = "the name has no address";
  for (const auto& entry : found) {
    if (closed_) co_return "closed";
    error_code ignored;
    socket_.close(ignored);
    const asio::generic::stream_protocol::endpoint target(entry.endpoint());
    auto [ec] = co_await socket_.async_connect(target, nothrow);
    if (!ec) {
      socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
      co_return std::string();
    }
    why = ec.message();
  }
  co_return why;
}

asio::awaitable<std::string> Connection::greet() {
  auto replies = co_await call(greeting(options_.address));
  if (!replies) co_return closed_ ? why_ : replies.error().message();
  co_return judge(*replies);
}

}  // namespace baton::redis
