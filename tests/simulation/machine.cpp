// The machine of the simulated nodes, in place of server/chat/machine.cpp: the linker takes these definitions
// and never looks for the others. One thread, one calendar at a time.
#include "server/chat/machine.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "tests/simulation/calendar.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/machine.hpp"

namespace baton::sim {
namespace {

Calendar* current = nullptr;
Chance luck{0};
using Waiters = std::vector<std::function<void()>>;
std::vector<std::weak_ptr<Waiters>> everybody;

struct Enter {
  template <class Handler>
  void operator()(Handler&& handler, boost::asio::any_io_executor executor, Waiters* waiters) const {
    const auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    waiters->push_back([executor, kept] { boost::asio::post(executor, std::move(*kept)); });
  }
};
struct EnterCalendar {
  template <class Handler>
  void operator()(Handler&& handler, boost::asio::any_io_executor executor, Micros when) const {
    const auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    current->at(when, [executor, kept] { boost::asio::post(executor, std::move(*kept)); });
  }
};

}  // namespace

Calendar::Calendar() { current = this; }
Calendar::~Calendar() { current = nullptr; }
Calendar& Calendar::of_now() { return *current; }

void Calendar::at(Micros when, Act act) {
  entries_.push({when > now_ ? when : now_, ++entered_, std::move(act)});
}

void Calendar::step() {
  now_ = entries_.top().when;
  auto act = std::move(const_cast<Entry&>(entries_.top()).act);  // its order does not depend on it
  entries_.pop();
  act();
}

void seed_machine(std::uint64_t seed) { luck = Chance(seed); }

boost::asio::awaitable<void> arrive(boost::asio::any_io_executor executor, Micros when) {
  auto token = boost::asio::use_awaitable;
  const EnterCalendar enter;
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(enter, token, executor,
                                                                                      when);
}

void stop_waiting() {
  for (const auto& weak : std::exchange(everybody, {}))
    if (const auto waiters = weak.lock()) std::exchange(*waiters, {});
}

}  // namespace baton::sim

namespace baton::chat {
namespace asio = boost::asio;
using sim::Calendar;

Clock::time_point Clock::now() noexcept {
  return time_point(std::chrono::microseconds(Calendar::of_now().now()));
}

// Moves with every wake and wait, so that an entry of an earlier one is stale.
struct Timer::State {
  explicit State(asio::any_io_executor e) : executor(std::move(e)) { sim::everybody.push_back(waiters); }
  void wake() {
    ++*round;
    for (auto& waiter : std::exchange(*waiters, {})) waiter();
  }
  asio::any_io_executor executor;
  std::shared_ptr<sim::Waiters> waiters = std::make_shared<sim::Waiters>();
  std::shared_ptr<std::uint64_t> round = std::make_shared<std::uint64_t>(0);
};

Timer::Timer(asio::any_io_executor executor) : state_(std::make_unique<State>(std::move(executor))) {}
Timer::~Timer() = default;

asio::awaitable<void> Timer::wait_until(Clock::time_point until) {
  const auto when = std::chrono::duration_cast<std::chrono::microseconds>(until.time_since_epoch()).count();
  const std::weak_ptr<std::uint64_t> weak = state_->round;
  Calendar::of_now().at(when, [state = state_.get(), weak, round = ++*state_->round] {
    if (const auto still = weak.lock(); still && *still == round) state->wake();
  });
  co_await wait_for_wake();
}

asio::awaitable<void> Timer::wait_for_wake() {
  auto token = asio::use_awaitable;
  const sim::Enter enter;
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(enter, token, state_->executor,
                                                                        state_->waiters.get());
}

void Timer::wake() { state_->wake(); }

std::string random_bytes(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    const auto drawn = sim::luck.draw();
    for (int i = 0; i < 8 && bytes.size() < count; ++i)
      bytes.push_back(static_cast<char>(drawn >> (8 * i) & 0xff));
  }
  return bytes;
}

std::uint32_t random_seed() { return static_cast<std::uint32_t>(sim::luck.draw()); }

}  // namespace baton::chat
