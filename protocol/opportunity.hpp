// Something to sell, and the hand-off that carries it from care to sales. Staff only, but for `Handoff`: that
// is the question to the customer, and all that a visitor's copy shows of any of it.
#pragma once

#include "protocol/money.hpp"
#include "protocol/people.hpp"

namespace baton::protocol {

// The hand-off of a conversation; `expires_at` is the question's.
struct Handoff {
  static constexpr std::string_view type_name = "Handoff";
  std::string id;
  HandoffState state = HandoffState::proposed;
  std::string to_team;
  std::optional<std::string> pitch;
  std::int64_t expires_at = 0;
  static constexpr auto fields =
      std::tuple{field("id", &Handoff::id, protocol::id()), field("state", &Handoff::state),
                 field("to_team", &Handoff::to_team), field("pitch", &Handoff::pitch),
                 field("expires_at", &Handoff::expires_at, integer())};
  bool operator==(const Handoff&) const = default;
};

// What the rep reads before they take over. `kind`: as an event of `notes`.
struct Brief {
  static constexpr std::string_view type_name = "Brief";
  static constexpr std::string_view kind = "handoff_brief";
  std::string summary;
  std::optional<std::string> need, solved, mood, product, budget;
  std::optional<std::vector<std::string>> promises;
  std::optional<std::string> do_not_say;
  static constexpr auto fields = std::tuple{field("summary", &Brief::summary, text(2000)),
                                            field("need", &Brief::need, string(2000)),
                                            field("solved", &Brief::solved, string(2000)),
                                            field("mood", &Brief::mood, string(2000)),
                                            field("product", &Brief::product, string(2000)),
                                            field("budget", &Brief::budget, string(2000)),
                                            field("promises", &Brief::promises, list(10, string(2000))),
                                            field("do_not_say", &Brief::do_not_say, string(2000))};
  bool operator==(const Brief&) const = default;
};

// The latest hand-off of an opportunity as staff see it: where it was to go, and how it got there.
struct OpportunityHandoff {
  static constexpr std::string_view type_name = "OpportunityHandoff";
  std::string id, department, to_team;
  std::optional<std::string> staff, pitch;
  std::int64_t expires_at = 0;
  bool customer_asked = false, overridden = false;
  bool told_nobody = false;  // the customer knows that nobody of the team is free
  static constexpr auto fields =
      std::tuple{field("id", &OpportunityHandoff::id, protocol::id()),
                 field("department", &OpportunityHandoff::department, protocol::id()),
                 field("to_team", &OpportunityHandoff::to_team),
                 field("staff", &OpportunityHandoff::staff, protocol::id()),
                 field("pitch", &OpportunityHandoff::pitch),
                 field("expires_at", &OpportunityHandoff::expires_at, integer()),
                 flag("customer_asked", &OpportunityHandoff::customer_asked),
                 flag("overridden", &OpportunityHandoff::overridden),
                 flag("told_nobody", &OpportunityHandoff::told_nobody)};
  bool operator==(const OpportunityHandoff&) const = default;
};

struct OpportunityStep {
  static constexpr std::string_view type_name = "OpportunityStep";
  OpportunityState state = OpportunityState::flagged;
  std::int64_t at = 0;
  Author by;
  std::optional<std::string> reason;
  static constexpr auto fields =
      std::tuple{field("state", &OpportunityStep::state), field("at", &OpportunityStep::at, integer()),
                 field("by", &OpportunityStep::by), field("reason", &OpportunityStep::reason)};
  bool operator==(const OpportunityStep&) const = default;
};

// Whose opportunity it is, in a list.
struct Customer {
  static constexpr std::string_view type_name = "Customer";
  std::string id;
  std::optional<std::string> name;
  static constexpr auto fields =
      std::tuple{field("id", &Customer::id, protocol::id()), field("name", &Customer::name)};
  bool operator==(const Customer&) const = default;
};

// `value` is what was expected, `amount` and `currency` what was paid (won only), `refunded` how much of that
// went back. `owner` is the rep, `giver` the agent who handed it over. `due`: of the follow-up (deferred), of
// the aftercare (won). `rule`: the suggestion it came from. `visitor` in opportunity.list only.
struct Opportunity {
  static constexpr std::string_view type_name = "Opportunity";
  std::string id, conversation;
  OpportunityState state = OpportunityState::flagged;
  OpportunityKind kind = OpportunityKind::upsell;
  std::string product, reason;
  std::optional<Money> value;
  Person flagged_by;
  std::int64_t flagged_at = 0;
  std::optional<Person> owner, giver;
  std::optional<Outcome> outcome;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency;
  std::optional<std::int64_t> refunded, closed_at, due;
  std::optional<std::string> rule;
  std::optional<Brief> brief;
  std::optional<OpportunityHandoff> handoff;
  std::vector<OpportunityStep> history;
  std::optional<Customer> visitor;
  static constexpr auto fields = std::tuple{field("id", &Opportunity::id, protocol::id()),
                                            field("conversation", &Opportunity::conversation, protocol::id()),
                                            field("state", &Opportunity::state),
                                            field("kind", &Opportunity::kind),
                                            field("product", &Opportunity::product),
                                            field("reason", &Opportunity::reason),
                                            field("value", &Opportunity::value),
                                            field("flagged_by", &Opportunity::flagged_by),
                                            field("flagged_at", &Opportunity::flagged_at, integer()),
                                            field("owner", &Opportunity::owner),
                                            field("giver", &Opportunity::giver),
                                            field("outcome", &Opportunity::outcome),
                                            field("amount", &Opportunity::amount, protocol::amount()),
                                            field("currency", &Opportunity::currency, protocol::currency()),
                                            field("refunded", &Opportunity::refunded, protocol::amount()),
                                            field("closed_at", &Opportunity::closed_at, integer()),
                                            field("due", &Opportunity::due, integer()),
                                            field("rule", &Opportunity::rule, protocol::id()),
                                            field("brief", &Opportunity::brief),
                                            field("handoff", &Opportunity::handoff),
                                            field("history", &Opportunity::history),
                                            field("visitor", &Opportunity::visitor)};
  bool operator==(const Opportunity&) const = default;
};

}  // namespace baton::protocol
