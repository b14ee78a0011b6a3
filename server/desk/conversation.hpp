// The versioned body of a conversation: what states.md calls its body, and nothing that a message moves
// (those are the store's hot fields). Invariants: `owner` is set exactly in `active`, and stays as the last
// owner in `closed`; `offer` exactly in `offered`; `pending`, `reply` and `silence` in `active` only;
// `recovery` exactly in `missed`.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/event.hpp"
#include "server/desk/opportunity.hpp"
#include "server/desk/parts.hpp"

namespace baton::desk {

enum class State : std::uint8_t { queued, offered, active, closed, missed };
enum class Solved : std::uint8_t { no, proposed, confirmed };
enum class Priority : std::uint8_t { urgent, high, normal, low };

// What the visitor thinks of it; a second one replaces the first.
struct Rating {
  int score = 1;           // 1–5
  std::optional<int> nps;  // 0–10
  std::optional<std::string> comment;
  bool operator==(const Rating&) const = default;
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
  std::optional<Offer> offer;
  std::optional<Pending> pending;
  std::optional<Preference> pref;
  std::map<std::string, Time> declined;  // staff id → until when they are skipped
  std::vector<std::string> refused;      // of those, who said no themselves, sorted
  std::vector<std::string> avoid;        // let the first reply pass: others are preferred, sorted
  std::vector<std::string> skills;       // required: the class of its queue, sorted
  std::vector<Wanted> wanted;            // required until they relax
  std::optional<ReplyLease> reply;
  std::optional<Silence> silence;
  std::optional<Time> away;         // open: the visitor is gone; while queued, when it goes to recovery
  std::optional<Time> entered_at;   // queued, offered: since when it waits in its department
  std::optional<Time> overflow_at;  // when it is looked at for the ladder of its department
  std::vector<std::string> tags;
  std::optional<Recovery> recovery;
  std::optional<Seq> recovering;  // was in recovery, and no human answered after this message of staff's
  Time started_at = 0;
  std::optional<Time> arrived_at;  // when it last came into the queue: to show; the store stamps its own
  std::optional<Time> assigned_at;
  std::optional<Time> closed_at;
  std::optional<CloseReason> close_reason;
  std::optional<Time> reopen_until;  // closed: until when it may be reopened
  std::optional<Time> seal_at;       // closed: when it is sealed
  std::optional<std::string> previous;
  std::optional<Rating> rating;
  std::vector<Opportunity> opportunities;  // in order of their numbers
  std::vector<Suggestion> suggestions;     // each rule at most once
  std::vector<Seq> shared;                 // notes that sales may read too, sorted
  bool operator==(const Conversation&) const = default;

  // The one under way, if any.
  const Opportunity* under_way() const;
  // What the conversation shows: the one under way, else the last one that is open, else the last one.
  const Opportunity* opportunity() const;
  const Opportunity* find_opportunity(const std::string& id) const;

  // Waits for somebody to have it: in a queue, alone or as a transfer that nobody holds yet.
  bool waits() const {
    return state == State::queued ||
           (state == State::active && pending && pending->to == pending->department && !pending->offeree);
  }
  // In whose queue it waits, is offered, or (else) to whom it belongs.
  const std::string& served_by() const { return pending ? pending->department : department; }
  // On its way to sales, beside its owner.
  bool handoff_pending() const { return pending && pending->kind == Pending::Kind::handoff; }
  // The departments whose lists show it: its own, and, while it is on its way there, another.
  std::vector<std::string> shown_in() const {
    if (!pending || pending->department == department) return {department};
    return {department, pending->department};
  }
  // In which role somebody of the staff takes, or took, part.
  std::optional<Role> role_of(const std::string& staff) const;
  // Who holds an offer of it now.
  const std::string* offeree() const;
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
