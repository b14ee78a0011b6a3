// The one validator of the site's settings: the file of `baton site apply` and the admin screen both pass
// through it. Pure; it never changes what it is given.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/site.hpp"

namespace baton::desk {

struct Problem {
  std::string
      field;  // as the file and the wire spell it: `departments[1].queue_limit`, `timing.seal_after_ms`
  std::string message;  // one sentence that says what to do; never holds the secret
  bool operator==(const Problem&) const = default;
};

// Everything that is wrong, in the order of the members; empty when these settings may be stored. `find`
// knows the time zones; empty, there are none.
std::vector<Problem> problems(const Settings& settings, const FindZone& find);

// A duration of Timing, or of Sales: its range in ms, and what the site file says of it. The file and the
// wire call it `<name>_ms`; stored bodies call it `name`, so that a name never changes.
template <class Part>
struct DurationRuleOf {
  std::string_view name;
  Duration Part::*member;
  Duration least;
  Duration most;
  std::string_view most_in_words;
  std::string_view about;
};
using DurationRule = DurationRuleOf<Timing>;
// In the order of the members.
inline constexpr DurationRule duration_rules[] = {
    {"owner_grace", &Timing::owner_grace, 0, minutes(10), "10 minutes",
     "from the loss of the owner's last connection"},
    {"preferred_patience", &Timing::preferred_patience, 0, minutes(10), "10 minutes",
     "a queued chat waits for its preferred person"},
    {"reopen_window", &Timing::reopen_window, 0, minutes(7 * 24 * 60), "7 days",
     "after closing; later a new conversation is linked"},
    {"seal_after", &Timing::seal_after, 0, minutes(30 * 24 * 60), "30 days",
     "after closing; not below reopen_window_ms"},
    {"offer", &Timing::offer, 100, minutes(10), "10 minutes", "to answer an offer of kind care"},
    {"sales_offer", &Timing::sales_offer, 100, minutes(10), "10 minutes", "to answer an offer of kind sales"},
    {"first_reply", &Timing::first_reply, 100, minutes(24 * 60), "1 day",
     "from the assignment; then it goes back to the queue"},
    {"visitor_away", &Timing::visitor_away, 100, minutes(24 * 60), "1 day",
     "a waiting visitor without a connection is skipped"},
    {"visitor_recovery", &Timing::visitor_recovery, 100, minutes(24 * 60), "1 day",
     "… and missed; not below visitor_away_ms"},
    {"idle_warn", &Timing::idle_warn, 100, minutes(7 * 24 * 60), "7 days",
     "from staff's last message to a silent visitor"},
    {"idle_close", &Timing::idle_close, 100, minutes(7 * 24 * 60), "7 days", "the same; above idle_warn_ms"},
    {"declined_for", &Timing::declined_for, 0, minutes(24 * 60), "1 day",
     "who declined a chat is not offered it again"},
    {"recovery_due", &Timing::recovery_due, 0, minutes(30 * 24 * 60), "30 days",
     "from the next opening, for what was missed"},
};

inline constexpr DurationRuleOf<Sales> sales_duration_rules[] = {
    {"cooling_off", &Sales::cooling_off, 100, days(3650), "10 years",
     "nobody is asked again after the customer's no"},
    {"proposal_open", &Sales::proposal_open, 100, days(30), "30 days",
     "the customer may answer the question"},
    {"clawback", &Sales::clawback, 0, days(3650), "10 years", "a refund counts within this of the sale"},
    {"aftercare", &Sales::aftercare, 100, days(365), "1 year", "from the sale to the aftercare follow-up"},
    {"follow_up", &Sales::follow_up, 100, days(365), "1 year",
     "from a later without a time to the follow-up"},
};

}  // namespace baton::desk
