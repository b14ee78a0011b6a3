// What a node takes from the machine it runs on: the time that passes, waiting in it, and chance. Nothing
// else in chat/ asks for them, so that the simulation (tests/simulation) is linked with a machine of its own
// in place of machine.cpp, where time is virtual and chance is a seed's.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace baton::chat {

// Steady: never set, goes on by itself. Redis' time of day is another thing (Node::now).
struct Clock {
  using duration = std::chrono::steady_clock::duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::steady_clock::time_point;
  static constexpr bool is_steady = true;
  static time_point now() noexcept;
};

// Waiting that somebody may end early. Used from the executor's thread only; it outlives its waits, or the
// executor's context ends with them.
class Timer {
public:
  explicit Timer(boost::asio::any_io_executor executor);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Comes back at that time, or after the next `wake`. One at a time waits for a time; any number for a wake.
  boost::asio::awaitable<void> wait_until(Clock::time_point until);
  boost::asio::awaitable<void> wait(std::chrono::milliseconds time) {
    return wait_until(Clock::now() + time);
  }
  boost::asio::awaitable<void> wait_for_wake();
  // Whoever waits now comes back. One who waits later is not concerned.
  void wake();

private:
  struct State;
  std::unique_ptr<State> state_;
};

// Of the kernel's, by libsodium: for ids and secrets.
std::string random_bytes(std::size_t count);
// For jitter.
std::uint32_t random_seed();

}  // namespace baton::chat
