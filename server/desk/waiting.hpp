// The rows of states.md for conversations that wait: reservations and skills that run out, visitors who are
// gone, ladders, and what waits in the recovery list. All but the visitor's are carried out by timers; a
// timer that fires early is refused.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

class Transition;

// The preferred person's patience is over: anyone may have it now.
Decided patience_over(const Conversation& c, Time now);

// A wanted skill is not required any more: it waits in another class.
Decided relax(const Conversation& c, Time now);

// The visitor's last connection has been gone for the grace: a waiting one is skipped by the matcher, an
// offer of it is withdrawn. One that is being answered only remembers it, for when it waits again.
Decided visitor_away(const Conversation& c, const Facts& facts);
// Same place, if it still waits.
Decided visitor_back(const Conversation& c);
// queued (away) → missed.
Decided recover(const Conversation& c, const Facts& facts);

// Where a conversation goes that nobody takes: a department, or `to_recovery`.
inline constexpr std::string_view to_recovery = "form";
// A step of the ladder is due, or the department closed: queued → queued elsewhere, arrival kept, or missed.
Decided go_on(const Conversation& c, const std::string& to, const Facts& facts);
// The same as a move of another row.
void go_on(Transition& t, const std::string& to);
// It stays, and is looked at again then.
Decided stay(const Conversation& c, const std::optional<Time>& look_at);

// missed → missed: nobody has answered by when it was due.
Decided overdue(const Conversation& c, Time now);

}  // namespace baton::desk
