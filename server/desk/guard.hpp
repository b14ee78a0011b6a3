// Law L9 as one table: when a customer may be asked whether sales may talk to them, and when a rep may be given
// their conversation. Pure; every path to sales asks it.
#pragma once
#include <optional>

#include "server/desk/conversation.hpp"
#include "server/desk/customer.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// In the order in which they are told: the first that applies.
enum class Objection : std::uint8_t { cooling_off, open_complaint, unhappy, not_solved, no_consent };

// What lifts some objections.
struct Lifted {
  bool asked = false;       // the customer's own newer wish: not_solved, cooling_off
  bool overridden = false;  // a supervisor: not_solved, open_complaint
};

// May the customer be asked? `solved` may be `proposed`.
std::optional<Objection> may_ask(const Customer& customer, Solved solved, const Lifted& lifted,
                                 const Settings& settings, Time now);

// May a rep be given, or offered, this conversation with its hand-off? As may_ask, and the customer has said yes.
// Having said yes lifts an earlier refusal.
std::optional<Objection> may_give(const Customer& customer, const Conversation& c, const Opportunity& opportunity,
                                  const Settings& settings, Time now);

// Whether a supervisor may override it.
bool may_override(Objection objection);

// Three conversations within this are a sign of an unhappy customer.
inline constexpr Duration unhappy_window = days(7);
bool unhappy(const Customer& customer, Time now);

}  // namespace baton::desk
