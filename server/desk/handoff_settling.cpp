// What every row does to the hand-off under way, in one place: whatever moved the conversation, its
// opportunities follow. A question that may not be asked any more disappears, an offer that is gone is gone
// for the opportunity too, and what the customer consented to is on its way to sales whenever care has the
// conversation and the guard does not object. No other code puts an opportunity back.
#include <algorithm>

#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

using enum OpportunityState;

const char* text_of(Objection objection) {
  static constexpr const char* texts[] = {"cooling_off", "open_complaint", "unhappy", "not_solved",
                                          "no_consent"};
  return texts[static_cast<int>(objection)];
}

// The owner has it as a rep: by a hand-off, in the department to which that led.
bool with_sales(const Conversation& c) {
  return c.owner && std::any_of(c.opportunities.begin(), c.opportunities.end(), [&](const Opportunity& o) {
           return o.owner && o.owner->id == c.owner->id && o.handoff && o.handoff->department == c.department;
         });
}

}  // namespace

// --- parts

Customer* Transition::customer() {
  if (!change_.customer) change_.customer = facts_.customer;
  return change_.customer ? &*change_.customer : nullptr;
}

const Customer* Transition::known() const {
  if (change_.customer) return &*change_.customer;
  return facts_.customer ? &*facts_.customer : nullptr;
}

Opportunity* Transition::opportunity(const std::string& id) {
  auto& all = body().opportunities;
  const auto at = std::find_if(all.begin(), all.end(), [&](const Opportunity& o) { return o.id == id; });
  return at == all.end() ? nullptr : &*at;
}

void Transition::step(Opportunity& o, OpportunityState to, const Actor& by, const std::string& cid,
                      std::optional<std::string> reason) {
  o.state = to;
  o.history.push_back({to, facts_.now, by, std::move(reason)});
  if (o.history.size() > most_steps) o.history.erase(o.history.begin());
  note(OpportunityStep{o.id, to, o.outcome, o.amount}, by, cid);
}

LedgerEntry& Transition::enter(LedgerEntry::What what, const Actor& by) {
  const auto& c = body();
  change_.ledger.push_back(
      {.what = what, .conversation = c.id, .visitor = c.visitor.id, .department = c.department, .by = by});
  return change_.ledger.back();
}

LedgerEntry& Transition::enter(LedgerEntry::What what, const Actor& by, const Opportunity& of) {
  auto& entry = enter(what, by);
  entry.department = of.department;
  entry.opportunity = of.id;
  entry.kind = of.kind;
  entry.flagger = of.flagged_by;
  entry.rule = of.rule;
  return entry;
}

std::optional<std::string> Transition::home() const {
  const auto& c = change_.conversation;
  const std::string* giver = nullptr;
  for (const auto& o : c.opportunities)
    if (c.owner && o.owner && o.owner->id == c.owner->id && o.giver)
      if (o.state == accepted || (giver == nullptr && o.handoff->department == c.department))
        giver = &o.giver_department;
  return giver != nullptr ? std::optional(*giver) : std::nullopt;
}

std::optional<Objection> Transition::objection_to_give(const Opportunity& o) const {
  const auto* customer = known();
  if (customer == nullptr) return Objection::no_consent;
  return may_give(*customer, change_.conversation, o, facts_.settings, facts_.now);
}

// --- rules

void Transition::settle_handoff() {
  auto& c = body();
  if (!c.open()) return end_handoffs();
  const auto* found = c.under_way();
  auto* o = found == nullptr ? nullptr : opportunity(found->id);
  if (body().handoff_pending() && (o == nullptr || (o->state != consented && o->state != offered)))
    withdraw();
  if (o == nullptr) return;
  if (o->state == accepted) lose_rep(*o);
  if (o->state == proposed) check_question(*o);
  if (o->state == offered) check_offer(*o);
  if (o->state == consented) carry_on(*o);
}

// The conversation is over: what was to come of it is on somebody's list.
void Transition::end_handoffs() {
  for (auto& o : body().opportunities) {
    if (!o.open() || o.state == deferred) continue;
    if (o.state == proposed || o.state == offered) log(HandoffWithdrawn{o.handoff->id});
    o.due = facts_.now + facts_.settings.sales.follow_up;
    step(o, deferred, baton_itself(), "", "closed");
    enter(LedgerEntry::What::deferred, baton_itself(), o).reason = "closed";
  }
}

// The rep who had it is gone, and did not hand it back: it is care's again, as before they took it.
void Transition::lose_rep(Opportunity& o) {
  auto& c = body();
  const bool had = before_.state == State::active && before_.owner && before_.owner->id == o.owner->id;
  if (!had || handed_back_ || c.state == State::active) return;
  if (o.giver) c.pref = Preference{o.giver->id, facts_.now + facts_.timing().preferred_patience};
  auto& entry = enter(LedgerEntry::What::returned, baton_itself(), o);
  entry.closer = o.owner;
  entry.reason = "agent_left";
  o.owner.reset();
  o.giver.reset();
  o.giver_department.clear();
  step(o, consented, baton_itself(), "", "agent_left");
}

// A question stands while somebody answers for the conversation and the guard would let it be asked now.
void Transition::check_question(Opportunity& o) {
  const auto& c = body();
  std::optional<std::string> reason;
  if (c.state != State::active) reason = "agent_left";
  if (const auto* customer = known(); customer != nullptr && !reason)
    if (const auto no =
            may_ask(*customer, c.solved, {false, o.handoff->overridden}, facts_.settings, facts_.now))
      reason = text_of(*no);
  if (!reason) return;
  log(HandoffWithdrawn{o.handoff->id});
  step(o, flagged, baton_itself(), "", std::move(reason));
}

void Transition::check_offer(Opportunity& o) {
  std::optional<std::string> reason;
  if (body().handoff_pending() && known() != nullptr)
    if (const auto no = objection_to_give(o)) {
      withdraw();
      reason = text_of(*no);
    }
  if (body().handoff_pending() && body().offeree() != nullptr) return;
  step(o, consented, baton_itself(), "", std::move(reason));
  if (!failure_ || !body().handoff_pending() || facts_.rep_free) return;
  log(HandoffFailed{o.handoff->id, *failure_});
  o.handoff->told_nobody = true;
}

void Transition::carry_on(Opportunity& o) {
  auto& c = body();
  const bool objects = objection_to_give(o).has_value();
  if (body().handoff_pending() && objects && known() != nullptr) return withdraw();
  if (!c.pending && !objects && c.state == State::active && !with_sales(c)) begin_handoff(o);
  if (!body().handoff_pending() || c.offeree() == nullptr || objects) return;
  step(o, offered, baton_itself());
  note(HandoffBrief{o.brief.value_or(Brief{})});
  enter(LedgerEntry::What::offered, baton_itself(), o);
}

// To the named rep at once where they are there and free, else to whoever of the department is.
void Transition::begin_handoff(Opportunity& o) {
  auto& c = body();
  const auto& to = *o.handoff;
  c.pending = Pending{Pending::Kind::handoff, to.department, {}, 0, to.department};
  if (to.staff && facts_.named_here && c.owner->id != *to.staff) {
    const auto declined = c.declined.find(*to.staff);
    const bool skipped = declined != c.declined.end() && facts_.now < declined->second;
    const auto* rep = skipped ? nullptr : person(*to.staff);
    if (rep != nullptr && rep->presence == Presence::online && rep->load() < rep->capacity &&
        may_sell(*rep, to.department)) {
      offer_to(Staff(*rep));
      note(Decision{"offered", person(*to.staff)->ref(), {}, "by name"});
      if (change_.because == Because::changed) change_.because = Because::offered;
      return;
    }
  }
  if (facts_.rep_free || o.handoff->told_nobody) return;
  o.handoff->told_nobody = true;
  log(HandoffFailed{to.id, HandoffFailure::nobody});
}

Decided settle(const Conversation& c, const Facts& facts) {
  Transition t(c, facts);
  auto change = t.finish(Because::changed);
  if (change.conversation == c) return refused(c);
  return change;
}

}  // namespace baton::desk
