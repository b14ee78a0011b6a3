// What happens in a conversation. Two families of types, one a log: `LogEvent` is what the customer may see,
// `NotesEvent` is for staff only. No function takes one where the other is meant (law L8, by type).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/desk/opportunity.hpp"
#include "server/desk/parts.hpp"
#include "server/desk/person.hpp"

namespace baton::desk {

enum class CloseReason : std::uint8_t { resolved, visitor_left, idle, missed, spam };

// --- kinds of `log`
struct Message {
  std::string text;
  bool operator==(const Message&) const = default;
};
struct Queued {
  std::string department;
  std::optional<std::string> because;
  bool operator==(const Queued&) const = default;
};
struct Assigned {
  PersonRef to;
  bool operator==(const Assigned&) const = default;
};
// `role`: in which they act here; absent where they are the author, whose role stands beside.
struct Joined {
  PersonRef who;
  std::optional<Role> role = std::nullopt;
  bool operator==(const Joined&) const = default;
};
struct Left {
  PersonRef who;
  std::optional<Role> role = std::nullopt;
  bool operator==(const Left&) const = default;
};
struct Closed {
  CloseReason reason = CloseReason::resolved;
  bool operator==(const Closed&) const = default;
};
struct Reopened {
  bool operator==(const Reopened&) const = default;
};
struct Gap {
  std::uint64_t lost = 0;
  bool operator==(const Gap&) const = default;
};
struct Erased {
  bool operator==(const Erased&) const = default;
};
// The owner changed while the conversation went on.
struct Transferred {
  PersonRef to;
  bool operator==(const Transferred&) const = default;
};
// The issue, as staff propose and the visitor confirms or denies it.
struct SolvedNow {
  bool operator==(const SolvedNow&) const = default;
};
struct NotSolved {
  bool operator==(const NotSolved&) const = default;
};
struct Rated {
  int score = 1;
  std::optional<std::string> comment;
  bool operator==(const Rated&) const = default;
};
struct HandoffProposed {
  std::string handoff, to_team;
  std::optional<std::string> pitch;
  Time expires_at = 0;
  bool operator==(const HandoffProposed&) const = default;
};
struct HandoffConsented {
  std::string handoff;
  bool operator==(const HandoffConsented&) const = default;
};
struct HandoffDeclined {
  std::string handoff;
  bool later = false;
  bool operator==(const HandoffDeclined&) const = default;
};
struct HandoffWithdrawn {
  std::string handoff;
  bool operator==(const HandoffWithdrawn&) const = default;
};
// Nobody has taken it: the conversation never left.
enum class HandoffFailure : std::uint8_t { declined, timeout, nobody, disconnected };
struct HandoffFailed {
  std::string handoff;
  HandoffFailure reason = HandoffFailure::nobody;
  bool operator==(const HandoffFailed&) const = default;
};
struct HandedOff {
  std::string handoff;
  PersonRef to;
  bool operator==(const HandedOff&) const = default;
};
// To the agent who has it now, or (id and name of a department) to whose queue.
struct HandedBack {
  PersonRef to;
  bool operator==(const HandedBack&) const = default;
};
using LogKind =
    std::variant<Message, Queued, Assigned, Joined, Left, Closed, Reopened, Gap, Erased, Transferred, SolvedNow,
                 NotSolved, Rated, HandoffProposed, HandoffConsented, HandoffDeclined, HandoffWithdrawn,
                 HandoffFailed, HandedOff, HandedBack>;

// --- kinds of `notes`
enum class AlertReason : std::uint8_t { unhappy, waiting, missed, override_ };
struct Note {
  std::string text;
  bool operator==(const Note&) const = default;
};
struct Tagged {
  std::vector<std::string> tags;
  bool operator==(const Tagged&) const = default;
};
struct Alert {
  bool on = true;
  AlertReason reason = AlertReason::waiting;
  bool operator==(const Alert&) const = default;
};
// Why this person got this conversation: for supervisors, never for ranking.
struct Decision {
  std::string what;  // "matched", "offered", "taken", "declined" …
  PersonRef chosen;
  std::vector<std::string> considered;  // staff ids, in the order they were preferred
  std::string because;
  bool operator==(const Decision&) const = default;
};
// Somebody began to read along, unseen by the visitor.
struct Observed {
  Actor who;
  bool operator==(const Observed&) const = default;
};
// An opportunity's step, as staff read it.
struct OpportunityStep {
  std::string opportunity;
  OpportunityState state = OpportunityState::flagged;
  std::optional<Outcome> outcome;
  std::optional<Money> money;
  bool operator==(const OpportunityStep&) const = default;  // `flagged` on the wire while it is that, else `opportunity`
};
struct HandoffBrief {
  Brief brief;
  bool operator==(const HandoffBrief&) const = default;
};
struct Suggested {
  std::string rule;
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product;
  bool operator==(const Suggested&) const = default;
};
struct SuggestionDismissed {
  std::string rule;
  bool operator==(const SuggestionDismissed&) const = default;
};
struct Complaint {
  bool open = true;
  std::optional<std::string> text;
  bool operator==(const Complaint&) const = default;
};
// A note of care's that sales may read from now on, with what it says.
struct Shared {
  Seq note = 0;
  Actor author;
  std::string text;
  bool operator==(const Shared&) const = default;
};
using NotesKind = std::variant<Note, Tagged, Alert, Decision, Observed, OpportunityStep, HandoffBrief, Suggested,
                               SuggestionDismissed, Complaint, Shared>;

template <class Kind>
struct EventOf {
  Actor by;
  std::string cid;  // the author's, empty for what Baton itself writes
  Kind what;
  bool operator==(const EventOf&) const = default;
};
using LogEvent = EventOf<LogKind>;
using NotesEvent = EventOf<NotesKind>;

inline Actor baton_itself() { return {"system", "Baton", Role::system}; }

}  // namespace baton::desk
