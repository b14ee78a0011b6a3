// Sales' half of the hand-off: a rep takes over, hands back, and says what came of it. Amounts are checked
// here whatever the caller has checked, and a refund is an entry of the ledger's own.
#include <algorithm>

#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

using enum OpportunityState;
using What = LedgerEntry::What;

// Reps theirs and what is nobody's yet, supervisors all.
bool sells(const Staff& by, const Opportunity& o) {
  if (by.supervises()) return true;
  return o.owner ? o.owner->id == by.id : by.has(StaffRole::sales);
}

Actor as_sales(const Staff& by) {
  return {by.id, by.name, by.has(StaffRole::sales) || !by.supervises() ? Role::sales : Role::supervisor};
}
Actor acting_on(const Staff& by, const Opportunity& o) { return sells(by, o) ? as_sales(by) : by.actor(); }

struct Ending {
  OpportunityState state = lost;
  Outcome outcome = Outcome::lost;
  What what = What::lost;
  std::optional<Money> money;
  std::optional<std::string> reason;
  std::optional<Time> due;
};

// The outcome, in the body, the history and the ledger.
void end_with(Transition& t, Opportunity& o, const Actor& by, const std::string& cid, const Ending& how) {
  const auto now = t.facts().now;
  o.outcome = how.outcome;
  o.amount = how.money;
  o.due = how.due;
  if (how.state != deferred) o.closed_at = now;
  if (how.state == won) o.due = now + t.facts().settings.sales.aftercare;
  t.step(o, how.state, by, cid, how.reason);
  auto& entry = t.enter(how.what, by, o);
  entry.money = how.money;
  entry.reason = how.reason;
  if (how.state != dismissed) entry.closer = PersonRef{by.id, by.name};
}

// A sale has its amount, and nothing else has one.
bool money_fits(bool sale, const std::optional<Money>& money) {
  return money.has_value() == sale && (!money || valid(*money));
}

}  // namespace

bool may_sell(const Staff& staff, const std::string& department) {
  return staff.has(StaffRole::sales) || staff.serves(department);
}

std::optional<Refusal> barred(const Conversation& c, const Staff& taker, const Facts& facts) {
  if (!c.handoff_pending()) return std::nullopt;
  const auto* o = c.under_way();
  if (o == nullptr || (c.owner && c.owner->id == taker.id)) return refused(c);
  if (!may_sell(taker, o->handoff->department)) return refused(c, Refusal::Why::not_yours);
  if (!facts.customer) return guarded(c, Objection::no_consent);
  if (const auto no = may_give(*facts.customer, c, *o, facts.settings, facts.now)) return guarded(c, *no);
  return std::nullopt;
}

void taken_over(Transition& t, const Staff& rep, const Actor& by, const std::string& cid) {
  auto& o = *t.opportunity(t.body().under_way()->id);
  o.owner = rep.ref();
  o.giver = t.before().owner;
  o.giver_department = t.before().department;
  for (auto& p : t.body().participants)
    if (p.who.id == rep.id) p.role = Role::sales;
  t.log(HandedOff{o.handoff->id, rep.ref()}, by, cid);
  const auto who = as_sales(rep);
  t.step(o, accepted, who);
  t.enter(What::accepted, who, o).closer = rep.ref();
}

// --- back to care

const Opportunity* of_rep(const Conversation& c, const std::string& rep) {
  const Opportunity* found = nullptr;
  for (const auto& o : c.opportunities)
    if (o.owner && o.owner->id == rep && o.giver && (found == nullptr || found->state != accepted)) found = &o;
  return found;
}

namespace {

void conclude(Transition& t, Opportunity& o, const Actor& rep, const Return& what) {
  const auto& facts = t.facts();
  if (!what.outcome) {
    if (o.state != accepted) return;
    auto& entry = t.enter(What::returned, rep, o);
    entry.closer = o.owner;
    entry.reason = what.reason;
    return t.step(o, accepted, rep, "", what.reason.value_or("handed back"));
  }
  Ending how{lost, Outcome::lost, What::lost, what.money, what.reason, std::nullopt};
  if (*what.outcome == Outcome::won) how.state = won, how.outcome = Outcome::won, how.what = What::won;
  if (*what.outcome == Outcome::later) {
    how.state = deferred, how.outcome = Outcome::later, how.what = What::deferred;
    how.due = what.due.value_or(facts.now + facts.settings.sales.follow_up);
  }
  end_with(t, o, rep, "", how);
}

}  // namespace

Decided hand_back(const Conversation& c, const Staff& rep, const std::string& cid, const Return& what,
                  const Facts& facts) {
  if (c.state != State::active || !c.owner) return refused(c);
  if (c.owner->id != rep.id) return refused(c, Refusal::Why::not_yours);
  const auto* before = of_rep(c, rep.id);
  if (before == nullptr || (what.outcome && before->state != accepted)) return refused(c);
  if (what.outcome == Outcome::dismissed) return refused(c);
  if (!money_fits(what.outcome == Outcome::won, what.money)) return refused(c, Refusal::Why::money);

  Transition t(c, facts);
  t.know(rep);
  t.handed_back();
  const auto by = as_sales(rep);
  const auto& to = what.staff;
  if (to) t.know(*to);
  const bool there =
      to && what.here && to->id != rep.id && to->presence == Presence::online && to->load() < to->capacity;
  const auto* department = facts.settings.department(what.department);
  t.log(HandedBack{there ? to->ref()
                         : PersonRef{what.department, department ? department->name : what.department}},
        by, cid);
  if (there) {
    t.give(*to);
    t.body().department = what.department;
  } else {
    t.queue(what.department, "handed_back");
    if (to) t.body().pref = Preference{to->id, facts.now + facts.timing().preferred_patience};
  }
  std::erase(t.body().observers, rep.id);
  if (what.note) t.note(Note{*what.note}, by, "");
  conclude(t, *t.opportunity(before->id), by, what);
  return t.finish(Because::handed_back);
}

// --- outcomes

Decided close_opportunity(const Conversation& c, const Staff& by, const std::string& cid,
                          const std::string& opportunity, const Closing& what, const Facts& facts) {
  const auto* before = c.find_opportunity(opportunity);
  if (before == nullptr || !before->open() || what.outcome == Outcome::later) return refused(c);
  const bool dismissal = what.outcome == Outcome::dismissed;
  const bool own_flag =
      dismissal && by.has(StaffRole::agent) && before->flagged_by.id == by.id && before->state != accepted;
  if (!sells(by, *before) && !own_flag) return refused(c, Refusal::Why::not_yours);
  if (!dismissal && before->state != accepted && before->state != deferred) return refused(c);
  if (!money_fits(what.outcome == Outcome::won, what.money)) return refused(c, Refusal::Why::money);
  Transition t(c, facts);
  auto& o = *t.opportunity(opportunity);
  const auto actor = acting_on(by, o);
  if (o.asking()) t.log(HandoffWithdrawn{o.handoff->id}, actor, cid);
  const bool told = o.asking();
  Ending how{lost, Outcome::lost, What::lost, what.money, what.reason, std::nullopt};
  if (what.outcome == Outcome::won) how.state = won, how.outcome = Outcome::won, how.what = What::won;
  if (dismissal) how.state = dismissed, how.outcome = Outcome::dismissed, how.what = What::dismissed;
  end_with(t, o, actor, told ? "" : cid, how);
  return t.finish(Because::changed);
}

Decided refund(const Conversation& c, const Staff& by, const std::string& cid, const std::string& opportunity,
               const Money& money, const std::optional<std::string>& reason, const Facts& facts) {
  const auto* before = c.find_opportunity(opportunity);
  if (before == nullptr || before->state != won) return refused(c);
  if (!sells(by, *before)) return refused(c, Refusal::Why::not_yours);
  if (facts.now >= *before->closed_at + facts.settings.sales.clawback)
    return refused(c, Refusal::Why::window);
  const auto& sale = *before->amount;
  if (!valid(money) || money.amount == 0 || money.currency != sale.currency ||
      money.amount > sale.amount - before->refunded)
    return refused(c, Refusal::Why::money);
  Transition t(c, facts);
  auto& o = *t.opportunity(opportunity);
  o.refunded += money.amount;
  const auto sold =
      std::find_if(o.history.begin(), o.history.end(), [](const Step& s) { return s.state == won; });
  const auto closer = sold == o.history.end() ? o.owner : PersonRef{sold->by.id, sold->by.name};
  const auto actor = as_sales(by);
  t.step(o, won, actor, cid, reason.value_or("refund"));
  auto& entry = t.enter(What::clawback, actor, o);
  entry.closer = closer;
  entry.money = money;
  entry.reason = reason;
  return t.finish(Because::changed);
}

Decided follow_up(const Conversation& c, const Staff& by, const std::string& cid,
                  const std::string& opportunity, std::optional<Time> due, const Facts& facts) {
  const auto* before = c.find_opportunity(opportunity);
  if (before == nullptr || (before->state != deferred && before->state != won)) return refused(c);
  const bool own_flag = by.has(StaffRole::agent) && before->flagged_by.id == by.id;
  if (!sells(by, *before) && !own_flag) return refused(c, Refusal::Why::not_yours);
  Transition t(c, facts);
  auto& o = *t.opportunity(opportunity);
  o.due = due;
  t.note(OpportunityStep{o.id, o.state, o.outcome, o.amount}, acting_on(by, o), cid);
  return t.finish(Because::changed);
}

}  // namespace baton::desk
