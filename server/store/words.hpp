// The words that enumerations are stored as: those of the wire contract, in the order of the enumerators.
// Changing one breaks every stored body.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "server/desk/change.hpp"
#include "server/desk/conversation.hpp"
#include "server/desk/event.hpp"
#include "server/desk/ledger.hpp"
#include "server/desk/opportunity.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"
#include "server/store/records.hpp"

namespace baton::store {

using Word = std::string_view;

template <class Enum>
struct Words;
template <>
struct Words<desk::State> {
  static constexpr std::array<Word, 5> list = {"queued", "offered", "active", "closed", "missed"};
};
template <>
struct Words<desk::Solved> {
  static constexpr std::array<Word, 3> list = {"no", "proposed", "confirmed"};
};
template <>
struct Words<desk::Priority> {
  static constexpr std::array<Word, 4> list = {"urgent", "high", "normal", "low"};
};
template <>
struct Words<desk::Pending::Kind> {
  static constexpr std::array<Word, 2> list = {"transfer", "handoff"};
};
template <>
struct Words<desk::CloseReason> {
  static constexpr std::array<Word, 5> list = {"resolved", "visitor_left", "idle", "missed", "spam"};
};
template <>
struct Words<desk::AlertReason> {
  static constexpr std::array<Word, 4> list = {"unhappy", "waiting", "missed", "override"};
};
template <>
struct Words<desk::Role> {
  static constexpr std::array<Word, 6> list = {"visitor", "agent", "sales", "supervisor", "bot", "system"};
};
template <>
struct Words<desk::StaffRole> {
  static constexpr std::array<Word, 4> list = {"agent", "sales", "supervisor", "admin"};
};
template <>
struct Words<desk::Presence> {
  static constexpr std::array<Word, 3> list = {"online", "away", "offline"};
};
template <>
struct Words<desk::DepartmentKind> {
  static constexpr std::array<Word, 2> list = {"care", "sales"};
};
template <>
struct Words<desk::AssignMode> {
  static constexpr std::array<Word, 3> list = {"auto", "offer", "manual"};
};
template <>
struct Words<desk::Because> {
  static constexpr std::array<Word, 10> list = {"started",     "assigned",  "transferred", "handed_off",
                                                "handed_back", "observing", "joined",      "offered",
                                                "changed",     "left"};
};
template <>
struct Words<desk::OpportunityState> {
  static constexpr std::array<Word, 11> list = {"flagged",  "proposed",  "consented", "deferred",
                                                "declined", "offered",   "accepted",  "won",
                                                "lost",     "dismissed", "withdrawn"};
};
template <>
struct Words<desk::OpportunityKind> {
  static constexpr std::array<Word, 4> list = {"upsell", "cross_sell", "renewal", "new"};
};
template <>
struct Words<desk::Outcome> {
  static constexpr std::array<Word, 4> list = {"won", "lost", "later", "dismissed"};
};
template <>
struct Words<desk::HandoffFailure> {
  static constexpr std::array<Word, 4> list = {"declined", "timeout", "nobody", "disconnected"};
};
template <>
struct Words<desk::Suggestion::State> {
  static constexpr std::array<Word, 3> list = {"open", "accepted", "dismissed"};
};
template <>
struct Words<desk::LedgerEntry::What> {
  static constexpr std::array<Word, 25> list = {"flagged",
                                                "proposed",
                                                "consented",
                                                "declined",
                                                "deferred",
                                                "withdrawn",
                                                "offered",
                                                "accepted",
                                                "returned",
                                                "won",
                                                "lost",
                                                "dismissed",
                                                "clawback",
                                                "suggested",
                                                "suggestion_accepted",
                                                "suggestion_dismissed",
                                                "started",
                                                "answered",
                                                "resolved",
                                                "closed",
                                                "missed",
                                                "recovered",
                                                "rated",
                                                "complained",
                                                "overridden"};
};
template <>
struct Words<Notice::Kind> {
  static constexpr std::array<Word, 2> list = {"conversation", "revoked"};
};

template <class Enum>
constexpr Word word(Enum value) {
  return Words<Enum>::list.at(static_cast<std::size_t>(value));
}

template <class Enum>
constexpr std::optional<Enum> from_word(Word text) {
  for (std::size_t i = 0; i < Words<Enum>::list.size(); ++i)
    if (Words<Enum>::list[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace baton::store
