// The site's settings: departments and the durations of the desk. One versioned body, written through one
// validator; defaults are those of the design, section 6, unless a comment says otherwise.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/desk/hours.hpp"
#include "server/desk/opportunity.hpp"
#include "server/desk/time.hpp"

namespace baton::desk {

enum class DepartmentKind : std::uint8_t { care, sales };
enum class AssignMode : std::uint8_t { automatic, offer, manual };  // `auto|offer|manual` on the wire

// Where a conversation goes that nobody took. Time counts from its entering the department in which it waits,
// whose ladder alone holds; its arrival stays.
struct Rung {
  Duration after = 0;  // 1 ms – 1 day
  std::string to;      // a department's id, or `to_form`: it is missed, the visitor may leave a message
  bool operator==(const Rung&) const = default;
};
inline constexpr std::string_view to_form = "form";

struct Department {
  std::string id;
  std::string name;
  DepartmentKind kind = DepartmentKind::care;
  AssignMode assign = AssignMode::automatic;
  int queue_limit = 200;            // waiting conversations, 1–100 000
  std::optional<int> reopen_below;  // a queue that was full takes newcomers again; see reopens_below()
  std::optional<int> capacity;      // conversations at once of somebody new here, 0–50; else the site's
  std::vector<Rung> ladder;         // by `after`, ascending; `to_form` comes last
  std::optional<Hours> hours;       // none: always open
  bool operator==(const Department&) const = default;

  // As set, else 80 % of the limit, at least 1.
  int reopens_below() const { return reopen_below.value_or(std::max(1, queue_limit * 4 / 5)); }
};

struct Timing {
  Duration owner_grace = seconds(20);         // from the loss of the owner's last connection
  Duration preferred_patience = seconds(60);  // how long a queued chat is kept for its preferred person
  Duration reopen_window = minutes(30);       // after closing; later a new conversation is linked
  Duration seal_after = minutes(30);          // after closing
  Duration offer = seconds(20);               // to answer an offer, in departments of kind care
  Duration sales_offer = seconds(45);         // the same in departments of kind sales
  Duration first_reply = seconds(90);         // from the assignment; then it goes back to the queue
  Duration visitor_away = seconds(60);      // waiting visitor, from the loss of the last connection: skipped
  Duration visitor_recovery = minutes(10);  // the same: missed
  Duration idle_warn = minutes(5);          // from the last message, where it was staff's
  Duration idle_close = minutes(10);        // the same
  Duration declined_for = minutes(10);      // who declined or missed an offer is skipped for this chat
  int missed_offers = 2;                    // in a row, then somebody is set away
  // From the department's next opening (from now, while it is open): when a missed conversation is due. Not
  // of the design: half a working day, so that what came overnight is answered before noon.
  Duration recovery_due = minutes(4 * 60);
  // Preferred skills, by how long a conversation has waited: after the first of these it may lack the last
  // one, after the next the last two, …; after the last of these none is asked for. Ascending; none: never
  // asked for. Not of the design: both steps within the patience for a preferred person.
  std::vector<Duration> relax_skills = {seconds(30), seconds(60)};
  bool operator==(const Timing&) const = default;
};

// A thing that is sold, as the flag's menu shows it.
struct Product {
  std::string name;            // 1–200 characters
  std::optional<Money> price;  // what one is worth, pre-filled as the expected value
  bool operator==(const Product&) const = default;
};

// When to suggest an opportunity to the agent. All conditions that are set must hold; one at least is set.
struct SuggestionRule {
  std::string id;
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product;
  std::vector<std::string> words;    // any of them in a visitor's message: whole words, case ignored
  std::optional<std::string> page;   // in the address of the visitor's page
  std::map<std::string, std::string> attributes;     // of the visitor (such as plan = "basic"), exactly
  std::optional<std::pair<std::string, double>> at_least;  // a numeric attribute (such as cart) and its least
  bool operator==(const SuggestionRule&) const = default;
};

// What belongs to sales. Defaults of the design, section 6, but for the rules and words: those in the box.
struct Sales {
  Duration cooling_off = days(90);   // after the customer's "no"
  Duration proposal_open = hours(24);
  Duration clawback = days(30);      // a refund counts within this of the sale
  Duration aftercare = days(7);      // from the sale to the aftercare follow-up
  Duration follow_up = days(7);      // a "later" without a time
  std::vector<Product> catalogue;
  std::vector<SuggestionRule> suggestions = suggestions_in_the_box();
  std::vector<std::string> distress = distress_in_the_box();  // words that alert{unhappy}
  bool operator==(const Sales&) const = default;

  static std::vector<SuggestionRule> suggestions_in_the_box();
  static std::vector<std::string> distress_in_the_box();
};

// Whoever starts a conversation for whom everything holds that is set here is served by somebody who has
// `skill`; at least one condition is set. See skills.hpp.
struct SkillRule {
  std::string skill;
  std::optional<std::string> locale;      // such as `de`
  std::optional<std::string> page;        // how its path begins, or a pattern with `*`
  std::optional<std::string> department;  // in which it starts
  struct Field {
    std::string name;
    std::string value;
    bool operator==(const Field&) const = default;
  };
  std::optional<Field> field;  // an attribute of the visitor's, or a field of the form before the chat
  bool required = true;        // else preferred: it relaxes (Timing::relax_skills)
  bool operator==(const SkillRule&) const = default;
};

struct Settings {
  std::string name = "Baton";
  std::vector<Department> departments;
  Timing timing;
  Sales sales;
  std::vector<std::string> origins;  // exact web origins that may connect; empty: the server's own only
  std::optional<std::string> identity_secret;  // HS256 key of the site's visitor identities
  int default_capacity = 4;
  std::vector<SkillRule> skills;
  bool operator==(const Settings&) const = default;

  const Department* department(std::string_view id) const {
    for (const auto& d : departments)
      if (d.id == id) return &d;
    return nullptr;
  }
  // Of somebody new who serves these: the least that one of them sets, else default_capacity.
  int capacity_in(const std::vector<std::string>& served) const {
    std::optional<int> least;
    for (const auto& id : served)
      if (const auto* d = department(id); d != nullptr && d->capacity)
        least = std::min(*d->capacity, least.value_or(*d->capacity));
    return least.value_or(default_capacity);
  }
};

}  // namespace baton::desk
