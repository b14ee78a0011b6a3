// The store inside one process: the twin of redis_store on which the simulation runs, never offered to users.
// Each call suspends once and then happens at a stroke, so that calls interleave as on a real store.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/store/memory_state.hpp"
#include "server/store/store.hpp"

namespace baton::store {

class MemoryStore : public Store {
public:
  // One simulated node. All nodes of a state run on one thread; the store outlives its calls.
  MemoryStore(boost::asio::any_io_executor executor, std::shared_ptr<MemoryState> state);

  // Cuts this node off: calls are refused and publications lost, until it is back and `on_restored` is heard.
  void away(bool cut);

  Task<ConversationView> conversation(std::string id, Reading& seen) override;
  Task<std::vector<ConversationView>> conversations(std::vector<std::string> ids) override;
  Task<StaffView> staff(std::string id, Reading& seen) override;
  Task<std::vector<StaffView>> all_staff() override;
  Task<VisitorView> visitor(std::string id, Reading& seen) override;
  Task<SettingsView> settings(Reading& seen) override;
  Task<Greeting> greet(std::string visitor, std::vector<Position> resume) override;
  Task<std::vector<Resumed>> resume(std::vector<Position> positions) override;
  Task<Page<desk::LogEvent>> log(std::string conversation, Seq after, std::string epoch, int limit) override;
  Task<Page<desk::NotesEvent>> notes(std::string conversation, Seq after, std::string epoch,
                                     int limit) override;
  Task<DeskView> desk(std::string department, int most) override;
  Task<desk::Queue> waiting(std::string department) override;
  Task<QueuesView> queues(std::vector<std::string> departments) override;
  Task<std::vector<std::optional<std::uint64_t>>> positions(std::string department,
                                                            std::vector<std::string> conversations) override;
  Task<std::optional<First>> first(Call call) override;
  Task<Listing> list(List which, std::string key, std::optional<std::string> cursor, int limit) override;
  Task<Lists> lists(std::vector<std::string> departments, std::vector<desk::State> states) override;
  Task<FeedPage> feed(std::string department, FeedPosition after, int limit) override;
  Task<LedgerPage> ledger(Time from, Time to, std::optional<std::string> cursor, int limit) override;

  Task<Appended> append(Append what) override;
  Task<Committed> commit(Commit what) override;
  Task<void> mark_read(std::string conversation, std::string person, Seq seq) override;
  Task<void> signal(std::string conversation, Signal signal) override;
  Task<void> notify(std::string person, Notice notice) override;
  Task<void> desk_changed() override;
  Task<bool> seal(std::string conversation) override;

  Task<void> join(std::string node, desk::Duration lease) override;
  Task<Renewed> renew(std::string node, desk::Duration lease, bool reap) override;
  Task<void> leave(std::string node) override;
  Task<Here> here(std::string node, std::string person, PersonKind kind, int connections,
                  desk::Duration grace) override;
  Task<Due> due(int most) override;
  Task<void> drop_timer(Timer timer) override;

  Task<std::optional<std::pair<std::string, std::string>>> password(std::string email) override;
  Task<void> put_session(std::string hash, std::string staff, desk::Duration life) override;
  Task<std::optional<std::string>> session(std::string hash) override;
  Task<void> drop_session(std::string hash) override;
  Task<std::string> secret() override;

  void listen(Listener& listener) override { ear_->listener = &listener; }
  Task<void> follow_log(std::string conversation) override;
  Task<void> follow_notes(std::string conversation) override;
  Task<void> follow_person(std::string person) override;
  Task<void> follow_feed(std::string department) override;
  void unfollow_conversation(const std::string& conversation) override;
  void unfollow_notes(const std::string& conversation) override;
  void unfollow_person(const std::string& person) override;
  void unfollow_feed(const std::string& department) override;

  bool up() const override { return !ear_->away; }
  Task<std::optional<std::string>> refuses_writes() override;

private:
  // The suspension of a call. (Not a condition: with GCC 12.2 `if (!co_await …)` in a coroutine without
  // locals puts its temporary before the frame's head, and the coroutine resumes into nowhere.)
  boost::asio::awaitable<void> turn();
  void write(const Commit::ConversationWrite& write, const Commit& of, Committed& done);
  void write(const Commit::StaffWrite& write);
  void write_feeds(const Commit::ConversationWrite& write);
  void renewed(desk::Duration lease);
  // Whether the person has no connection left anywhere.
  bool go(const std::string& node, const std::string& person);
  void drop_node(const std::string& node, std::vector<std::string>& gone);

  std::shared_ptr<MemoryState> state_;
  std::shared_ptr<Ear> ear_;
};

}  // namespace baton::store
