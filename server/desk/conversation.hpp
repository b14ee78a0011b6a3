// The versioned body of a conversation: what states.md calls its body, and nothing that a message moves
// (those are the store's hot fields). Invariant: `owner` is set exactly in `active`, and stays as the last
// owner in `closed`; a conversation in `queued`, `offered` or `missed` has none.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/event.hpp"
#include "server/desk/person.hpp"
#include "server/desk/time.hpp"

namespace baton::desk {

enum class State : std::uint8_t { queued, offered, active, closed, missed };
enum class Solved : std::uint8_t { no, proposed, confirmed };
enum class Priority : std::uint8_t { urgent, high, normal, low };

// Somebody of the staff who wrote or answered here, now or earlier, in the role of that time.
struct Participant {
  PersonRef who;
  Role role = Role::agent;
  bool helper = false;  // `joined` in the log and not `left`: may write beside the owner
  bool operator==(const Participant&) const = default;
};

struct Preference {
  std::string staff;
  Time until = 0;
  bool operator==(const Preference&) const = default;
};

// A transfer or hand-off under way while the giver still owns.
struct Pending {
  enum class Kind : std::uint8_t { transfer, handoff } kind = Kind::transfer;
  std::string to;  // department or staff id
  std::optional<std::string> offeree;
  Time until = 0;
  bool operator==(const Pending&) const = default;
};

// Why we still owe an answer, and until when.
struct Recovery {
  Time due = 0;
  bool operator==(const Recovery&) const = default;
};

struct Conversation {
  std::string id;
  State state = State::queued;
  std::string department;
  Priority priority = Priority::normal;
  Solved solved = Solved::no;
  VisitorCard visitor;
  std::optional<PersonRef> owner;
  std::vector<Participant> participants;  // staff only, in order of appearance
  std::vector<std::string> observers;     // staff ids
  std::optional<Pending> pending;
  std::optional<Preference> pref;
  std::map<std::string, Time> declined;  // staff id → until when they are skipped
  std::vector<std::string> skills;       // required: the class of its queue, sorted
  std::vector<std::string> tags;
  std::optional<Recovery> recovery;  // exactly in `missed`
  Time started_at = 0;
  std::optional<Time> assigned_at;
  std::optional<Time> closed_at;
  std::optional<CloseReason> close_reason;
  std::optional<Time> reopen_until;  // closed: until when it may be reopened
  std::optional<Time> seal_at;       // closed: when it is sealed
  std::optional<std::string> previous;
  bool operator==(const Conversation&) const = default;

  bool open() const { return state == State::queued || state == State::offered || state == State::active; }
};

// How a person stands to a conversation; the authorisation table is written in these words.
enum class Relation : std::uint8_t {
  none,       // nothing
  visitor,    // its customer
  owner,      // answers for it; of a closed one: was the last to
  helper,     // joined, and may write
  observer,   // reads along, unseen
  offeree,    // it is offered to them now
  past,       // took part earlier
  colleague,  // serves its department
};
Relation relation(const Conversation& c, const std::string& visitor_id);
Relation relation(const Conversation& c, const Staff& staff);

// Those who may append: the visitor, the owner, the helpers. Empty unless open.
std::vector<std::string> writers(const Conversation& c);

// Whom every change of the conversation reaches: staff only (the visitor always is).
std::vector<std::string> staff_subscribed(const Conversation& c);

// The head start of a priority in the queue, ms: virtual start = arrival − head start (design section 6).
constexpr Duration head_start(Priority p) {
  switch (p) {
    case Priority::urgent:
      return minutes(30);
    case Priority::high:
      return minutes(10);
    case Priority::normal:
      return 0;
    case Priority::low:
      return -minutes(10);
  }
  return 0;
}

}  // namespace baton::desk
