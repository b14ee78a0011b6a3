// Something to sell, seen during care, and the hand-off that carries it to sales and back. It lies in the body of
// the conversation in which it was seen, so that every step is one commit of one body; its id names that
// conversation. Invariants: `handoff` is set from the proposal on; of one conversation at most one opportunity
// is `proposed`, `consented`, `offered` or `accepted` (it is the one "under way"); `owner` is the rep, set in
// `accepted` and kept later; `amount` exactly in `won`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/desk/money.hpp"
#include "server/desk/parts.hpp"

namespace baton::desk {

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
enum class OpportunityKind : std::uint8_t { upsell, cross_sell, renewal, new_business };  // `new` on the wire
enum class Outcome : std::uint8_t { won, lost, later, dismissed };

// What the rep reads in 30 seconds; each text at most 2000 characters, at most 10 promises.
struct Brief {
  std::string summary;
  std::optional<std::string> need, solved, mood, product, budget, do_not_say;
  std::vector<std::string> promises;
  bool operator==(const Brief&) const = default;
};

// The question to the customer, and where it leads. A new one for every proposal.
struct Handoff {
  std::string id;
  std::string department;            // of kind sales: whose conversation it is to be
  std::string to_team;               // its name, as the customer reads it
  std::optional<std::string> staff;  // the rep it was addressed to by name
  std::optional<std::string> pitch;  // as the customer read it
  Time expires_at = 0;               // of the question
  bool asked = false;                // the customer asked of their own accord (`customer_asked`)
  bool overridden = false;           // a supervisor lifted `not_solved` or `open_complaint`
  bool told_nobody = false;          // the customer was told that nobody is free
  bool operator==(const Handoff&) const = default;
};

// One line of an opportunity's story. The last `most_steps` are kept.
struct Step {
  OpportunityState state = OpportunityState::flagged;
  Time at = 0;
  Actor by;
  std::optional<std::string> reason;
  bool operator==(const Step&) const = default;
};
inline constexpr std::size_t most_steps = 60;
inline constexpr std::size_t most_opportunities = 20;  // of one conversation, ended ones included

struct Opportunity {
  std::string id;  // opportunity_id(conversation, its number)
  OpportunityState state = OpportunityState::flagged;
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product, reason;
  std::optional<Money> value;  // expected
  PersonRef flagged_by;
  std::string department;           // where it was flagged
  Time flagged_at = 0;
  std::optional<PersonRef> owner;   // the rep
  std::optional<PersonRef> giver;   // the care agent who handed it over, and of which department
  std::string giver_department;
  std::optional<Outcome> outcome;
  std::optional<Money> amount;      // of the sale
  std::int64_t refunded = 0;        // of that, ≤ amount
  std::optional<Time> closed_at;    // won, lost, dismissed
  std::optional<Time> due;          // deferred: the follow-up; won: the aftercare
  std::optional<std::string> rule;  // the suggestion it came from
  std::optional<Brief> brief;
  std::optional<Handoff> handoff;   // the latest
  int proposals = 0;                // hand-offs so far: the number in the next one's id
  std::vector<Step> history;
  bool operator==(const Opportunity&) const = default;

  bool under_way() const {
    return state == OpportunityState::proposed || state == OpportunityState::consented ||
           state == OpportunityState::offered || state == OpportunityState::accepted;
  }
  // Before a rep has it: a question or an offer may be open.
  bool asking() const { return under_way() && state != OpportunityState::accepted; }
  bool open() const { return under_way() || state == OpportunityState::flagged || state == OpportunityState::deferred; }
};

// `<conversation>.<number>`, from 1; a hand-off's is `<opportunity>.<number>`. Nothing else needs to be looked up.
std::string opportunity_id(const std::string& conversation, std::size_t number);
std::string handoff_id(const Opportunity& opportunity);
// Nullopt: no id that opportunity_id made.
std::optional<std::string> conversation_of(const std::string& opportunity);

// A rule of the site saw something to sell. Staff only; each rule at most once a conversation.
struct Suggestion {
  enum class State : std::uint8_t { open, accepted, dismissed } state = State::open;
  std::string id;    // the rule's
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product;
  bool operator==(const Suggestion&) const = default;
};

}  // namespace baton::desk
