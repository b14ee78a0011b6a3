// The closed word lists of the contract (states, reasons, roles …) as enums, each with its spelling on the
// wire. An enum's value is the index into its word list; a word not in the list is no value of the type.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::protocol {

using namespace std::string_view_literals;

enum class Log : std::uint8_t { log, notes };
enum class State : std::uint8_t { queued, offered, active, closed, missed };
// What a visitor may see of State: `offered` is shown as `queued`.
enum class VisitorState : std::uint8_t { queued, active, closed, missed };
enum class Solved : std::uint8_t { no, proposed, confirmed };
enum class Priority : std::uint8_t { urgent, high, normal, low };
enum class CloseReason : std::uint8_t { resolved, visitor_left, idle, missed, spam };
enum class VisitorCloses : std::uint8_t { visitor_left };
enum class StaffCloses : std::uint8_t { resolved, spam };
enum class AuthorRole : std::uint8_t { visitor, agent, sales, supervisor, bot, system };
enum class StaffRole : std::uint8_t { agent, sales, supervisor, admin };
enum class Presence : std::uint8_t { online, away, offline };
enum class Assign : std::uint8_t { automatic, offer, manual };
enum class DepartmentKind : std::uint8_t { care, sales };
enum class Because : std::uint8_t {
  started,
  assigned,
  transferred,
  handed_off,
  handed_back,
  observing,
  joined,
  offered,
  changed,
  left
};
enum class PendingKind : std::uint8_t { transfer, handoff };
enum class OfferKind : std::uint8_t { chat, transfer, handoff };
enum class OfferEnd : std::uint8_t { expired, taken, withdrawn, closed, transferred, answered };
enum class ForceAction : std::uint8_t { requeue, close, takeover, transfer };
enum class GoodbyeReason : std::uint8_t { drain, overload, revoked };
enum class ResumeStatus : std::uint8_t { ok, rollback, gone };
enum class AlertReason : std::uint8_t { unhappy, waiting, missed, override };
enum class AlertSet : std::uint8_t { unhappy };  // by a human
enum class HandoffState : std::uint8_t { proposed, consented, offered };
enum class HandoffAnswer : std::uint8_t { yes, later, no };
enum class HandoffFailure : std::uint8_t { declined, timeout, nobody, disconnected };
enum class OpportunityState : std::uint8_t {
  flagged,
  proposed,
  consented,
  deferred,
  declined,
  offered,
  accepted,
  won,
  lost,
  dismissed,
  withdrawn
};
enum class OpportunityKind : std::uint8_t { upsell, cross_sell, renewal, new_business };
enum class Outcome : std::uint8_t { won, lost, later, dismissed };
enum class BackOutcome : std::uint8_t { won, lost, later };
enum class CloseOutcome : std::uint8_t { won, lost, dismissed };
enum class StatsBy : std::uint8_t { day, department, rep, rule };
enum class LedgerWhat : std::uint8_t {
  flagged,
  proposed,
  consented,
  declined,
  deferred,
  withdrawn,
  offered,
  accepted,
  returned,
  won,
  lost,
  dismissed,
  clawback,
  suggested,
  suggestion_accepted,
  suggestion_dismissed,
  started,
  answered,
  resolved,
  closed,
  missed,
  recovered,
  rated,
  complained,
  overridden
};

// Words<E>::list: the spelling of each value of E, in the order of the enum.
template <class E>
struct Words;

template <>
struct Words<Log> {
  static constexpr std::array list{"log"sv, "notes"sv};
};
template <>
struct Words<State> {
  static constexpr std::array list{"queued"sv, "offered"sv, "active"sv, "closed"sv, "missed"sv};
};
template <>
struct Words<VisitorState> {
  static constexpr std::array list{"queued"sv, "active"sv, "closed"sv, "missed"sv};
};
template <>
struct Words<Solved> {
  static constexpr std::array list{"no"sv, "proposed"sv, "confirmed"sv};
};
template <>
struct Words<Priority> {
  static constexpr std::array list{"urgent"sv, "high"sv, "normal"sv, "low"sv};
};
template <>
struct Words<CloseReason> {
  static constexpr std::array list{"resolved"sv, "visitor_left"sv, "idle"sv, "missed"sv, "spam"sv};
};
template <>
struct Words<VisitorCloses> {
  static constexpr std::array list{"visitor_left"sv};
};
template <>
struct Words<StaffCloses> {
  static constexpr std::array list{"resolved"sv, "spam"sv};
};
template <>
struct Words<AuthorRole> {
  static constexpr std::array list{"visitor"sv, "agent"sv, "sales"sv, "supervisor"sv, "bot"sv, "system"sv};
};
template <>
struct Words<StaffRole> {
  static constexpr std::array list{"agent"sv, "sales"sv, "supervisor"sv, "admin"sv};
};
template <>
struct Words<Presence> {
  static constexpr std::array list{"online"sv, "away"sv, "offline"sv};
};
template <>
struct Words<Assign> {
  static constexpr std::array list{"auto"sv, "offer"sv, "manual"sv};
};
template <>
struct Words<DepartmentKind> {
  static constexpr std::array list{"care"sv, "sales"sv};
};
template <>
struct Words<Because> {
  static constexpr std::array list{"started"sv,     "assigned"sv,  "transferred"sv, "handed_off"sv,
                                   "handed_back"sv, "observing"sv, "joined"sv,      "offered"sv,
                                   "changed"sv,     "left"sv};
};
template <>
struct Words<PendingKind> {
  static constexpr std::array list{"transfer"sv, "handoff"sv};
};
template <>
struct Words<OfferKind> {
  static constexpr std::array list{"chat"sv, "transfer"sv, "handoff"sv};
};
template <>
struct Words<OfferEnd> {
  static constexpr std::array list{"expired"sv, "taken"sv,       "withdrawn"sv,
                                   "closed"sv,  "transferred"sv, "answered"sv};
};
template <>
struct Words<ForceAction> {
  static constexpr std::array list{"requeue"sv, "close"sv, "takeover"sv, "transfer"sv};
};
template <>
struct Words<GoodbyeReason> {
  static constexpr std::array list{"drain"sv, "overload"sv, "revoked"sv};
};
template <>
struct Words<ResumeStatus> {
  static constexpr std::array list{"ok"sv, "rollback"sv, "gone"sv};
};
template <>
struct Words<AlertReason> {
  static constexpr std::array list{"unhappy"sv, "waiting"sv, "missed"sv, "override"sv};
};
template <>
struct Words<AlertSet> {
  static constexpr std::array list{"unhappy"sv};
};
template <>
struct Words<HandoffState> {
  static constexpr std::array list{"proposed"sv, "consented"sv, "offered"sv};
};
template <>
struct Words<HandoffAnswer> {
  static constexpr std::array list{"yes"sv, "later"sv, "no"sv};
};
template <>
struct Words<HandoffFailure> {
  static constexpr std::array list{"declined"sv, "timeout"sv, "nobody"sv, "disconnected"sv};
};
template <>
struct Words<OpportunityState> {
  static constexpr std::array list{"flagged"sv,  "proposed"sv,  "consented"sv, "deferred"sv,
                                   "declined"sv, "offered"sv,   "accepted"sv,  "won"sv,
                                   "lost"sv,     "dismissed"sv, "withdrawn"sv};
};
template <>
struct Words<OpportunityKind> {
  static constexpr std::array list{"upsell"sv, "cross_sell"sv, "renewal"sv, "new"sv};
};
template <>
struct Words<Outcome> {
  static constexpr std::array list{"won"sv, "lost"sv, "later"sv, "dismissed"sv};
};
template <>
struct Words<BackOutcome> {
  static constexpr std::array list{"won"sv, "lost"sv, "later"sv};
};
template <>
struct Words<CloseOutcome> {
  static constexpr std::array list{"won"sv, "lost"sv, "dismissed"sv};
};
template <>
struct Words<StatsBy> {
  static constexpr std::array list{"day"sv, "department"sv, "rep"sv, "rule"sv};
};
template <>
struct Words<LedgerWhat> {
  static constexpr std::array list{"flagged"sv,
                                   "proposed"sv,
                                   "consented"sv,
                                   "declined"sv,
                                   "deferred"sv,
                                   "withdrawn"sv,
                                   "offered"sv,
                                   "accepted"sv,
                                   "returned"sv,
                                   "won"sv,
                                   "lost"sv,
                                   "dismissed"sv,
                                   "clawback"sv,
                                   "suggested"sv,
                                   "suggestion_accepted"sv,
                                   "suggestion_dismissed"sv,
                                   "started"sv,
                                   "answered"sv,
                                   "resolved"sv,
                                   "closed"sv,
                                   "missed"sv,
                                   "recovered"sv,
                                   "rated"sv,
                                   "complained"sv,
                                   "overridden"sv};
};

template <class E>
concept Worded = requires {
  Words<E>::list;
};

// The spelling of a value on the wire.
template <Worded E>
constexpr std::string_view word(E value) {
  return Words<E>::list[static_cast<std::size_t>(value)];
}

// The value of a word, or nothing when the list does not have it.
template <Worded E>
constexpr std::optional<E> from_word(std::string_view text) {
  for (std::size_t i = 0; i < Words<E>::list.size(); ++i)
    if (Words<E>::list[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

// What a visitor is shown of a state.
constexpr VisitorState visitor_state(State state) {
  switch (state) {
    case State::queued:
    case State::offered:
      return VisitorState::queued;
    case State::active:
      return VisitorState::active;
    case State::closed:
      return VisitorState::closed;
    case State::missed:
      return VisitorState::missed;
  }
  return VisitorState::queued;
}

}  // namespace baton::protocol
