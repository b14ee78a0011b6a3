// The one shared truth of a site. Two implementations pass the same contract tests: `redis_store` (what users
// run) and `memory_store` (what the simulation runs on). A node has one; it is used from the node's thread
// only. Every call is one round trip unless said otherwise; every fault is one of result.hpp.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/admission.hpp"
#include "server/store/commit.hpp"
#include "server/store/records.hpp"
#include "server/store/result.hpp"
#include "server/store/views.hpp"

namespace baton::store {

template <class T>
using Task = boost::asio::awaitable<Result<T>>;

// What a node hears. Calls come from the node's loop, never from inside a call to the store. Publications are
// hints: any may be missing, and `on_restored` says that some may have been.
class Listener {
public:
  virtual ~Listener() = default;
  virtual void on_log(const LogRecord& event) = 0;
  virtual void on_notes(const NotesRecord& event) = 0;
  // The body of a conversation changed (`sealed`: it left for its archive).
  virtual void on_changed(const std::string& conversation, desk::Because because, bool sealed) = 0;
  virtual void on_signal(const std::string& conversation, const Signal& signal) = 0;
  virtual void on_feed(const Listed& entry) = 0;
  virtual void on_notice(const std::string& person, const Notice& notice) = 0;
  // The settings changed, or who is there for the desk.
  virtual void on_settings() = 0;
  // Subscriptions were lost and are back: positions must be checked.
  virtual void on_restored() = 0;
};

class Store {
public:
  virtual ~Store() = default;

  // --- reading. `seen` gets the checks of what was read.
  virtual Task<ConversationView> conversation(std::string id, Reading& seen) = 0;
  // Only to show. Unknown ids are left out.
  virtual Task<std::vector<ConversationView>> conversations(std::vector<std::string> ids) = 0;
  virtual Task<StaffView> staff(std::string id, Reading& seen) = 0;
  virtual Task<std::vector<StaffView>> all_staff() = 0;
  // not_found for one who was never written: Commit::change of nothing then creates them.
  virtual Task<VisitorView> visitor(std::string id, Reading& seen) = 0;
  virtual Task<SettingsView> settings(Reading& seen) = 0;
  virtual Task<Greeting> greet(std::string visitor, std::vector<Position> resume) = 0;
  virtual Task<std::vector<Resumed>> resume(std::vector<Position> positions) = 0;
  // Events after `after`, at most `limit` (1–200). An empty `epoch` asks from whatever epoch is current.
  virtual Task<Page<desk::LogEvent>> log(std::string conversation, Seq after, std::string epoch,
                                         int limit) = 0;
  virtual Task<Page<desk::NotesEvent>> notes(std::string conversation, Seq after, std::string epoch,
                                             int limit) = 0;
  virtual Task<DeskView> desk(std::string department, int most) = 0;
  // How many wait in a department, and whether its queue was full (desk/admission.hpp).
  virtual Task<desk::Queue> waiting(std::string department) = 0;
  virtual Task<QueuesView> queues(std::vector<std::string> departments) = 0;
  // Where these wait in a department, from 1, in the order that matching uses; nullopt: not in there.
  virtual Task<std::vector<std::optional<std::uint64_t>>> positions(
      std::string department, std::vector<std::string> conversations) = 0;
  // The result of an earlier call with this `cid`, or nullopt.
  virtual Task<std::optional<First>> first(Call call) = 0;
  // `key`: staff (owner, observer), visitor, tag or state of an opportunity where the list needs one. Highest
  // score first (indexes.hpp), then the greater id; a cursor of an earlier listing goes on behind it, an
  // unreadable one starts over. `limit` 1–100.
  virtual Task<Listing> list(List which, std::string key, std::optional<std::string> cursor, int limit) = 0;
  // The conversations of these departments in these states, most important state first, and where the feeds
  // stand.
  virtual Task<Lists> lists(std::vector<std::string> departments, std::vector<desk::State> states) = 0;
  // The entries of a feed after a position, at most `limit` (1–1000). An empty epoch asks for whatever the
  // feed has after that sequence.
  virtual Task<FeedPage> feed(std::string department, FeedPosition after, int limit) = 0;

  // Entries of the ledger with from ≤ at < to, oldest first, from behind the cursor (an unreadable one starts
  // over); at most `limit` (1–1000).
  virtual Task<LedgerPage> ledger(Time from, Time to, std::optional<std::string> cursor, int limit) = 0;

  // --- writing
  virtual Task<Appended> append(Append what) = 0;
  virtual Task<Committed> commit(Commit what) = 0;
  // Moves a reader's mark forward, never back and never past the log's end; nothing is logged. Sealed: no
  // effect.
  virtual Task<void> mark_read(std::string conversation, std::string person, Seq seq) = 0;
  // To everybody who follows the conversation; never stored. What is of `notes` is heard by followers of
  // notes only. A typing preview is left out of what followers of the log hear; followers of notes then hear
  // the signal with it.
  virtual Task<void> signal(std::string conversation, Signal signal) = 0;
  virtual Task<void> notify(std::string person, Notice notice) = 0;
  // Who is there for the desk changed: every node hears `on_settings`.
  virtual Task<void> desk_changed() = 0;
  // Closed conversation → its sealed form, if seal_at has passed and nothing was said meanwhile. True: this
  // call sealed it. Its followers hear of it; its cids stay remembered. More than one round trip.
  virtual Task<bool> seal(std::string conversation) = 0;

  // --- presence and timers. `node` is this incarnation's name. Nobody is reaped in the first `lease` after
  // the epoch changed or no node renewed for 2/3 of a `lease` (the store was away). A reaped or leaving
  // node's people go as with `here` 0, with the grace they came with.
  virtual Task<void> join(std::string node, desk::Duration lease) = 0;
  virtual Task<Renewed> renew(std::string node, desk::Duration lease, bool reap) = 0;
  virtual Task<void> leave(std::string node) = 0;
  // This node now has `connections` of that person (0: none). The last one leaving sets the timer `grace` of
  // staff, `away` of a visitor, and coming back removes it.
  virtual Task<Here> here(std::string node, std::string person, PersonKind kind, int connections,
                          desk::Duration grace) = 0;
  // Ripe timers, earliest first.
  virtual Task<Due> due(int most) = 0;
  // Drops a timer of a person that `due` gave (those of conversations follow from their bodies), unless it
  // was set anew since: whoever came and went meanwhile keeps the new one.
  virtual Task<void> drop_timer(Timer timer) = 0;

  // --- sign-in
  virtual Task<std::optional<std::pair<std::string, std::string>>> password(
      std::string email) = 0;  // staff, hash
  virtual Task<void> put_session(std::string hash, std::string staff, desk::Duration life) = 0;
  virtual Task<std::optional<std::string>> session(std::string hash) = 0;
  virtual Task<void> drop_session(std::string hash) = 0;
  // 32 random bytes of the site, made by whoever asks first.
  virtual Task<std::string> secret() = 0;

  // --- following. The result comes when the subscription stands. Idempotent; no counting.
  virtual void listen(Listener& listener) = 0;
  virtual Task<void> follow_log(std::string conversation) = 0;
  virtual Task<void> follow_notes(std::string conversation) = 0;
  virtual Task<void> follow_person(std::string person) = 0;
  virtual Task<void> follow_feed(std::string department) = 0;
  virtual void unfollow_conversation(const std::string& conversation) = 0;
  virtual void unfollow_notes(const std::string& conversation) = 0;
  virtual void unfollow_person(const std::string& person) = 0;
  virtual void unfollow_feed(const std::string& department) = 0;

  // Whether the store answers just now (readyz).
  virtual bool up() const = 0;
  // Why no write is taken now although reads are (its disk or memory is full, no replica follows), in the
  // store's words; nullopt: they are taken. A fault: it does not answer.
  virtual Task<std::optional<std::string>> refuses_writes() = 0;
};

}  // namespace baton::store
