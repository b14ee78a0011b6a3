// Values that cross the store's interface: what was read, what is asked to be written, what is heard. Nothing here
// knows Redis; sequences start at 1, times are Redis's in ms.
#pragma once
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

// One thing that a commit demands to be as it was read. Keys are names without the site's prefix.
struct Check {
  enum class Kind : std::uint8_t { version, field, first, count, absent } kind = Kind::version;
  std::string key;
  std::string field;                 // field: which; absent: a hash field, or empty for the key itself
  std::string value;                 // version, field: what it equals ("" = not there)
  std::int64_t bound = 0;            // count: fewer than this
  std::vector<std::string> members;  // first: exactly these, in order
};

// What a decision read. Reads enter their checks here, and a Commit is made from it: forgetting one takes effort.
class Reading {
 public:
  void add(Check check) { checks_.push_back(std::move(check)); }
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
  std::string epoch;
  std::map<std::string, Seq> read;  // person → how far in the log
  bool operator==(const Hot&) const = default;
};

struct ConversationView {
  desk::Conversation body;
  std::uint64_t version = 0;
  bool sealed = false;                    // read from its sealed form: changing it unseals it first
  std::vector<std::string> online;        // ids of the visitor and the participants who are connected
  std::optional<std::uint64_t> position;  // in the queue of its department, from 1; while waiting
  Time now = 0;                           // Redis time of the read

  // What was said so far, to *show*. A decision that depends on it takes `talk`, which adds the check of log_seq.
  const Hot& shown() const { return hot; }
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

// What a matcher sees of a department in one call: heads of its queues and its ready staff (with the heads of the
// queues reserved for them). No checks are entered by reading; the commit enters those of the pairs it makes.
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

// `cid` of a call: looked up before anything else, remembered with the first result.
struct Call {
  std::string key;     // where it is remembered: cid_key(conversation) or vcid_key(visitor)
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

// A unit of work: everything or nothing. Versions of changed bodies are checked by construction.
class Commit {
 public:
  explicit Commit(const Reading& seen) : checks(seen.checks()) {}

  // Writes `change` over what was read; nullopt `before` creates it (and checks that it is absent).
  void change(const std::optional<ConversationView>& before, const desk::Change& change);
  void change(const std::optional<StaffView>& before, const desk::Staff& after);
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
};

struct Committed {
  enum class Kind : std::uint8_t { done, conflict, duplicate, cid_reused } kind = Kind::done;
  First first;  // done: of this call (seq of the event that carries the cid); duplicate: of the first
  std::string epoch;  // done: of the first conversation written
};

// A page of one log. `rollback`: the epoch asked from has ended; `last_log`, `last_notes` are what survived of it,
// and there are no events.
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
struct Resumed {
  std::string conversation;
  Synced status = Synced::ok;
  std::string epoch;
  Seq last_log = 0;
  Seq last_notes = 0;
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

struct TypingSignal { desk::Actor by; bool on = false; std::optional<std::string> preview; };
struct ReadSignal { desk::Actor by; bool notes = false; Seq seq = 0; };
struct PresenceSignal { desk::Actor by; bool online = false; std::optional<desk::Presence> presence; };
using Signal = std::variant<TypingSignal, ReadSignal, PresenceSignal>;

enum class TimerKind : std::uint8_t { grace, patience, seal };  // of a staff member · of conversations
struct Timer {
  TimerKind kind = TimerKind::grace;
  std::string id;
};
struct Due {
  std::vector<Timer> ripe;    // claimed by this caller for 5 s
  std::optional<Time> next;   // when the next one is due
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

enum class List : std::uint8_t { open, closed, recovery, owner, visitor, tag };
struct Listing {
  std::vector<std::string> ids;  // newest first
  std::optional<std::string> cursor;
};

// Names of sets and hashes, without the site's prefix: what Check.key and DeskView.queue hold.
std::string conversation_key(const std::string& id);
std::string staff_key(const std::string& id);
std::string visitor_key(const std::string& id);
std::string cid_key(const std::string& conversation);
std::string vcid_key(const std::string& visitor);
std::string waiting_key(const std::string& department);  // all who wait there, reserved ones too, by virtual start
std::string queue_key(const desk::Conversation& c);      // the one set it waits in: its class's, or @staff's

}  // namespace baton::store
