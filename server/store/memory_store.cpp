// The reading half of the memory store. Changes nothing but the epoch that a conversation was last touched
// in.
#include "server/store/memory_store.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

namespace baton::store {
namespace {

using boost::asio::use_awaitable;

Check as_read(std::string key, std::uint64_t version) {
  return {.key = std::move(key), .value = version == 0 ? "" : std::to_string(version)};
}

// Whether a reader at `epoch` may go on; else the lowest cut since then.
struct Survived {
  bool same = true;
  Seq log = 0;
  Seq notes = 0;
};
Survived survived(const MemoryData::Conversation& c, const std::string& epoch) {
  if (epoch.empty() || epoch == c.hot.epoch) return {};
  // An epoch may be listed twice when a failover went back to it: the earliest is the safe one.
  auto cut =
      std::find_if(c.ended.begin(), c.ended.end(), [&](const auto& ended) { return ended.epoch == epoch; });
  if (cut == c.ended.end()) return {false, 0, 0};
  Survived left{false, cut->log, cut->notes};
  for (; cut != c.ended.end(); ++cut) {
    left.log = std::min(left.log, cut->log);
    left.notes = std::min(left.notes, cut->notes);
  }
  return left;
}

template <class Event>
std::vector<Recorded<Event>> slice(const MemoryData::Conversation& c,
                                   const std::vector<MemoryData::Kept<Event>>& kept, Seq after,
                                   std::size_t limit) {
  std::vector<Recorded<Event>> events;
  for (auto seq = after + 1; seq <= kept.size() && events.size() < limit; ++seq) {
    const auto& one = kept[seq - 1];
    events.push_back({c.body.id, c.hot.epoch, seq, one.at, one.event, one.log_seq});
  }
  return events;
}

template <class Event>
Page<Event> page(const MemoryData::Conversation* c, const std::vector<MemoryData::Kept<Event>>* kept,
                 Seq Survived::*cut, Seq after, const std::string& epoch, int limit) {
  if (c == nullptr) return {.status = Synced::gone};
  const auto left = survived(*c, epoch);
  if (!left.same) return {.status = Synced::rollback, .epoch = c->hot.epoch, .last = left.*cut};
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, 200));
  return {.epoch = c->hot.epoch, .events = slice(*c, *kept, after, most), .last = kept->size()};
}

Resumed resumed(const MemoryData::Conversation* c, const Position& position) {
  constexpr std::size_t most = 200;
  Resumed answer{.conversation = position.conversation};
  if (c == nullptr) {
    answer.status = Synced::gone;
    return answer;
  }
  answer.epoch = c->hot.epoch;
  const auto left = survived(*c, position.epoch);
  answer.last_log = left.same ? c->hot.log_seq : left.log;
  if (position.notes) answer.last_notes = left.same ? c->hot.notes_seq : left.notes;
  if (!left.same) {
    answer.status = Synced::rollback;
    return answer;
  }
  answer.version = c->sealed ? 0 : c->version;
  answer.log = slice(*c, c->log, position.log, most);
  if (position.notes) answer.notes = slice(*c, c->notes, *position.notes, most - answer.log.size());
  answer.more = position.log + answer.log.size() < c->log.size() ||
                (position.notes && *position.notes + answer.notes.size() < c->notes.size());
  return answer;
}

std::optional<SortedSet::Entry> entry_of(const std::string& cursor) {
  const auto colon = cursor.find(':');
  if (colon == std::string::npos) return std::nullopt;
  SortedSet::Entry entry{0, cursor.substr(colon + 1)};
  const auto* end = cursor.data() + colon;
  const auto [stop, error] = std::from_chars(cursor.data(), end, entry.first);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return entry;
}

}  // namespace

MemoryStore::MemoryStore(boost::asio::any_io_executor executor, std::shared_ptr<MemoryState> state)
    : state_(std::move(state)), ear_(std::make_shared<Ear>()) {
  ear_->executor = std::move(executor);
  state_->add(ear_);
}

boost::asio::awaitable<void> MemoryStore::turn() {
  co_await boost::asio::post(ear_->executor, use_awaitable);
}

Task<ConversationView> MemoryStore::conversation(std::string id, Reading& seen) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto* c = state_->find(id);
  if (c == nullptr) co_return Fault::not_found;
  seen.add(as_read(c->sealed ? sealed_key(id) : conversation_key(id), c->version));
  co_return state_->view(*c);
}

Task<std::vector<ConversationView>> MemoryStore::conversations(std::vector<std::string> ids) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::vector<ConversationView> views;
  for (const auto& id : ids)
    if (const auto* c = state_->find(id)) views.push_back(state_->view(*c));
  co_return views;
}

Task<StaffView> MemoryStore::staff(std::string id, Reading& seen) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto at = state_->data.staff.find(id);
  if (at == state_->data.staff.end()) co_return Fault::not_found;
  seen.add(as_read(staff_key(id), at->second.version));
  co_return state_->view(at->second);
}

Task<std::vector<StaffView>> MemoryStore::all_staff() {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::vector<StaffView> views;
  for (const auto& [id, staff] : state_->data.staff) views.push_back(state_->view(staff));
  co_return views;
}

Task<VisitorView> MemoryStore::visitor(std::string id, Reading& seen) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto at = state_->data.visitors.find(id);
  if (at == state_->data.visitors.end()) co_return Fault::not_found;
  seen.add(as_read(visitor_key(id), at->second.version));
  co_return VisitorView{at->second.body, at->second.version};
}

Task<SettingsView> MemoryStore::settings(Reading& seen) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  seen.add(as_read("settings", state_->data.settings.version));
  co_return state_->data.settings;
}

Task<Greeting> MemoryStore::greet(std::string visitor, std::vector<Position> resume) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  Greeting greeting{.now = state_->now()};
  if (const auto at = state_->data.visitors.find(visitor); at != state_->data.visitors.end()) {
    greeting.visitor = at->second.body;
    greeting.visitor_version = at->second.version;
  }
  const auto& theirs = state_->set("of:" + visitor).in_order();
  for (auto entry = theirs.rbegin(); entry != theirs.rend(); ++entry) {
    const auto* c = state_->find(entry->second);
    if (!greeting.latest || c->body.open()) greeting.latest = state_->view(*c);
    if (c->body.open()) break;
  }
  for (auto& position : resume) {
    const auto* c = state_->find(position.conversation);
    position.notes.reset();
    greeting.resumed.push_back(
        resumed(c != nullptr && c->body.visitor.id == visitor ? c : nullptr, position));
  }
  co_return greeting;
}

Task<std::vector<Resumed>> MemoryStore::resume(std::vector<Position> positions) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::vector<Resumed> answers;
  for (const auto& position : positions)
    answers.push_back(resumed(state_->find(position.conversation), position));
  co_return answers;
}

Task<Page<desk::LogEvent>> MemoryStore::log(std::string conversation, Seq after, std::string epoch,
                                            int limit) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto* c = state_->find(conversation);
  const auto* kept = c == nullptr ? nullptr : &c->log;
  co_return page(c, kept, &Survived::log, after, epoch, limit);
}

Task<Page<desk::NotesEvent>> MemoryStore::notes(std::string conversation, Seq after, std::string epoch,
                                                int limit) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto* c = state_->find(conversation);
  const auto* kept = c == nullptr ? nullptr : &c->notes;
  co_return page(c, kept, &Survived::notes, after, epoch, limit);
}

Task<DeskView> MemoryStore::desk(std::string department, int most) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  DeskView desk{.now = state_->now()};
  const auto bound = static_cast<std::size_t>(std::max(most, 0));
  std::set<std::string> departments{department};
  std::set<std::string> queues;
  for (const auto& [score, id] : state_->set("ready:" + department).in_order()) {
    if (desk.staff.size() == bound) break;
    if (!state_->data.at.contains(id)) continue;
    const auto& person = state_->data.staff.at(id);
    departments.insert(person.body.departments.begin(), person.body.departments.end());
    queues.insert("queue:@" + id);
    desk.staff.push_back(state_->view(person));
  }
  for (const auto& served : departments)
    for (const auto& [score, queue] : state_->set("classes:" + served).in_order()) queues.insert(queue);
  for (const auto& queue : queues) {
    std::size_t taken = 0;
    for (const auto& [start, id] : state_->set(queue).in_order()) {
      if (taken++ == bound) break;
      desk.waiting.push_back({state_->view(*state_->find(id)), queue, start});
    }
  }
  std::sort(desk.waiting.begin(), desk.waiting.end(), [](const DeskView::Head& x, const DeskView::Head& y) {
    return x.virtual_start != y.virtual_start ? x.virtual_start < y.virtual_start
                                              : x.view.body.id < y.view.body.id;
  });
  co_return desk;
}

Task<desk::Queue> MemoryStore::waiting(std::string department) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto waiting = static_cast<std::int64_t>(state_->set(waiting_key(department)).size());
  co_return desk::Queue{waiting, state_->data.full.contains(department)};
}

Task<std::optional<First>> MemoryStore::first(Call call) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  std::optional<First> answer;
  if (const auto* first = state_->first(call)) answer = *first;
  co_return answer;
}

Task<Listing> MemoryStore::list(List which, std::string key, std::optional<std::string> cursor, int limit) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto& order = state_->set(list_key(which, key)).in_order();
  auto from = order.end();
  if (cursor)
    if (const auto entry = entry_of(*cursor)) from = order.lower_bound(*entry);
  Listing listing;
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, 100));
  while (from != order.begin() && listing.ids.size() < most) listing.ids.push_back((--from)->second);
  if (from != order.begin() && !listing.ids.empty())
    listing.cursor = std::to_string(from->first) + ":" + from->second;
  co_return listing;
}

}  // namespace baton::store
