// The rows of states.md that say how the customer fares: solved or not, content or not. Each is of the
// conversation, and what the guard must know of the customer beyond it is kept in their body.
#pragma once
#include <optional>
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

// active → active. Staff: no → proposed, proposed → no (taken back). The visitor: no, proposed → confirmed, and
// "not yet", proposed, confirmed → no. Anything else is refused.
Decided solve(const Conversation& c, const Actor& by, const std::string& cid, bool solved, const Facts& facts);
// Any state.
Decided rate(const Conversation& c, const Actor& by, const std::string& cid, const Rating& rating,
             const Facts& facts);
// Any state; closing one that is not open is refused.
Decided complain(const Conversation& c, const Actor& by, const std::string& cid, bool open,
                 const std::optional<std::string>& text, const Facts& facts);
// Open conversations: alert{unhappy}. Off: a human has cleared it, for the customer altogether.
Decided set_unhappy(const Conversation& c, const Actor& by, const std::string& cid, bool on, const Facts& facts);

// What a visitor's message says beside its words: distress (an alert of Baton's, once until it is cleared), and
// what could be sold (suggestions). Refused where it says nothing.
Decided heard(const Conversation& c, const std::string& text, const Facts& facts);

}  // namespace baton::desk
