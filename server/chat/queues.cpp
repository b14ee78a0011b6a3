// Watches come and go; one loop reads when something changed, tells who watches, then who waits. What the
// estimate rests on is in queues_departures.cpp.
#include "server/chat/queues.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/chat/feeds.hpp"
#include "server/chat/hub.hpp"
#include "server/chat/queues_state.hpp"
#include "server/chat/spawn.hpp"

namespace baton::chat {
namespace asio = boost::asio;
namespace {

QueueStatus status_of(const store::QueuesView::Queue& queue, const store::QueuesView& view) {
  QueueStatus status;
  status.department = queue.department;
  status.waiting = queue.waiting;
  status.oldest_us = queue.oldest_us;
  status.now = view.now;
  for (const auto& staff : view.staff) {
    const auto& s = staff.body;
    if (!staff.here || s.presence != desk::Presence::online || !s.serves(queue.department)) continue;
    ++status.online;
    status.free_slots += std::max(0, s.capacity - s.load());
  }
  return status;
}

}  // namespace

std::optional<desk::Duration> QueueStatus::longest_wait() const {
  if (!oldest_us) return std::nullopt;
  return std::max<desk::Duration>(0, now - *oldest_us / 1000);
}

bool QueueStatus::operator==(const QueueStatus& other) const {
  const auto all = [](const QueueStatus& s) {
    return std::tie(s.department, s.waiting, s.oldest_us, s.online, s.free_slots);
  };
  return all(*this) == all(other);
}

struct Queues::Watch {
  std::shared_ptr<Connection> connection;
  std::vector<std::string> departments;
  std::map<std::string, QueueStatus> told;
  bool live = false;  // the result is out
};

Queues::Queues(asio::any_io_executor executor, store::Store& store, Encoder& encoder, Feeds& feeds)
    : executor_(executor),
      store_(store),
      encoder_(encoder),
      feeds_(feeds),
      places_(store, encoder),
      timer_(executor) {}
Queues::~Queues() = default;

Queues::DepartmentPtr Queues::find(const std::string& department) const {
  const auto at = departments_.find(department);
  return at == departments_.end() ? nullptr : at->second;
}

// --- which feeds are heard

asio::awaitable<void> Queues::keep(std::vector<std::string> departments) {
  kept_ = {departments.begin(), departments.end()};
  forget_unwanted();
  for (const auto& department : departments) {
    const auto known = find(department);
    if (known && known->followed) continue;
    const auto stands = co_await follow(department);
    if (!stands) spdlog::debug("the feed of {} is followed once Redis is back", department);
  }
}

Task<void> Queues::follow(std::string department) {
  auto& known = departments_[department];
  if (!known) known = std::make_shared<Department>(department);
  const auto mine = known;
  feeds_.keep(department);
  if (mine->followed) co_return boost::system::in_place_value;
  const auto stands = co_await store_.follow_feed(department);
  forget_unwanted();
  if (!find(department)) feeds_.let_go(department);  // whoever wanted it left meanwhile
  if (!stands) co_return refusal(stands.error());
  mine->followed = true;
  if (find(department) == mine) wake_catch_up(mine);
  co_return boost::system::in_place_value;
}

void Queues::forget_unwanted() {
  auto wanted = kept_;
  for (const auto* watches : {&watches_, &beginning_})
    for (const auto& [_, watch] : *watches)
      wanted.insert(watch->departments.begin(), watch->departments.end());
  for (auto at = departments_.begin(); at != departments_.end();) {
    if (wanted.contains(at->first)) {
      ++at;
      continue;
    }
    feeds_.let_go(at->first);
    at = departments_.erase(at);
  }
}

// --- watches

Task<std::vector<QueueStatus>> Queues::watch(std::shared_ptr<Connection> connection,
                                             std::vector<std::string> departments) {
  std::vector<QueueStatus> result;
  if (departments.empty()) {
    leave(connection.get());
    co_return result;
  }
  const auto watch = std::make_shared<Watch>();
  watch->connection = connection;
  watch->departments = departments;
  beginning_[connection.get()] = watch;
  const auto ended = [&] {  // whether the connection is still there
    const auto at = beginning_.find(connection.get());
    const bool here = at != beginning_.end() && at->second == watch;
    if (here) beginning_.erase(at);
    return here;
  };
  for (const auto& department : departments) {
    const auto stands = co_await follow(department);
    if (stands) continue;
    ended();
    forget_unwanted();
    co_return stands.error();
  }
  const auto view = co_await store_.queues(departments);
  const bool here = ended();
  if (!view) {
    forget_unwanted();
    co_return refusal(view.error());
  }
  for (const auto& queue : view->queues) {
    result.push_back(status_of(queue, *view));
    watch->told[queue.department] = result.back();
  }
  if (here) {
    watches_[connection.get()] = watch;
    take(*view);
  }
  forget_unwanted();
  co_return result;
}

void Queues::release(const Connection* connection) {
  const auto at = watches_.find(connection);
  if (at == watches_.end()) return;
  at->second->live = true;
  tell();
  wake();  // what nobody cared for until now waited longer
}

void Queues::leave(const Connection* connection) {
  if (watches_.erase(connection) + beginning_.erase(connection) > 0) forget_unwanted();
}

void Queues::take(const store::QueuesView& view) {
  for (const auto& queue : view.queues)
    if (const auto department = find(queue.department)) department->status = status_of(queue, view);
}

void Queues::tell() {
  std::map<std::string, Frame> frames;
  for (const auto& [_, watch] : watches_) {
    if (!watch->live) continue;
    for (auto& [id, told] : watch->told) {
      const auto department = find(id);
      if (!department || !department->status || told == *department->status) continue;
      told = *department->status;
      auto& frame = frames[id];
      if (!frame) frame = encoder_.queue(told);
      watch->connection->send(frame);
    }
  }
}

// --- looking

void Queues::on_feed(const store::Listed& entry) {
  const auto department = find(entry.department);
  if (!department) return;
  // Whose load changed may serve other departments as well: all of them are looked at.
  look_soon();
  if (!department->take(entry)) wake_catch_up(department);
}

void Queues::look_soon() {
  dirty_ = true;
  wake();
}

void Queues::wake() {
  if (stopped_) return;
  if (running_) {
    timer_.wake();
    return;
  }
  running_ = true;
  spawn(executor_, run(), "looking at the queues");
}

void Queues::stop() {
  stopped_ = true;
  timer_.wake();
}

Clock::time_point Queues::due() const {
  const bool cared_for = !watches_.empty() || places_.any();
  const auto earliest = looked_ + (cared_for ? interval : idle_interval);
  return dirty_ ? earliest : std::max(earliest, places_.due());
}

asio::awaitable<void> Queues::run() {
  while (!stopped_) {
    const auto at = due();
    if (at == Clock::time_point::max()) break;
    if (at > Clock::now()) {
      co_await timer_.wait_until(at);
      continue;
    }
    dirty_ = false;
    looked_ = Clock::now();
    const bool done = co_await look();
    if (!done) dirty_ = true;
  }
  running_ = false;
}

asio::awaitable<bool> Queues::look() {
  std::vector<std::string> all;
  for (const auto& [id, _] : departments_) all.push_back(id);
  if (all.empty()) co_return true;
  const auto view = co_await store_.queues(std::move(all));
  if (!view) co_return false;
  take(*view);
  tell();
  for (const auto& [_, department] : departments_)
    department->departures.forget_before(view->now - desk::departures_kept);
  if (!places_.any()) co_return true;
  Places::Estimate estimate = [this](const std::string& department, std::uint64_t position) {
    return wait_at(department, position);
  };
  co_return co_await places_.tell(view->now, std::move(estimate));
}

}  // namespace baton::chat
