// Values that cross the store's interface: what was read, what is asked to be written, what is heard. Nothing
// here knows Redis; sequences start at 1, times are Redis's in ms.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"

namespace baton::store {

using Seq = std::uint64_t;
using desk::Time;

// An event at its place. `epoch` is the conversation's when it was read or heard.
template <class Event>
struct Recorded {
  std::string conversation;
  std::string epoch;
  Seq seq = 0;
  Time at = 0;
  Event event;
  Seq log_seq = 0;  // notes only: the log's last when it was written
  bool operator==(const Recorded&) const = default;
};
using LogRecord = Recorded<desk::LogEvent>;
using NotesRecord = Recorded<desk::NotesEvent>;

// One thing that a commit demands to be as it was read. Keys are names without the site's prefix. `version`
// works on every versioned body (conv:, staff:, visitor:, settings) and on sealed:<id>, whose stored form
// carries the version of the body inside where the commit can read it; `field` on the hot fields of conv:<id>
// and on the hash `present` (person → "1" while somebody is connected); `first` and `count` on the sets;
// `absent` on every key and hash field.
struct Check {
  enum class Kind : std::uint8_t { version, field, first, count, absent } kind = Kind::version;
  std::string key;
  std::string field;                 // field: which; absent: a hash field, or empty for the key itself
  std::string value;                 // version, field: what it equals ("" = not there)
  std::int64_t bound = 0;            // count: fewer than this
  std::vector<std::string> members;  // first: exactly these, in order
  bool operator==(const Check&) const = default;
};

// What a decision read. Reads enter their checks here, and a Commit is made from it: forgetting one takes
// effort.
class Reading {
public:
  void add(Check check) {
    if (std::find(checks_.begin(), checks_.end(), check) == checks_.end())
      checks_.push_back(std::move(check));
  }
  const std::vector<Check>& checks() const { return checks_; }

private:
  std::vector<Check> checks_;
};

// The fields that `append` moves without a version.
struct Hot {
  Seq log_seq = 0;
  Seq notes_seq = 0;
  Seq visitor_seq = 0;  // the last message of the visitor's, 0 for none
  Seq staff_seq = 0;    // the last message of staff's
  std::int64_t arrived_us = 0;
  Time last_at = 0;  // of the last event of either log
  std::string epoch;
  std::map<std::string, Seq> read;  // person → how far in the log
  bool operator==(const Hot&) const = default;
};

struct ConversationView {
  desk::Conversation body;
  std::uint64_t version = 0;
  bool sealed = false;                    // read from its sealed form: changing it unseals it first
  std::optional<desk::Duration> wait;     // what a node estimates from that; the store leaves it empty
  std::vector<std::string> online;        // ids of the visitor, then the participants, who are connected
  std::optional<std::uint64_t> position;  // in waiting:<department>, from 1; while it is in there
  Time now = 0;                           // Redis time of the read

  // What was said so far, to *show*. A decision that depends on it takes `talk`, which adds the check of
  // log_seq.
  const Hot& shown() const { return hot; }
  // (Nothing can be said in a sealed one without unsealing it, so there the version is enough.)
  const Hot& talk(Reading& seen) const;
  Hot hot;
};

struct StaffView {
  desk::Staff body;
  std::uint64_t version = 0;
  bool here = false;  // somebody is connected
  Time now = 0;
  // `here` was relied on: added to the checks.
  bool relied_here(Reading& seen) const;
};

struct SettingsView {
  desk::Settings body;
  std::uint64_t version = 0;  // 0: never written, the defaults
};

// What a matcher sees of a department in one call. `staff`: the first `most` of ready:<department> who are
// connected, in its order. `waiting`: the first `most` of each class queue of the department and of every
// other department that one of these serves (law L4 looks at all departments of a person), and of the queues
// reserved for these; each once, by virtual start, then id. No checks are entered by reading; the commit
// enters those of the pairs it makes.
struct DeskView {
  struct Head {
    ConversationView view;
    std::string queue;  // the set it waits in
    std::int64_t virtual_start = 0;
  };
  std::vector<Head> waiting;
  std::vector<StaffView> staff;
  Time now = 0;
};

// How the queues of some departments stand at one moment.
struct QueuesView {
  struct Queue {
    std::string department;
    std::uint64_t waiting = 0;
    std::optional<std::int64_t> oldest_us;  // when who waits longest arrived; set while somebody waits
  };
  std::vector<Queue> queues;     // in the order asked
  std::vector<StaffView> staff;  // everybody who is connected, by id
  Time now = 0;
};

// `cid` of a call: looked up before anything else, remembered with the first result.
struct Call {
  std::string key;  // where it is remembered: cid_key(conversation) or vcid_key(visitor)
  std::string sender;
  std::string cid;
  std::string method;
};
// The first result of a `cid`.
struct First {
  std::string method;
  Seq seq = 0;
  Time at = 0;
  std::string id;  // of what was made (the conversation), where something was
};

enum class Side : std::uint8_t { visitor, staff };

struct Append {
  std::string conversation;
  std::string method;
  Side side = Side::visitor;
  desk::LogEvent event;  // by.id is the sender, cid its call
};
enum class Landed : std::uint8_t { done, duplicate, cid_reused, not_found, not_open, not_writer, full };
struct Appended {
  Landed landed = Landed::done;
  Seq seq = 0;
  Time at = 0;
  std::string epoch;
  desk::State state = desk::State::queued;  // where it was refused
};

// Told to a person's connections, wherever they are: look at this conversation again.
struct Notice {
  enum class Kind : std::uint8_t { conversation, revoked } kind = Kind::conversation;
  std::string conversation;  // or, for `revoked`, the hash of the session
  desk::Because because = desk::Because::changed;
};

// The most events that a log takes by `append`; what Baton itself writes in a commit is not bounded by it.
inline constexpr Seq most_events = 5000;

// A unit of work: everything or nothing. Versions of changed bodies are checked by construction. Order of a
// commit: a known `cid` (also one remembered in the sealed form that is being unsealed) → its first result;
// then the checks → conflict; then the writes. Published for each conversation, in this order: `log` events,
// `notes` events, the feeds (indexes.hpp's `feeds`), the change (unless the body stayed the same), a notice
// to each of indexes.hpp's `told`. A `Message` moves visitor_seq or staff_seq by the role of its author; bots
// and Baton itself move neither.
class Commit {
public:
  explicit Commit(const Reading& seen) : checks(seen.checks()) {}

  // Writes `change` over what was read; nullopt `before` creates it (and checks that it is absent). The staff
  // body in a desk::Change is not taken from it: it needs its own view. Once per conversation.
  void change(const std::optional<ConversationView>& before, const desk::Change& change);
  // A later body of the same person replaces an earlier one (a matcher gives them several). A new e-mail is
  // checked to be free.
  void change(const std::optional<StaffView>& before, const desk::Staff& after);
  // Nullopt or 0: the visitor was not there.
  void change(const std::optional<std::uint64_t>& visitor_version, const desk::Visitor& after);
  void change(const SettingsView& before, const desk::Settings& after);
  // The queue heads that were passed in order: the first `members` of `queue` are exactly these.
  void rely_on_first(const std::string& queue, std::vector<std::string> members);

  struct ConversationWrite {
    std::optional<desk::Conversation> before;
    desk::Conversation after;
    bool arrives = false;
    bool unseal = false;
    std::vector<desk::LogEvent> log;
    std::vector<desk::NotesEvent> notes;
    desk::Because because = desk::Because::changed;
  };
  struct StaffWrite {
    std::optional<desk::Staff> before;
    desk::Staff after;
    std::optional<std::string> password_hash;  // set: written beside the body, never in it
  };
  std::vector<Check> checks;
  std::optional<Call> call;
  std::string made;  // the id that `First.id` will tell
  std::vector<ConversationWrite> conversations;
  std::vector<StaffWrite> staff;
  std::optional<desk::Visitor> visitor;
  std::optional<desk::Settings> settings;
  std::vector<std::string> fills, reopens;  // departments whose bit `full` is set, or cleared
};

struct Committed {
  enum class Kind : std::uint8_t { done, conflict, duplicate, cid_reused } kind = Kind::done;
  First first;        // done: of this call (seq and time of the event that carries the cid, else 0 and now);
                      // duplicate: of the first
  std::string epoch;  // done: of the first conversation written
};

// A page of one log. `rollback`: the epoch asked from has ended; `last` is what survived of it (0 when it is
// unknown), and there are no events. `gone`: no such conversation. Epochs shown are the current one, whoever
// touched last.
enum class Synced : std::uint8_t { ok, rollback, gone };
template <class Event>
struct Page {
  Synced status = Synced::ok;
  std::string epoch;
  std::vector<Recorded<Event>> events;
  Seq last = 0;  // of the log; on rollback the cut
};

struct Position {
  std::string conversation;
  std::string epoch;
  Seq log = 0;
  std::optional<Seq> notes;
};
// At most 200 events over both logs together, those of `log` first. `gone`: unknown, or not this visitor's.
struct Resumed {
  std::string conversation;
  Synced status = Synced::ok;
  std::string epoch;
  Seq last_log = 0;    // of the log; on rollback the cut
  Seq last_notes = 0;  // the same; 0 where notes were not asked for (and always in a Greeting)
  std::vector<LogRecord> log;
  std::vector<NotesRecord> notes;
  bool more = false;
};

// What a visitor's `hello` with a token needs, in one round trip.
struct Greeting {
  std::optional<desk::Visitor> visitor;
  std::uint64_t visitor_version = 0;
  std::optional<ConversationView> latest;  // the open one, else the last one
  std::vector<Resumed> resumed;
  Time now = 0;
};

struct TypingSignal {
  desk::Actor by;
  bool on = false;
  std::optional<std::string> preview;
};
struct ReadSignal {
  desk::Actor by;
  bool notes = false;
  Seq seq = 0;
};
struct PresenceSignal {
  desk::Actor by;
  bool online = false;
  std::optional<desk::Presence> presence;
};
using Signal = std::variant<TypingSignal, ReadSignal, PresenceSignal>;

// grace: a staff member's, away: a visitor's, from the loss of their last connection; the others are of
// conversations (indexes.hpp).
enum class TimerKind : std::uint8_t {
  grace,
  patience,
  seal,
  away,
  offer,
  reply,
  idle,
  relax,
  recover,
  overflow,
  overdue
};
inline constexpr int timer_kinds = 11;
struct Timer {
  TimerKind kind = TimerKind::grace;
  std::string id;
};
struct Due {
  std::vector<Timer> ripe;   // claimed by this caller for 5 s
  std::optional<Time> next;  // when the next one is due
  Time now = 0;
};

enum class PersonKind : std::uint8_t { visitor, staff };
// `reaped`: this node's incarnation has lost its lease; nothing was written, take a new name.
struct Here {
  bool reaped = false;
  bool changed = false;  // the person came (first connection anywhere) or went (last one)
};
struct Renewed {
  bool reaped = false;
  std::vector<std::string> gone;  // people whose last connections were on nodes that were reaped now
};

enum class List : std::uint8_t { open, closed, recovery, owner, visitor, tag, observer };
struct Listing {
  std::vector<std::string> ids;  // newest first
  std::optional<std::string> cursor;
};

// What a list shows of a conversation: its body without what no list shows (participants, the visitor's page,
// attributes and locale, who was asked). Its size is bounded by what people may write into it.
desk::Conversation summary_of(desk::Conversation body);

// An entry of a department's feed: the lists show this conversation anew, or no longer when it is not
// `shown_in` there. Dense per department.
struct Listed {
  std::string department;
  Seq seq = 0;
  std::string epoch;  // in which it was written
  desk::Conversation summary;
  bool operator==(const Listed&) const = default;
};

// A place in a feed: an entry, and the epoch in which that was written. 0: before the first.
struct FeedPosition {
  Seq seq = 0;
  std::string epoch;
  bool operator==(const FeedPosition&) const = default;
};

// What a feed has after a position. `trimmed`: it does not reach back that far; `entries` has its last one.
// `back`: the feed was there, and what it told has been lost since (a failover).
struct FeedPage {
  enum class Status : std::uint8_t { ok, trimmed, back } status = Status::ok;
  std::vector<Listed> entries;
  FeedPosition last;
};

// What the lists of departments show, at one moment.
struct Lists {
  std::vector<desk::Conversation> summaries;  // state after state as asked, in each the newest first
  std::map<std::string, FeedPosition> feeds;  // department → its last entry
  bool more = false;                          // there are more than `most_listed`
};
inline constexpr std::size_t most_listed = 1000;
inline constexpr std::size_t most_fed = 1000;  // entries that a feed keeps

// Names of sets and hashes, without the site's prefix: what Check.key and DeskView.queue hold.
std::string conversation_key(const std::string& id);
std::string sealed_key(const std::string& id);
std::string staff_key(const std::string& id);
std::string visitor_key(const std::string& id);
std::string cid_key(const std::string& conversation);
std::string vcid_key(const std::string& visitor);
std::string waiting_key(
    const std::string& department);  // all who wait there, reserved ones too, by virtual start
std::string arrivals_key(const std::string& department);  // the same, by arrival
std::string listed_key(const std::string& department, desk::State state);
std::string queue_key(const desk::Conversation& c);  // the one set it waits in: its class's, or @staff's

}  // namespace baton::store
