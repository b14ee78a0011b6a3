// How fast people leave the queues, read from the feeds, and the waits that follow from it.
#include "server/chat/feeds.hpp"
#include "server/chat/queues_state.hpp"
#include "server/chat/spawn.hpp"

namespace baton::chat {
namespace asio = boost::asio;

bool Queues::Department::take(const store::Listed& entry) {
  if (!ready || reading || entry.epoch != at.epoch || entry.seq > at.seq + 1) return false;
  if (entry.seq <= at.seq) return true;
  saw(entry.summary);
  at = {entry.seq, entry.epoch};
  return true;
}

// What is on its way here belongs to somebody elsewhere, and has left no queue of this department.
void Queues::Department::saw(const desk::Conversation& listed) {
  if (listed.department == id || !listed.pending) departures.saw(listed);
}

void Queues::check() {
  for (const auto& [_, department] : departments_) wake_catch_up(department);
}

void Queues::wake_catch_up(const DepartmentPtr& department) {
  department->read_again = true;
  if (department->reading) return;
  department->reading = true;
  spawn(executor_, catch_up(department), "reading who left a queue");
}

// From where it stands; where that is nowhere, or was taken back, from what the feed still has.
asio::awaitable<void> Queues::catch_up(DepartmentPtr department) {
  constexpr store::Seq far_enough = store::most_fed - 100;  // some may come between the two reads
  bool begun_anew = false;
  while (std::exchange(department->read_again, false)) {
    auto from = department->at;
    const auto page =
        co_await store_.feed(department->id, std::move(from), static_cast<int>(store::most_fed));
    if (!page || find(department->id) != department) break;  // `check` comes back to it
    const auto& last = page->last;
    if (page->status != store::FeedPage::Status::ok && !begun_anew) {
      begun_anew = true;
      department->departures = {};
      department->at = {last.seq > far_enough ? last.seq - far_enough : 0, ""};
      department->read_again = true;
      continue;
    }
    for (const auto& entry : page->entries) department->saw(entry.summary);
    const auto& entries = page->entries;
    department->at = entries.empty() ? last : store::FeedPosition{entries.back().seq, entries.back().epoch};
    department->ready = true;
    if (department->at.seq < last.seq) department->read_again = true;
  }
  department->reading = false;
  look_soon();
}

// --- estimates

std::optional<desk::Duration> Queues::wait_at(const std::string& id, std::uint64_t position) const {
  const auto department = find(id);
  if (!department || !department->status || department->status->online == 0) return std::nullopt;
  const auto& times = department->departures.times();
  auto now = department->status->now;
  for (const auto at : times) now = std::max(now, at);
  return desk::wait_of(position, times, now);
}

void Queues::estimate(store::ConversationView& view) const {
  if (view.position) view.wait = wait_at(view.body.department, *view.position);
}

std::optional<desk::Duration> Queues::newcomer_waits(const std::string& id, bool automatic) const {
  const auto department = find(id);
  if (!department || !department->status) return std::nullopt;
  const auto& status = *department->status;
  if (automatic && status.waiting == 0 && status.free_slots > 0) return 0;
  return wait_at(id, status.waiting + 1);
}

}  // namespace baton::chat
