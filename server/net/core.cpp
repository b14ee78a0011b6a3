// The register of living connections: slots, the address count, and the one timer that looks at all
// deadlines.
#include "server/net/core.hpp"

#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ctime>

namespace baton::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// An eighth of the shortest deadline: none is overrun by more. Looking at 10 000 connections takes some 100
// µs.
milliseconds tick_of(const Limits& limits) {
  auto const shortest =
      std::min({limits.header_deadline, limits.body_deadline, limits.write_deadline, limits.keep_alive_idle,
                limits.socket_idle, limits.close_deadline, limits.linger});
  return std::clamp(shortest / 8, milliseconds(5), milliseconds(500));
}

}  // namespace

Core::Core(asio::any_io_executor ex, Limits bounds, Handler& to)
    : executor(ex),
      limits(std::move(bounds)),
      handler(to),
      emptied(ex, Clock::time_point::max()),
      tick_(ex) {}

void Core::watch() {
  if (ticking_ || live.empty()) return;
  ticking_ = true;
  tick_.expires_after(tick_of(limits));
  tick_.async_wait([weak = weak_from_this()](const boost::system::error_code& ec) {
    auto const self = weak.lock();
    if (ec || !self) return;
    self->ticking_ = false;
    auto const now = Clock::now();
    for (auto* connection : self->live) connection->check(now);
    self->watch();
  });
}

std::string_view Core::http_date() {
  auto const now = std::time(nullptr);
  if (now != date_second_ || date_.empty()) {
    date_second_ = now;
    date_ = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
  }
  return date_;
}

Slot::Slot(std::shared_ptr<Core> core, Live* owner) : core_(std::move(core)), owner_(owner) {
  core_->live.insert(owner_);
  core_->watch();
}

Slot::Slot(Slot&& other) noexcept
    : core_(std::move(other.core_)),
      owner_(other.owner_),
      key_(std::move(other.key_)),
      socket_(other.socket_) {
  other.core_ = nullptr;
}

Slot::~Slot() {
  if (!core_) return;
  core_->live.erase(owner_);
  if (socket_) --core_->sockets;
  if (auto const entry = core_->per_address.find(key_); entry != core_->per_address.end()) {
    if (--entry->second == 0) core_->per_address.erase(entry);
  }
  if (core_->live.empty()) core_->emptied.cancel();
}

void Slot::rebind(Live* owner) {
  core_->live.erase(owner_);
  core_->live.insert(owner);
  owner_ = owner;
}

bool Slot::count(const Peer& peer) {
  if (peer.trusted || !key_.empty()) return true;
  auto key = limit_key(peer.address);
  auto& held = core_->per_address[key];
  if (held >= core_->limits.per_address) {
    if (held == 0) core_->per_address.erase(key);
    return false;
  }
  ++held;
  key_ = std::move(key);
  return true;
}

void Slot::count_socket() {
  socket_ = true;
  ++core_->sockets;
}

void log_escaped(const std::exception_ptr& error, std::string_view where) {
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    spdlog::error("net: {} ended by an exception: {}", where, e.what());
  } catch (...) {
    spdlog::error("net: {} ended by an unknown exception", where);
  }
}

void reset(Tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace baton::net
