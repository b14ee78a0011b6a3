// One call's way there and back; then every call of the store, which goes that way.
#include "tests/simulation/link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/chat/spawn.hpp"
#include "server/store/mutant.hpp"
#include "tests/simulation/machine.hpp"

namespace baton::sim {
namespace asio = boost::asio;
using namespace store;

Link::Link(asio::any_io_executor executor, std::shared_ptr<MemoryState> state, Calendar& calendar,
           Chance& chance, const Weather& weather, std::uint64_t& faults)
    : executor_(executor),
      store_(executor, std::move(state)),
      calendar_(calendar),
      chance_(chance),
      weather_(weather),
      faults_(faults) {
  store_.listen(*this);
}

void Link::cut() {
  cut_ = true;
  ++line_;
  store_.away(true);
}

void Link::mend() {
  if (!std::exchange(cut_, false)) return;
  there_ = back_ = heard_ = 0;
  store_.away(false);
}

Micros Link::slot(Micros& last) {
  return last = std::max(last, calendar_.now() + chance_.between(weather_.least, weather_.most));
}

template <class Act>
auto Link::through(Act act, bool may_be_late) -> decltype(act()) {
  if (cut_) {
    co_await asio::post(executor_, asio::use_awaitable);
    co_return Fault::refused;
  }
  const auto line = line_;
  const auto drawn = chance_.below(1000);
  const bool refused = drawn < weather_.refused;
  const bool lost = !refused && drawn < weather_.refused + weather_.lost;
  const bool late =
      !refused && !lost && may_be_late && drawn < weather_.refused + weather_.lost + weather_.late;
  const bool unanswered = chance_.hits(weather_.answered);
  if (refused || lost || late || unanswered) ++faults_;
  co_await arrive(executor_, std::max(slot(there_), weather_.stalled));
  if (late) chat::spawn(executor_, later(act, calendar_.now() + chance_.between(0, 3 * sec)), "a late call");
  if (line != line_ || lost || late) co_return Fault::unknown;
  if (refused) co_return Fault::refused;
  auto answer = co_await act();
  co_await arrive(executor_, slot(back_));
  if (line != line_ || unanswered) co_return Fault::unknown;
  co_return answer;
}

template <class Act>
asio::awaitable<void> Link::later(Act act, Micros when) {
  co_await arrive(executor_, when);
  const auto unheard = co_await act();
  if (!unheard) co_return;
}

template <class Act>
auto Link::read(Act act) -> decltype(act()) {
  return through(std::move(act), false);
}
template <class Act>
auto Link::write(Act act) -> decltype(act()) {
  return through(std::move(act), true);
}

// --- publications

void Link::hear(std::function<void(Listener&)> tell, bool notice) {
  if (weather_.unheard > 0 && chance_.hits(weather_.unheard))
    silent_until_ = calendar_.now() + chance_.between(0, 60 * ms);
  const bool silent = deaf_ || calendar_.now() < silent_until_;
  if (silent && !(notice && weather_.notices_are_safe)) {
    ++faults_;
    return;
  }
  calendar_.at(slot(heard_), [this, line = line_, tell = std::move(tell)] {
    asio::post(executor_, [this, line, tell] {
      if (line == line_) tell(*listener_);
    });
  });
}

void Link::on_log(const LogRecord& event) {
  hear([event](Listener& l) { l.on_log(event); });
}
void Link::on_notes(const NotesRecord& event) {
  hear([event](Listener& l) { l.on_notes(event); });
}
void Link::on_changed(const std::string& id, desk::Because because, bool sealed) {
  hear([=](Listener& l) { l.on_changed(id, because, sealed); });
}
void Link::on_signal(const std::string& id, const Signal& signal) {
  hear([=](Listener& l) { l.on_signal(id, signal); });
}
void Link::on_feed(const Listed& entry) {
  hear([entry](Listener& l) { l.on_feed(entry); });
}
void Link::on_notice(const std::string& person, const Notice& notice) {
  hear([=](Listener& l) { l.on_notice(person, notice); }, true);
}
void Link::on_settings() {
  hear([](Listener& l) { l.on_settings(); }, true);
}
void Link::on_restored() { listener_->on_restored(); }

// --- calls

Task<ConversationView> Link::conversation(std::string id, Reading& seen) {
  return read([this, id, &seen] { return store_.conversation(id, seen); });
}
Task<std::vector<ConversationView>> Link::conversations(std::vector<std::string> ids) {
  return read([this, ids] { return store_.conversations(ids); });
}
Task<StaffView> Link::staff(std::string id, Reading& seen) {
  return read([this, id, &seen] { return store_.staff(id, seen); });
}
Task<std::vector<StaffView>> Link::all_staff() {
  return read([this] { return store_.all_staff(); });
}
Task<VisitorView> Link::visitor(std::string id, Reading& seen) {
  return read([this, id, &seen] { return store_.visitor(id, seen); });
}
Task<SettingsView> Link::settings(Reading& seen) {
  return read([this, &seen] { return store_.settings(seen); });
}
Task<Greeting> Link::greet(std::string visitor, std::vector<Position> resume) {
  return read([this, visitor, resume] { return store_.greet(visitor, resume); });
}
Task<std::vector<Resumed>> Link::resume(std::vector<Position> positions) {
  return read([this, positions] { return store_.resume(positions); });
}
Task<Page<desk::LogEvent>> Link::log(std::string id, Seq after, std::string epoch, int limit) {
  return read([=, this] { return store_.log(id, after, epoch, limit); });
}
Task<Page<desk::NotesEvent>> Link::notes(std::string id, Seq after, std::string epoch, int limit) {
  return read([=, this] { return store_.notes(id, after, epoch, limit); });
}
Task<DeskView> Link::desk(std::string department, int most) {
  return read([=, this] { return store_.desk(department, most); });
}
Task<desk::Queue> Link::waiting(std::string department) {
  return read([=, this] { return store_.waiting(department); });
}
Task<QueuesView> Link::queues(std::vector<std::string> departments) {
  return read([=, this] { return store_.queues(departments); });
}
Task<std::vector<std::optional<std::uint64_t>>> Link::positions(std::string department,
                                                                std::vector<std::string> conversations) {
  return read([=, this] { return store_.positions(department, conversations); });
}
Task<std::optional<First>> Link::first(Call call) {
  return read([=, this] { return store_.first(call); });
}
Task<Listing> Link::list(List which, std::string key, std::optional<std::string> cursor, int limit) {
  return read([=, this] { return store_.list(which, key, cursor, limit); });
}
Task<Lists> Link::lists(std::vector<std::string> departments, std::vector<desk::State> states) {
  return read([=, this] { return store_.lists(departments, states); });
}
Task<FeedPage> Link::feed(std::string department, FeedPosition after, int limit) {
  return read([=, this] { return store_.feed(department, after, limit); });
}
Task<LedgerPage> Link::ledger(Time from, Time to, std::optional<std::string> cursor, int limit) {
  return read([=, this] { return store_.ledger(from, to, cursor, limit); });
}
Task<Appended> Link::append(Append what) {
  return write([=, this] { return store_.append(what); });
}
Task<Committed> Link::commit(Commit what) {
  return write([=, this] { return store_.commit(what); });
}
Task<void> Link::mark_read(std::string id, std::string person, Seq seq) {
  return write([=, this] { return store_.mark_read(id, person, seq); });
}
Task<void> Link::signal(std::string id, Signal signal) {
  return write([=, this] { return store_.signal(id, signal); });
}
Task<void> Link::notify(std::string person, Notice notice) {
  return write([=, this] { return store_.notify(person, notice); });
}
Task<void> Link::desk_changed() {
  return write([this] { return store_.desk_changed(); });
}
Task<std::optional<std::string>> Link::refuses_writes() {
  return read([this] { return store_.refuses_writes(); });
}
Task<bool> Link::seal(std::string id) {
  return write([=, this] { return store_.seal(id); });
}
Task<void> Link::join(std::string node, desk::Duration lease) {
  return write([=, this] { return store_.join(node, lease); });
}
Task<Renewed> Link::renew(std::string node, desk::Duration lease, bool reap) {
  return renew_it(std::move(node), lease, reap);
}
Task<Renewed> Link::renew_it(std::string node, desk::Duration lease, bool reap) {
  auto act = [=, this] { return store_.renew(node, lease, reap); };
  auto answer = co_await write(std::move(act));
  if (answer && answer->reaped && reaped) reaped();
  co_return answer;
}
Task<void> Link::leave(std::string node) {
  return write([=, this] { return store_.leave(node); });
}
// Presence is told in its order, or not: whoever repeats it names the newest count, and what came late would
// undo it.
Task<Here> Link::here(std::string node, std::string person, PersonKind kind, int connections,
                      desk::Duration grace) {
  return read([=, this] { return store_.here(node, person, kind, connections, grace); });
}
Task<Due> Link::due(int most) {
  return write([=, this] { return store_.due(most); });
}
Task<void> Link::drop_timer(Timer timer) {
  return write([=, this] { return store_.drop_timer(timer); });
}
Task<std::optional<std::pair<std::string, std::string>>> Link::password(std::string email) {
  return read([=, this] { return store_.password(email); });
}
Task<void> Link::put_session(std::string hash, std::string staff, desk::Duration life) {
  return write([=, this] { return store_.put_session(hash, staff, life); });
}
Task<std::optional<std::string>> Link::session(std::string hash) {
  return read([=, this] { return store_.session(hash); });
}
Task<void> Link::drop_session(std::string hash) {
  return write([=, this] { return store_.drop_session(hash); });
}
Task<std::string> Link::secret() {
  return read([this] { return store_.secret(); });
}

Task<void> Link::follow(std::string id, bool notes) {
  auto act = [=, this] { return notes ? store_.follow_notes(id) : store_.follow_log(id); };
  if (!mutant("subscribe_first")) co_return co_await subscribe(std::move(act));
  chat::spawn(executor_, later(std::move(act), calendar_.now() + 20 * ms), "a late subscription");
  co_return Result<void>();
}
// Wanted from now on, whatever comes of the first attempt.
template <class Act>
Task<void> Link::subscribe(Act act) {
  const auto stands = co_await read(act);
  if (stands) co_return stands;
  const auto wanted = co_await act();
  co_return wanted ? stands : wanted;
}
Task<void> Link::follow_log(std::string id) { return follow(std::move(id), false); }
Task<void> Link::follow_notes(std::string id) { return follow(std::move(id), true); }
Task<void> Link::follow_person(std::string person) {
  return subscribe([=, this] { return store_.follow_person(person); });
}
Task<void> Link::follow_feed(std::string department) {
  return subscribe([=, this] { return store_.follow_feed(department); });
}

}  // namespace baton::sim
