// How a connection begins: the master is found out (discover.cpp), if that takes asking; then resolve,
// connect, AUTH, SELECT, and the checks that the peer is a Redis that we can trust with writes. One deadline
// over all of that, and one for each who is asked before.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <utility>

#include "server/redis/connection.hpp"
#include "server/redis/info.hpp"
#include "server/redis/slot.hpp"

namespace baton::redis {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);  // a bug, or no memory
}

void greet_with(const Address& address, std::vector<Command>& commands) {
  if (address.db != 0) commands.emplace_back("SELECT", address.db);
  commands.emplace_back("ROLE");
  commands.emplace_back("INFO", "server");
  commands.emplace_back("INFO", "persistence");
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

std::vector<Command> Connection::credentials(const std::string& user, const std::string& password) {
  std::vector<Command> commands;
  if (!user.empty()) {
    commands.emplace_back("AUTH", user, password);
  } else if (!password.empty()) {
    commands.emplace_back("AUTH", password);
  }
  return commands;
}

asio::awaitable<std::string> Connection::establish() { return establish_on(shared_from_this()); }

void Connection::let_in(std::chrono::milliseconds deadline) {
  connect_timer_.expires_after(deadline);
  connect_timer_.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec) self->close("connecting took too long");
  });
}

asio::awaitable<std::string> Connection::establish_on(std::shared_ptr<Connection> self) {
  const auto& address = self->options_.address;
  const bool found = address.found_by_asking();
  if (found) {
    const auto missing = co_await find_master(self);
    if (!missing.empty()) self->close(missing);
    if (self->closed_) co_return self->why_;
  }
  self->let_in(self->options_.connect_deadline);
  auto why = co_await self->connect();
  if (why.empty() && !self->closed_) {
    self->read();
    why = co_await self->greet();
  }
  self->connect_timer_.cancel();
  if (why.empty() && !self->closed_) why = co_await find_halves(self);
  if (self->closed_) why = self->why_;
  if (!why.empty()) why = address.place() + ": " + why;
  if (!why.empty()) self->close(why);
  if (why.empty() && found) asio::co_spawn(self->executor_, watch_master(self), rethrow);
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
  const auto& address = options_.address;
  auto commands = credentials(address.user, address.password);
  greet_with(address, commands);
  const auto replies = co_await call(std::move(commands));
  if (!replies) co_return closed_ ? why_ : replies.error().message();
  auto why = judge(*replies);
  if (why.empty() && !address.cluster.seeds.empty()) why = co_await greet_cluster();
  co_return why;
}

asio::awaitable<std::string> Connection::greet_cluster() {
  auto commands = slot_question(options_.key);
  commands.emplace_back("CLUSTER", "NODES");
  commands.emplace_back("CLUSTER", "KEYSLOT", options_.key);
  const auto replies = co_await call(std::move(commands));
  if (!replies) co_return closed_ ? why_ : replies.error().message();
  auto& address = options_.address;
  address.cluster.known.clear();
  for (const auto& node : nodes_in((*replies)[2].text, address.host)) {
    address.cluster.known.push_back(node.place);
    if (node.other_master) other_masters_.push_back(node.place);
  }
  slot_ = (*replies)[3].integer;
  co_return slot_answer((*replies)[0], (*replies)[1], address.host).says;
}

}  // namespace baton::redis
