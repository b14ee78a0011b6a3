// Values that cross the store's interface: events at their places, what a decision rests on, what is heard,
// lists and timers. (views.hpp: bodies as they were read; commit.hpp: what is asked to be written.) Nothing
// here knows Redis; sequences start at 1, times are Redis's in ms.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/ledger.hpp"
#include "server/desk/person.hpp"

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
  Seq log_seq = 0;        // notes only: the log's last when it was written
  bool withheld = false;  // notes only, in the copy of a reader who may not know: what it says is taken out
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

// That a body still has the version that was read; 0: that it is not there.
inline Check version_check(std::string key, std::uint64_t version) {
  return {.key = std::move(key), .value = version == 0 ? "" : std::to_string(version)};
}

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

// Told to a person's connections, wherever they are: look at this conversation again.
struct Notice {
  enum class Kind : std::uint8_t { conversation, revoked } kind = Kind::conversation;
  std::string conversation;  // or, for `revoked`, the hash of the session
  desk::Because because = desk::Because::changed;
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
// At most 200 events over both logs together, those of `log` first, and of long ones fewer. `gone`: unknown,
// or not this visitor's.
struct Resumed {
  std::string conversation;
  Synced status = Synced::ok;
  std::string epoch;
  Seq last_log = 0;    // of the log; on rollback the cut
  Seq last_notes = 0;  // the same; 0 where notes were not asked for (and always in a Greeting)
  std::vector<LogRecord> log;
  std::vector<NotesRecord> notes;
  bool more = false;
  std::uint64_t version = 0;  // of the body; 0 on rollback, and of a sealed one
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
  overdue,
  proposal
};
inline constexpr int timer_kinds = 12;
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

// The last four list opportunities, by the time they were flagged: all, in a state (key: its word), of a rep,
// of whoever flagged them.
enum class List : std::uint8_t {
  open,
  closed,
  recovery,
  owner,
  visitor,
  tag,
  observer,
  opportunities,
  opportunities_in,
  opportunities_of,
  flagged_by
};
struct Listing {
  std::vector<std::string> ids;  // newest first
  std::optional<std::string> cursor;
};

// An entry of the ledger as it was numbered and stamped.
struct LedgerLine {
  std::string id;  // "<at>-<number in that ms>": grows with every entry, also where the clock went back
  Time at = 0;
  desk::LedgerEntry entry;
  bool operator==(const LedgerLine&) const = default;
};
inline constexpr int most_lines = 1000;  // of the ledger, at once
struct LedgerPage {
  std::vector<LedgerLine> lines;
  std::optional<std::string> cursor;  // the last one's id; set while there are more
};

// What a list shows of a conversation: its body without what no list shows (participants, the visitor's page,
// attributes and locale, who was asked, what could be sold, the rating). Its size is bounded by what people
// may write into it.
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
std::string list_key(List which, const std::string& key);  // `key` where the list needs one

}  // namespace baton::store
