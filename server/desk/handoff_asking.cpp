// Care's half of the hand-off: what could be sold is flagged, the customer is asked and answers, and the
// agent may take it back or put it off. The guard is asked before the question, and again in
// handoff_settling.cpp.
#include <algorithm>

#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

using enum OpportunityState;
using What = LedgerEntry::What;

bool owns(const Conversation& c, const Actor& by) { return c.owner && c.owner->id == by.id; }

// Owner or helper as an agent, or a supervisor: who may sow what sales reaps.
bool cares(const Conversation& c, const Actor& by) {
  if (by.role == Role::supervisor) return true;
  const bool helps = std::any_of(c.participants.begin(), c.participants.end(),
                                 [&](const Participant& p) { return p.helper && p.who.id == by.id; });
  return by.role == Role::agent && (owns(c, by) || helps);
}

Suggestion* open_suggestion(Conversation& c, const std::string& rule) {
  const auto at = std::find_if(c.suggestions.begin(), c.suggestions.end(), [&](const Suggestion& s) {
    return s.id == rule && s.state == Suggestion::State::open;
  });
  return at == c.suggestions.end() ? nullptr : &*at;
}

Refusal not_yours(const Conversation& c) { return refused(c, Refusal::Why::not_yours); }

}  // namespace

Decided flag(const Conversation& c, const Actor& by, const std::string& cid, const Flag& what,
             const Facts& facts) {
  if (!c.open()) return refused(c);
  if (!cares(c, by)) return not_yours(c);
  if (c.opportunities.size() >= most_opportunities) return refused(c, Refusal::Why::too_many);
  if (what.value && !valid(*what.value)) return refused(c, Refusal::Why::money);
  Transition t(c, facts);
  Opportunity o;
  o.id = opportunity_id(c.id, c.opportunities.size() + 1);
  o.kind = what.kind;
  o.product = what.product;
  o.reason = what.reason;
  o.value = what.value;
  o.flagged_by = {by.id, by.name};
  o.department = c.department;
  o.flagged_at = facts.now;
  o.rule = what.suggestion;
  if (what.suggestion) {
    auto* suggestion = open_suggestion(t.body(), *what.suggestion);
    if (suggestion == nullptr) return refused(c);
    suggestion->state = Suggestion::State::accepted;
    t.enter(What::suggestion_accepted, by, o);
  }
  t.body().opportunities.push_back(std::move(o));
  auto& flagged_now = t.body().opportunities.back();
  t.step(flagged_now, flagged, by, cid);
  t.enter(What::flagged, by, flagged_now).money = what.value;
  return t.finish(Because::changed);
}

Decided dismiss_suggestion(const Conversation& c, const Actor& by, const std::string& cid,
                           const std::string& rule, const Facts& facts) {
  if (!cares(c, by)) return not_yours(c);
  Transition t(c, facts);
  auto* suggestion = open_suggestion(t.body(), rule);
  if (suggestion == nullptr) return refused(c);
  suggestion->state = Suggestion::State::dismissed;
  t.note(SuggestionDismissed{rule}, by, cid);
  auto& entry = t.enter(What::suggestion_dismissed, by);
  entry.rule = rule;
  entry.kind = suggestion->kind;
  return t.finish(Because::changed);
}

// --- the question

namespace {

std::optional<Refusal> may_propose(const Conversation& c, const Actor& by, const Opportunity& o,
                                   const Proposal& what, const Facts& facts) {
  const bool supervises = by.role == Role::supervisor;
  if (!supervises && !(by.role == Role::agent && owns(c, by))) return not_yours(c);
  if (what.override_reason && !supervises) return not_yours(c);
  const bool again = what.asked_at && (o.state == declined || o.state == withdrawn);
  if (o.state != flagged && o.state != deferred && !again) return refused(c);
  if (c.under_way() != nullptr || !facts.customer) return refused(c);
  const auto& refused_at = facts.customer->refused_at;
  if (what.asked_at && refused_at && *what.asked_at <= *refused_at) return refused(c, Refusal::Why::wish);
  const auto* department = facts.settings.department(what.department);
  if (department == nullptr || department->kind != DepartmentKind::sales)
    return refused(c, Refusal::Why::desk_full);
  if (what.staff && (c.owner->id == what.staff->id || !may_sell(*what.staff, department->id)))
    return refused(c);
  return std::nullopt;
}

}  // namespace

Decided propose(const Conversation& c, const Actor& by, const std::string& cid, const Proposal& what,
                const Facts& facts) {
  const auto* before = c.find_opportunity(what.opportunity);
  if (c.state != State::active || !c.owner || before == nullptr) return refused(c);
  if (auto no = may_propose(c, by, *before, what, facts)) return *no;
  const bool asked = what.asked_at.has_value();
  const auto objection = [&](bool lifted) {
    return may_ask(*facts.customer, c.solved, {asked, lifted}, facts.settings, facts.now);
  };
  if (const auto no = objection(what.override_reason.has_value())) return guarded(c, *no);
  // An override that lifts nothing now lifts nothing later.
  const bool overridden = what.override_reason && objection(false);

  Transition t(c, facts);
  auto& o = *t.opportunity(what.opportunity);
  ++o.proposals;
  o.brief = what.brief;
  o.owner.reset();
  o.giver.reset();
  o.giver_department.clear();
  o.outcome.reset();
  o.due.reset();
  Handoff handoff{.id = handoff_id(o),
                  .department = what.department,
                  .to_team = facts.settings.department(what.department)->name,
                  .pitch = what.pitch,
                  .expires_at = facts.now + facts.settings.sales.proposal_open,
                  .asked = asked,
                  .overridden = overridden};
  if (what.staff) handoff.staff = what.staff->id;
  o.handoff = handoff;
  if (asked)
    t.log(HandoffConsented{handoff.id}, by, cid);
  else
    t.log(HandoffProposed{handoff.id, handoff.to_team, handoff.pitch, handoff.expires_at}, by, cid);
  if (overridden) {
    t.note(Alert{true, AlertReason::override_}, by, "");
    t.enter(What::overridden, by, o).reason = what.override_reason;
  }
  t.step(o, asked ? consented : proposed, by, "",
         asked ? std::optional<std::string>("customer_asked") : std::nullopt);
  t.enter(asked ? What::consented : What::proposed, by, o);
  return t.finish(Because::changed);
}

namespace {

const Opportunity* asked_with(const Conversation& c, const std::string& handoff) {
  const auto* o = c.under_way();
  return o != nullptr && o->state == proposed && o->handoff->id == handoff ? o : nullptr;
}

}  // namespace

Decided answer(const Conversation& c, const Actor& visitor, const std::string& cid,
               const std::string& handoff, Answer answer, std::optional<Time> due, const Facts& facts) {
  const auto* before = asked_with(c, handoff);
  if (before == nullptr || facts.now >= before->handoff->expires_at) return refused(c);
  Transition t(c, facts);
  auto& o = *t.opportunity(before->id);
  switch (answer) {
    case Answer::yes:
      t.log(HandoffConsented{handoff}, visitor, cid);
      t.step(o, consented, visitor);
      t.enter(What::consented, visitor, o);
      break;
    case Answer::later:
      o.due = due.value_or(facts.now + facts.settings.sales.follow_up);
      t.log(HandoffDeclined{handoff, true}, visitor, cid);
      t.step(o, deferred, visitor);
      t.enter(What::deferred, visitor, o);
      break;
    case Answer::no:
      if (auto* customer = t.customer()) customer->refused_at = facts.now;
      t.log(HandoffDeclined{handoff, false}, visitor, cid);
      t.step(o, declined, visitor);
      t.enter(What::declined, visitor, o);
      break;
  }
  return t.finish(Because::changed);
}

Decided proposal_over(const Conversation& c, const Facts& facts) {
  const auto* before = c.under_way();
  if (before == nullptr || before->state != proposed || facts.now < before->handoff->expires_at)
    return refused(c);
  Transition t(c, facts);
  auto& o = *t.opportunity(before->id);
  t.log(HandoffWithdrawn{o.handoff->id});
  t.step(o, flagged, baton_itself(), "", "expired");
  return t.finish(Because::changed);
}

// --- another way

Decided withdraw_handoff(const Conversation& c, const Actor& by, const std::string& cid,
                         const std::string& opportunity, const Facts& facts) {
  const auto* before = c.find_opportunity(opportunity);
  if (before == nullptr || !before->asking()) return refused(c);
  if (!cares(c, by)) return not_yours(c);
  Transition t(c, facts);
  auto& o = *t.opportunity(opportunity);
  t.log(HandoffWithdrawn{o.handoff->id}, by, cid);
  t.step(o, withdrawn, by);
  t.enter(What::withdrawn, by, o);
  return t.finish(Because::changed);
}

Decided defer(const Conversation& c, const Actor& by, const std::string& cid, const std::string& opportunity,
              Time due, const Facts& facts) {
  const auto* before = c.find_opportunity(opportunity);
  if (before == nullptr) return refused(c);
  const bool promised = before->state == consented || before->state == offered;
  if (!promised && before->state != flagged) return refused(c);
  if (!cares(c, by)) return not_yours(c);
  Transition t(c, facts);
  auto& o = *t.opportunity(opportunity);
  o.due = due;
  // The customer reads that it is for later, where they have said yes.
  if (promised) t.log(HandoffDeclined{o.handoff->id, true}, by, cid);
  t.step(o, deferred, by, promised ? "" : cid);
  t.enter(What::deferred, by, o);
  return t.finish(Because::changed);
}

}  // namespace baton::desk
