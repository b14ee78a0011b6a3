// The real machine: the steady clock, Asio's timers, libsodium's random bytes.
#include "server/chat/machine.hpp"

#include <sodium.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

namespace baton::chat {
namespace asio = boost::asio;

Clock::time_point Clock::now() noexcept { return std::chrono::steady_clock::now(); }

struct Timer::State {
  asio::steady_timer timer;
};

Timer::Timer(asio::any_io_executor executor)
    : state_(std::make_unique<State>(asio::steady_timer(executor, Clock::time_point::max()))) {}
Timer::~Timer() = default;

asio::awaitable<void> Timer::wait_until(Clock::time_point until) {
  state_->timer.expires_at(until);
  co_await wait_for_wake();
}

asio::awaitable<void> Timer::wait_for_wake() {
  auto token = asio::as_tuple(asio::use_awaitable);
  co_await state_->timer.async_wait(token);
}

void Timer::wake() { state_->timer.cancel(); }

std::string random_bytes(std::size_t count) {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium cannot be used on this machine");
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::uint32_t random_seed() { return randombytes_random(); }

}  // namespace baton::chat
