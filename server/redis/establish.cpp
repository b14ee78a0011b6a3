// How a connection begins: a sentinel is asked for the master, if there are sentinels; then resolve, connect,
// AUTH, SELECT, and the checks that the peer is a Redis that we can trust with writes. One deadline over all
// of that, and one for each sentinel before.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <map>
#include <random>
#include <utility>

#include "server/redis/connection.hpp"
#include "server/redis/info.hpp"

namespace baton::redis {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);  // a bug, or no memory
}

std::vector<Command> credentials(const std::string& user, const std::string& password) {
  std::vector<Command> commands;
  if (!user.empty()) {
    commands.emplace_back("AUTH", user, password);
  } else if (!password.empty()) {
    commands.emplace_back("AUTH", password);
  }
  return commands;
}

std::vector<Command> greeting(const Address& address) {
  auto commands = credentials(address.user, address.password);
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

void Connection::let_in(std::chrono::milliseconds deadline) {
  connect_timer_.expires_after(deadline);
  connect_timer_.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec) self->close("connecting took too long");
  });
}

// Until a majority agrees, or all have been asked. In another order each time, so that one that hangs is not
// always the first.
asio::awaitable<Connection::Named> Connection::ask_sentinels(std::shared_ptr<Connection> self) {
  const auto& sentinels = self->options_.address.sentinels;
  auto places = sentinels.places;
  std::shuffle(places.begin(), places.end(), std::minstd_rand(std::random_device{}()));
  std::map<std::pair<std::string, std::uint16_t>, std::size_t> votes;
  Named most;
  most.why = "no sentinel names the master " + sentinels.master;
  for (const auto& place : places) {
    if (self->closed_) break;
    Options options = self->options_;
    options.address = Address();
    options.address.host = place.host;
    options.address.port = place.port;
    const auto asked = std::make_shared<Connection>(self->executor_, options);
    self->sentinel_ = asked;
    Sentinels::Place named;
    const auto why = co_await asked->ask_sentinel(sentinels, named);
    asked->close(why);
    if (!why.empty()) {
      most.why += fmt::format("; {}: {}", options.address.text(), why);
      continue;
    }
    const auto agree = ++votes[{named.host, named.port}];
    if (agree <= most.votes) continue;
    most.place = named;
    most.votes = agree;
    most.majority = agree > places.size() / 2;
    if (most.majority) break;
  }
  self->sentinel_.reset();
  co_return most;
}

// A master that was replaced while it lives takes writes until a sentinel demotes it, seconds later: all of
// them are lost.
asio::awaitable<void> Connection::watch_sentinels(std::shared_ptr<Connection> self) {
  while (!self->closed_) {
    self->watch_timer_.expires_after(self->options_.sentinel_interval);
    co_await self->watch_timer_.async_wait(nothrow);
    if (self->closed_) break;
    const auto named = co_await ask_sentinels(self);
    const auto& address = self->options_.address;
    if (named.majority && (named.place.host != address.host || named.place.port != address.port))
      self->close(address.place() + ": the sentinels name another master");
  }
}

asio::awaitable<std::string> Connection::ask_sentinel(const Sentinels& sentinels, Sentinels::Place& named) {
  let_in(options_.sentinel_deadline);
  auto why = co_await connect();
  if (closed_) co_return why_;
  if (!why.empty()) co_return why;
  read();
  auto commands = credentials(sentinels.user, sentinels.password);
  commands.emplace_back("SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinels.master);
  const auto replies = co_await call(std::move(commands));
  connect_timer_.cancel();
  if (!replies) co_return closed_ ? why_ : replies.error().message();
  for (const auto& reply : *replies)
    if (reply.is_error()) co_return "it refused: " + reply.text;
  const auto& place = replies->back();
  if (place.is_nil()) co_return "it does not know this name";
  const auto port = place.items.size() == 2 ? place.items[1].as_integer() : Errc::unexpected;
  if (!port || *port < 1 || *port > 65535) co_return "it is no sentinel";
  named.host = place.items[0].text;
  named.port = static_cast<std::uint16_t>(*port);
  co_return std::string();
}

asio::awaitable<std::string> Connection::establish_on(std::shared_ptr<Connection> self) {
  auto& address = self->options_.address;
  const bool watched = !address.sentinels.places.empty();
  if (watched) {
    const auto named = co_await ask_sentinels(self);
    if (named.votes == 0) self->close(named.why);
    if (self->closed_) co_return self->why_;
    address.host = named.place.host;
    address.port = named.place.port;
  }
  self->let_in(self->options_.connect_deadline);
  auto why = co_await self->connect();
  if (why.empty() && !self->closed_) {
    self->read();
    why = co_await self->greet();
  }
  self->connect_timer_.cancel();
  if (self->closed_) why = self->why_;
  if (!why.empty()) why = address.place() + ": " + why;
  if (!why.empty()) self->close(why);
  if (why.empty() && watched) asio::co_spawn(self->executor_, watch_sentinels(self), rethrow);
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
