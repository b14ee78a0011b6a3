// The store on Redis: what users run. Every call is one round trip on the link (seal, leave and commits that
// unseal take more); what is written is written by the functions of functions.hpp. Keeps nothing but who
// listens.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/redis/link.hpp"
#include "server/redis/subscriber.hpp"
#include "server/store/commit_steps.hpp"
#include "server/store/store.hpp"

namespace baton::store {

// What every key and channel of a site begins with: its hash tag, which puts all of them into one slot of a
// cluster. It is no key itself, and each function declares it as its only one: see redis/slot.hpp.
std::string prefix_of(const std::string& site);

class RedisStore final : public Store {
public:
  // Hooks itself into both connections: construct it before they are started, stop them before it ends. It
  // outlives its calls. `site` is the hash tag of all its keys. `executor` is the node's.
  RedisStore(boost::asio::any_io_executor executor, redis::Link& commands, redis::Subscriber& subscriber,
             const std::string& site);
  RedisStore(const RedisStore&) = delete;
  RedisStore& operator=(const RedisStore&) = delete;
  // What is acknowledged is at a replica as well: of append, commit, seal, sessions and the secret, not of
  // presence and reads. Before the connections are started.
  void await_replica();

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

  void listen(Listener& listener) override;
  Task<void> follow_log(std::string conversation) override;
  Task<void> follow_notes(std::string conversation) override;
  Task<void> follow_person(std::string person) override;
  Task<void> follow_feed(std::string department) override;
  void unfollow_conversation(const std::string& conversation) override;
  void unfollow_notes(const std::string& conversation) override;
  void unfollow_person(const std::string& person) override;
  void unfollow_feed(const std::string& department) override;

  bool up() const override;
  Task<std::optional<std::string>> refuses_writes() override;

private:
  using Words = std::vector<std::string>;

  void restored();
  // --- redis_store.cpp: one command, or several in one write; error replies become faults. Loads the
  // functions again where Redis has lost them. `write`: of what `await_replica` names.
  Task<redis::Reply> run(Words command);
  Task<redis::Reply> write(Words command);
  Task<redis::Reply> issue(Words command, bool write);
  Task<std::vector<redis::Reply>> run_all(std::vector<Words> commands);
  // Of a function that enters the epoch: by its twin where Redis takes no writes (read.lua).
  Task<redis::Reply> read(Words command);
  Task<std::vector<redis::Reply>> read_all(std::vector<Words> commands);
  Words function(const char* name, Words args) const;
  std::string key(const std::string& name) const { return prefix_ + name; }
  Task<void> publish(std::string channel, std::string payload);

  // --- redis_store_read.cpp
  Words sync_of(const Position& position, const std::string& visitor, bool log, int limit) const;
  Task<std::vector<Resumed>> synced(std::vector<Position> positions, std::string visitor);
  Task<Resumed> page(Position position, bool log, int limit);

  // --- redis_store_write.cpp
  Task<std::vector<Unsealing>> read_sealed(std::vector<std::string> ids);

  // --- redis_follow.cpp
  Task<void> follow(std::string channel);
  void heard(std::string_view channel, std::string_view payload);
  void heard_log(const std::string& conversation, std::string_view payload);
  void heard_notes(const std::string& conversation, std::string_view payload);
  void heard_feed(const std::string& department, std::string_view payload);
  void heard_notice(const std::string& person, std::string_view payload);

  boost::asio::any_io_executor executor_;
  redis::Link& link_;
  redis::Subscriber& subscriber_;
  std::string prefix_;    // of the site
  std::string channels_;  // "{site}:ch:"
  Listener* listener_ = nullptr;
};

}  // namespace baton::store
