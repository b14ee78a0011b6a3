// What lies between a node and the store: one pipelined connection for calls, one for publications, each in
// order, with latency. Here they are late, refused, of unknown outcome, cut, or lost in silence, as the
// schedule's chance has it. Every fault is one that redis_store has: refused means that nothing was written,
// unknown that it may have been, also later.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "server/store/memory_store.hpp"
#include "tests/simulation/calendar.hpp"
#include "tests/simulation/chance.hpp"

namespace baton::sim {

// Per mille of all calls, and the µs each way; what is drawn anew for a schedule.
struct Weather {
  Micros least = 0, most = 0;  // one way
  int refused = 0;
  int lost = 0;                   // on its way there: unknown, and never done
  int answered = 0;               // on its way back: unknown, and done
  int late = 0;                   // unknown, and done up to 3 s later; writes only
  int unheard = 0;                // publications at which a moment of silence begins
  bool notices_are_safe = false;  // only what is of conversations is ever lost
  Micros stalled = 0;             // until then the store does nothing
};

class Link final : public store::Store, private store::Listener {
public:
  Link(boost::asio::any_io_executor executor, std::shared_ptr<store::MemoryState> state, Calendar& calendar,
       Chance& chance, const Weather& weather, std::uint64_t& faults);

  // Calls in flight have an unknown outcome, further ones are refused, publications are lost; until it is
  // mended, and `on_restored` is heard.
  void cut();
  void mend();
  // Publications are lost, and nobody is told.
  void deafen(bool deaf) { deaf_ = deaf; }
  // Called when the node is told that its lease was taken from it.
  std::function<void()> reaped;

  store::Task<store::ConversationView> conversation(std::string id, store::Reading& seen) override;
  store::Task<std::vector<store::ConversationView>> conversations(std::vector<std::string> ids) override;
  store::Task<store::StaffView> staff(std::string id, store::Reading& seen) override;
  store::Task<std::vector<store::StaffView>> all_staff() override;
  store::Task<store::VisitorView> visitor(std::string id, store::Reading& seen) override;
  store::Task<store::SettingsView> settings(store::Reading& seen) override;
  store::Task<store::Greeting> greet(std::string visitor, std::vector<store::Position> resume) override;
  store::Task<std::vector<store::Resumed>> resume(std::vector<store::Position> positions) override;
  store::Task<store::Page<desk::LogEvent>> log(std::string conversation, store::Seq after, std::string epoch,
                                               int limit) override;
  store::Task<store::Page<desk::NotesEvent>> notes(std::string conversation, store::Seq after,
                                                   std::string epoch, int limit) override;
  store::Task<store::DeskView> desk(std::string department, int most) override;
  store::Task<desk::Queue> waiting(std::string department) override;
  store::Task<store::QueuesView> queues(std::vector<std::string> departments) override;
  store::Task<std::vector<std::optional<std::uint64_t>>> positions(
      std::string department, std::vector<std::string> conversations) override;
  store::Task<std::optional<store::First>> first(store::Call call) override;
  store::Task<store::Listing> list(store::List which, std::string key, std::optional<std::string> cursor,
                                   int limit) override;
  store::Task<store::Lists> lists(std::vector<std::string> departments,
                                  std::vector<desk::State> states) override;
  store::Task<store::FeedPage> feed(std::string department, store::FeedPosition after, int limit) override;
  store::Task<store::LedgerPage> ledger(store::Time from, store::Time to, std::optional<std::string> cursor,
                                        int limit) override;
  store::Task<store::Appended> append(store::Append what) override;
  store::Task<store::Committed> commit(store::Commit what) override;
  store::Task<void> mark_read(std::string conversation, std::string person, store::Seq seq) override;
  store::Task<void> signal(std::string conversation, store::Signal signal) override;
  store::Task<void> notify(std::string person, store::Notice notice) override;
  store::Task<void> desk_changed() override;
  store::Task<std::optional<std::string>> refuses_writes() override;
  store::Task<bool> seal(std::string conversation) override;
  store::Task<void> join(std::string node, desk::Duration lease) override;
  store::Task<store::Renewed> renew(std::string node, desk::Duration lease, bool reap) override;
  store::Task<void> leave(std::string node) override;
  store::Task<store::Here> here(std::string node, std::string person, store::PersonKind kind, int connections,
                                desk::Duration grace) override;
  store::Task<store::Due> due(int most) override;
  store::Task<void> drop_timer(store::Timer timer) override;
  store::Task<std::optional<std::pair<std::string, std::string>>> password(std::string email) override;
  store::Task<void> put_session(std::string hash, std::string staff, desk::Duration life) override;
  store::Task<std::optional<std::string>> session(std::string hash) override;
  store::Task<void> drop_session(std::string hash) override;
  store::Task<std::string> secret() override;
  void listen(store::Listener& listener) override { listener_ = &listener; }
  store::Task<void> follow_log(std::string conversation) override;
  store::Task<void> follow_notes(std::string conversation) override;
  store::Task<void> follow_person(std::string person) override;
  store::Task<void> follow_feed(std::string department) override;
  void unfollow_conversation(const std::string& id) override { store_.unfollow_conversation(id); }
  void unfollow_notes(const std::string& id) override { store_.unfollow_notes(id); }
  void unfollow_person(const std::string& id) override { store_.unfollow_person(id); }
  void unfollow_feed(const std::string& department) override { store_.unfollow_feed(department); }
  bool up() const override { return !cut_; }

private:
  void on_log(const store::LogRecord& event) override;
  void on_notes(const store::NotesRecord& event) override;
  void on_changed(const std::string& conversation, desk::Because because, bool sealed) override;
  void on_signal(const std::string& conversation, const store::Signal& signal) override;
  void on_feed(const store::Listed& entry) override;
  void on_notice(const std::string& person, const store::Notice& notice) override;
  void on_settings() override;
  void on_restored() override;

  template <class Act>
  auto read(Act act) -> decltype(act());
  template <class Act>
  auto write(Act act) -> decltype(act());
  template <class Act>
  auto through(Act act, bool may_be_late) -> decltype(act());
  template <class Act>
  boost::asio::awaitable<void> later(Act act, Micros when);
  store::Task<store::Renewed> renew_it(std::string node, desk::Duration lease, bool reap);
  store::Task<void> follow(std::string id, bool notes);
  template <class Act>
  store::Task<void> subscribe(Act act);
  Micros slot(Micros& last);
  void hear(std::function<void(store::Listener&)> tell, bool notice = false);

  boost::asio::any_io_executor executor_;
  store::MemoryStore store_;
  Calendar& calendar_;
  Chance& chance_;
  const Weather& weather_;
  std::uint64_t& faults_;
  store::Listener* listener_ = nullptr;
  bool cut_ = false;
  bool deaf_ = false;
  Micros silent_until_ = 0;
  std::uint64_t line_ = 0;  // a number of the connection: moves with every cut
  // In each direction nothing overtakes what was sent before.
  Micros there_ = 0, back_ = 0, heard_ = 0;
};

}  // namespace baton::sim
