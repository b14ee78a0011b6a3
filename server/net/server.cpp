// Listening, accepting and stopping. Never reads a byte of a connection.
#include "server/net/server.hpp"

#include <linux/filter.h>
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>

#include "server/net/core.hpp"

namespace baton::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void admit(const std::shared_ptr<Core>& core, Tcp::socket socket) {
  ++core->counters.accepted;
  error_code ec;
  auto const remote = socket.remote_endpoint(ec);
  if (ec) return;  // it is gone already
  socket.set_option(Tcp::no_delay(true), ec);
  auto const bound = core->limits.connections;
  if (core->live.size() < bound) return serve_http(core, std::move(socket), remote, 0);
  ++core->counters.refused_full;
  // The answer needs room too; beyond a tenth of it even that is not given.
  if (core->live.size() > bound + bound / 10 + 16) return reset(socket);
  serve_http(core, std::move(socket), remote, 503);
}

asio::awaitable<void> accept_loop(std::shared_ptr<Core> core, std::shared_ptr<Tcp::acceptor> acceptor) {
  asio::steady_timer pause(core->executor);
  bool failing = false;
  while (acceptor->is_open()) {
    auto [ec, socket] = co_await acceptor->async_accept(nothrow);
    if (!ec) {
      failing = false;
      admit(core, std::move(socket));
      continue;
    }
    if (!acceptor->is_open()) co_return;
    // Out of descriptors or memory: the connection stays in the backlog, an accept at once would spin.
    ++core->counters.accept_errors;
    if (!failing) spdlog::error("net: accept failed: {}", ec.message());
    failing = true;
    pause.expires_after(std::chrono::milliseconds(100));
    co_await pause.async_wait(nothrow);
  }
}

// Bounds what the kernel buffers unsent, so that the outbox is what fills up. Inherited by accepted sockets.
void bound_unsent(Tcp::acceptor& acceptor, std::size_t bytes) {
  auto const value = static_cast<int>(bytes);
  ::setsockopt(acceptor.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &value, sizeof value);
}

error_code share_port(Tcp::acceptor& acceptor) {
  int const on = 1;
  if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) return {};
  return {errno, boost::system::system_category()};
}

}  // namespace

Server::Server(asio::any_io_executor executor, Limits limits, Handler& handler)
    : core_(std::make_shared<Core>(std::move(executor), std::move(limits), handler)) {}

Server::~Server() {
  stop_accepting();
  for (auto* connection : core_->live) connection->cut();
}

boost::system::result<std::uint16_t> Server::listen(const std::string& address, std::uint16_t port,
                                                    bool reuse_port) {
  error_code ec;
  auto const ip = asio::ip::make_address(address, ec);
  if (ec) return ec;
  Tcp::endpoint const endpoint(ip, port);
  auto acceptor = std::make_shared<Tcp::acceptor>(core_->executor);
  acceptor->open(endpoint.protocol(), ec);
  if (!ec) acceptor->set_option(Tcp::acceptor::reuse_address(true), ec);
  if (!ec && reuse_port) ec = share_port(*acceptor);
  if (!ec) acceptor->bind(endpoint, ec);
  if (!ec) bound_unsent(*acceptor, core_->limits.unsent_bytes);
  if (!ec) acceptor->listen(core_->limits.backlog, ec);
  if (ec) return ec;
  auto const bound = acceptor->local_endpoint(ec);
  if (ec) return ec;
  core_->acceptors.push_back(acceptor);
  asio::co_spawn(core_->executor, accept_loop(core_, acceptor),
                 [](const std::exception_ptr& error) { log_escaped(error, "the listener"); });
  return bound.port();
}

void Server::turn_away() {
  // The flags of the TCP header: a packet with SYN is dropped, any other kept whole.
  static sock_filter program[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, 13},
                                  {BPF_JMP | BPF_JSET | BPF_K, 0, 1, 0x02},
                                  {BPF_RET | BPF_K, 0, 0, 0},
                                  {BPF_RET | BPF_K, 0, 0, ~0U}};
  sock_fprog const filter{std::size(program), program};
  for (auto const& acceptor : core_->acceptors)
    ::setsockopt(acceptor->native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

void Server::stop_accepting() {
  core_->stopping = true;
  for (auto const& acceptor : core_->acceptors) {
    error_code ec;
    // Who is in the backlog has connected to us: a close would reset them, though others share the port.
    acceptor->non_blocking(true, ec);
    while (!ec) {
      Tcp::socket waiting(core_->executor);
      acceptor->accept(waiting, ec);
      if (!ec) admit(core_, std::move(waiting));
    }
    acceptor->close(ec);
  }
  core_->acceptors.clear();
  for (auto* connection : core_->live) connection->stop();
}

void Server::close_all(std::uint16_t code, std::string_view reason) {
  for (auto* connection : core_->live) connection->close(code, reason);
}

asio::awaitable<bool> Server::drained(std::chrono::milliseconds at_most) {
  auto const core = core_;
  core->emptied.expires_after(at_most);
  while (!core->live.empty() && Clock::now() < core->emptied.expiry())
    co_await core->emptied.async_wait(nothrow);
  bool const clean = core->live.empty();
  for (auto* connection : core->live) connection->cut();
  // What was cut ends as its coroutines run on; one that is inside a handler may take longer.
  core->emptied.expires_after(std::chrono::seconds(1));
  while (!core->live.empty() && Clock::now() < core->emptied.expiry())
    co_await core->emptied.async_wait(nothrow);
  co_return clean;
}

std::size_t Server::connections() const { return core_->live.size(); }
std::size_t Server::sockets() const { return core_->sockets; }
const Counters& Server::counters() const { return core_->counters; }

}  // namespace baton::net
