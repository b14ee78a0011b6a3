// The node's four loops: lease, presence, timers, watch. Each ends by itself after `stop`.
#include "server/chat/node.hpp"

#include <algorithm>

#include "server/chat/ids.hpp"
#include "server/chat/spawn.hpp"
#include "server/store/mutant.hpp"

namespace baton::chat {
namespace asio = boost::asio;
using std::chrono::milliseconds;
namespace {

constexpr int timers_a_turn = 16;
constexpr milliseconds longest_timer_wait{1000};
constexpr milliseconds until_redis_answers{50};  // between tries to join, to renew, to read

}  // namespace

Node::Node(asio::any_io_executor executor, store::Store& store, Encoder& encoder, PasswordWorker& passwords,
           NodeOptions options)
    : executor_(executor),
      store_(store),
      options_(options),
      hub_(executor, store, encoder),
      matchers_(executor, store),
      conversations_(store, hub_, matchers_, options_.find_zone),
      handoffs_(store, hub_, matchers_, options_.find_zone),
      accounts_(store, passwords),
      arrivals_(store),
      site_settings_(store, options_.find_zone),
      name_("n" + random_id()),
      lease_timer_(executor),
      presence_timer_(executor),
      due_timer_(executor),
      watch_timer_(executor),
      random_(random_seed()) {
  hub_.set_presences(*this);
  hub_.settings_changed = [this] { look_again(); };
}

void Node::start() {
  spawn(executor_, keep_lease(), "the lease");
  spawn(executor_, keep_presence(), "presence");
  spawn(executor_, keep_timers(), "timers");
  spawn(executor_, keep_watch(), "the watch");
}

asio::awaitable<void> Node::stop() {
  stopped_ = true;
  matchers_.stop();
  hub_.queues().stop();
  hub_.repair().stop();
  for (auto* timer : {&lease_timer_, &presence_timer_, &due_timer_, &watch_timer_}) timer->wake();
  const auto left = co_await store_.leave(name_);
  if (!left) spdlog::warn("node {} could not give its lease back; it lapses by itself", name_);
}

// --- lease

asio::awaitable<void> Node::keep_lease() {
  while (!stopped_) {
    const auto refuses = co_await store_.refuses_writes();
    if (refuses) no_writes_ = refuses->value_or("");
    if (!accounts_.ready()) {
      const auto opened = co_await accounts_.open();
      if (!opened) spdlog::debug("the site's secret cannot be read yet");
    }
    if (!joined_) co_await take_new_name();
    if (!joined_ || !accounts_.ready()) {
      co_await lease_timer_.wait(until_redis_answers);
      continue;
    }
    const bool reap = Clock::now() >= quiet_until_ || store::mutant("reap_grace");
    const auto renewed = co_await store_.renew(name_, options_.lease.count(), reap);
    if (!renewed) {
      // Everybody's renewals failed alike while Redis was away: give them a lease length to come back.
      quiet_until_ = Clock::now() + options_.lease;
      co_await lease_timer_.wait(until_redis_answers);  // of the lease there may be little left
      continue;
    } else if (renewed->reaped) {
      spdlog::warn("node {} was taken for dead; it takes a new name", name_);
      joined_ = false;
      continue;
    } else {
      const std::vector<std::string> looked_up;
      for (const auto& person : renewed->gone) co_await tell_presence(person, false, looked_up);
    }
    co_await lease_timer_.wait(options_.renew);
  }
}

std::string Node::unready() const {
  if (!ready()) return "redis does not answer";
  return no_writes_.empty() ? "" : "redis takes no writes: " + no_writes_;
}

asio::awaitable<void> Node::take_new_name() {
  const auto name = "n" + random_id();
  const auto joined = co_await store_.join(name, options_.lease.count());
  if (!joined) co_return;
  name_ = name;
  joined_ = true;
  hub_.recount();
  co_await hub_.check_positions();
}

// --- presence

void Node::counted(const std::string& person, store::PersonKind kind, int connections,
                   std::vector<std::string> conversations) {
  auto& count = to_announce_[person];
  count = Count{kind, connections, std::move(conversations), count.back && connections > 0};
  presence_timer_.wake();
}

asio::awaitable<void> Node::keep_presence() {
  while (!stopped_) {
    if (to_announce_.empty() || !joined_) {
      const auto wait = to_announce_.empty() ? milliseconds(60'000) : milliseconds(100);
      co_await presence_timer_.wait(wait);
      continue;
    }
    auto first = to_announce_.extract(to_announce_.begin());
    const bool done = co_await announce(first.key(), first.mapped());
    if (done) continue;
    to_announce_.insert(std::move(first));  // unless a newer count came meanwhile
    co_await presence_timer_.wait(milliseconds(500));
  }
}

asio::awaitable<bool> Node::announce(std::string person, Count& count) {
  const auto grace_ms = co_await grace(count.kind);
  const auto here = co_await store_.here(name_, person, count.kind, count.connections, grace_ms);
  if (!here) co_return false;
  if (here->reaped) {
    joined_ = false;
    lease_timer_.wake();
    co_return false;
  }
  count.back = count.back || (here->changed && count.connections > 0);
  if (count.back && count.kind == store::PersonKind::visitor) {
    const auto back = co_await conversations_.visitor_back(person);
    if (!back) co_return false;
  }
  if (!here->changed) co_return true;
  co_await tell_presence(person, count.connections > 0, count.conversations);
  if (count.kind != store::PersonKind::staff) co_return true;
  const auto told = co_await store_.desk_changed();
  if (!told) look_again();
  co_return true;
}

// The others in the person's conversations see that they are there or not.
asio::awaitable<void> Node::tell_presence(std::string person, bool online,
                                          std::vector<std::string> conversations) {
  store::PresenceSignal presence;
  presence.by.id = person;
  presence.online = online;
  store::Reading unused;
  auto staff = co_await store_.staff(person, unused);
  if (staff) {
    presence.by = staff->body.actor();
    presence.presence = staff->body.presence;
    conversations = staff->body.owned;
  } else {
    presence.by.role = desk::Role::visitor;
    std::vector<store::Position> none;
    const auto greeting = co_await store_.greet(person, std::move(none));
    if (greeting && greeting->visitor) presence.by.name = greeting->visitor->card.name.value_or("");
    if (greeting && greeting->latest && greeting->latest->body.open() && conversations.empty())
      conversations.push_back(greeting->latest->body.id);
  }
  for (const auto& conversation : conversations) {
    store::Signal signal(presence);
    const auto told = co_await store_.signal(conversation, std::move(signal));
    if (!told) co_return;
  }
}

asio::awaitable<desk::Duration> Node::grace(store::PersonKind kind) {
  store::Reading unused;
  const auto settings = co_await store_.settings(unused);
  const auto timing = settings ? settings->body.timing : desk::Timing();
  co_return kind == store::PersonKind::staff ? timing.owner_grace : timing.visitor_away;
}

// --- timers

asio::awaitable<void> Node::keep_timers() {
  while (!stopped_) {
    const auto due = co_await store_.due(timers_a_turn);
    auto wait = until_redis_answers;
    if (due) {
      wait = longest_timer_wait;
      read_clock(due->now);
      for (const auto& timer : due->ripe) co_await carry_out(timer);
      if (due->ripe.size() == timers_a_turn) continue;
      if (due->next)
        wait = std::clamp(milliseconds(*due->next - due->now), milliseconds(5), longest_timer_wait);
    }
    co_await due_timer_.wait(wait);
  }
}

asio::awaitable<void> Node::carry_out(store::Timer timer) {
  switch (timer.kind) {
    case store::TimerKind::grace: {
      const auto done = co_await conversations_.owner_lost(timer.id);
      if (!done) spdlog::warn("the grace of {} will be looked at again", timer.id);
      break;
    }
    case store::TimerKind::away: {
      const auto done = co_await conversations_.visitor_away(timer.id);
      if (!done) spdlog::warn("the absence of {} will be looked at again", timer.id);
      break;
    }
    case store::TimerKind::seal: {
      const auto done = co_await store_.seal(timer.id);
      if (!done) spdlog::warn("the seal of {} will be tried again", timer.id);
      break;
    }
    default: {
      const auto done = co_await conversations_.timer(timer);
      if (!done) spdlog::warn("a timer of {} will be looked at again", timer.id);
      break;
    }
  }
}

// --- watch

void Node::read_clock(desk::Time now) {
  clock_ = now;
  clock_read_ = Clock::now();
}

desk::Time Node::now() const {
  return clock_ + std::chrono::duration_cast<milliseconds>(Clock::now() - clock_read_).count();
}

asio::awaitable<void> Node::wake_departments() {
  store::Reading unused;
  auto settings = co_await store_.settings(unused);
  if (!settings) co_return;
  settings_ = std::move(settings->body);
  conversations_.know(settings_);
  std::vector<std::string> ids;
  for (const auto& department : settings_.departments) ids.push_back(department.id);
  matchers_.wake_all(ids);
  co_await hub_.queues().keep(std::move(ids));
  hub_.queues().look_soon();
}

asio::awaitable<void> Node::look_at_desk() {
  const auto staff = co_await store_.all_staff();
  if (!staff) co_return;
  DeskStatus status;
  const auto departments = settings_.departments;
  for (const auto& department : departments) {
    auto& online = status.online[department.id];
    for (const auto& s : *staff)
      online =
          online || (s.here && s.body.presence == desk::Presence::online && s.body.serves(department.id));
    const auto waiting = co_await store_.waiting(department.id);
    if (!waiting) co_return;
    status.open = status.open || desk::takes(department, *waiting, options_.find_zone, now());
  }
  status_ = std::move(status);
  looked_ = true;
}

void Node::look_again() {
  look_again_ = true;
  watch_timer_.wake();
}

asio::awaitable<void> Node::keep_watch() {
  auto check_at = Clock::now() + options_.position_check;
  while (!stopped_) {
    look_again_ = false;
    co_await wake_departments();
    co_await look_at_desk();
    if (!looked_) {
      co_await watch_timer_.wait(until_redis_answers);
      continue;
    }
    const bool due = Clock::now() >= check_at;
    if (due || hub_.fell_short()) co_await hub_.check();
    if (due) check_at = Clock::now() + options_.position_check + milliseconds(random_() % 10'000);
    if (!look_again_) co_await watch_timer_.wait(options_.sweep);
  }
}

}  // namespace baton::chat
