// The table of law L9. A row: what it objects to, when it applies, and who may lift it.
#include "server/desk/guard.hpp"

namespace baton::desk {
namespace {

struct Situation {
  const Customer& customer;
  Solved solved;
  bool consented;
  const Settings& settings;
  Time now;
};

struct Rule {
  Objection objection;
  bool (*applies)(const Situation&);
  bool customer_lifts;    // by their own newer wish
  bool supervisor_lifts;  // never consent, nor a refusal, nor that they are unhappy
};

constexpr bool yes = true, no = false;
constexpr Rule rules[] = {
    {Objection::cooling_off,
     [](const Situation& s) {
       return s.customer.refused_at && s.now < *s.customer.refused_at + s.settings.sales.cooling_off;
     },
     yes, no},
    {Objection::open_complaint, [](const Situation& s) { return s.customer.complaint_since.has_value(); }, no,
     yes},
    {Objection::unhappy, [](const Situation& s) { return unhappy(s.customer, s.now); }, no, no},
    {Objection::not_solved, [](const Situation& s) { return s.solved == Solved::no; }, yes, yes},
    {Objection::no_consent, [](const Situation& s) { return !s.consented; }, no, no},
};

std::optional<Objection> first(const Situation& situation, const Lifted& lifted) {
  for (const auto& rule : rules) {
    if ((rule.customer_lifts && lifted.asked) || (rule.supervisor_lifts && lifted.overridden)) continue;
    if (rule.applies(situation)) return rule.objection;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Objection> may_ask(const Customer& customer, Solved solved, const Lifted& lifted,
                                 const Settings& settings, Time now) {
  return first({customer, solved, true, settings, now}, lifted);
}

std::optional<Objection> may_give(const Customer& customer, const Conversation& c,
                                  const Opportunity& opportunity, const Settings& settings, Time now) {
  const bool consented = opportunity.handoff && (opportunity.state == OpportunityState::consented ||
                                                 opportunity.state == OpportunityState::offered ||
                                                 opportunity.state == OpportunityState::accepted);
  auto since = customer;
  if (consented) since.refused_at.reset();  // what they said before they said yes
  const Lifted lifted{consented && opportunity.handoff->asked, consented && opportunity.handoff->overridden};
  return first({since, c.solved, consented, settings, now}, lifted);
}

bool may_override(Objection objection) {
  for (const auto& rule : rules)
    if (rule.objection == objection) return rule.supervisor_lifts;
  return false;
}

bool unhappy(const Customer& customer, Time now) {
  const bool again = customer.starts.size() >= most_starts &&
                     now - customer.starts[customer.starts.size() - most_starts] < unhappy_window;
  return customer.rating.value_or(5) <= 2 || customer.unhappy_since || again;
}

}  // namespace baton::desk
