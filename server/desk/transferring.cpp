// A transfer begins, is taken back, or succeeds.
#include "server/desk/transferring.hpp"

#include "server/desk/transition.hpp"

namespace baton::desk {

std::string department_with(const Conversation& c, const Staff& staff) {
  return staff.serves(c.department) || staff.departments.empty() ? c.department : staff.departments.front();
}

void hand_over(Transition& t, const Staff& taker, const Actor& by, const std::string& cid) {
  const auto giver = t.body().owner;
  const auto department = t.body().served_by();
  const bool handoff = t.body().handoff_pending();
  t.give(taker);
  t.body().department = department;
  if (giver && giver->id != taker.id) insert(t.body().observers, giver->id);
  if (handoff) return taken_over(t, taker, by, cid);
  t.log(Transferred{taker.ref()}, by, cid);
  // From rep to rep: what was handed off goes along.
  const auto* o = t.body().under_way();
  if (o == nullptr || o->state != OpportunityState::accepted || !giver || o->owner->id != giver->id) return;
  if (!may_sell(taker, o->handoff->department)) return;
  auto& moved = *t.opportunity(o->id);
  moved.owner = taker.ref();
  t.step(moved, OpportunityState::accepted, by, "", "transferred");
}

Decided transfer(const Conversation& c, const Actor& by, const std::string& cid, const Target& to,
                 const std::optional<std::string>& note, const Facts& facts) {
  if (c.state != State::active || !c.owner) return refused(c);
  Transition t(c, facts);
  t.withdraw();
  auto& pending = t.body().pending;
  PersonRef chosen{by.id, by.name};
  std::string because;
  if (to.staff) {
    if (to.staff->id == c.owner->id) return refused(c);
    if (!to.here || to.staff->presence != Presence::online) return refused(c, Refusal::Why::offline);
    t.know(*to.staff);
    const auto taker = *t.person(to.staff->id);
    if (taker.load() >= taker.capacity) return refused(c, Refusal::Why::capacity);
    pending = Pending{Pending::Kind::transfer, taker.id, {}, 0, department_with(c, taker)};
    t.offer_to(taker);
    chosen = taker.ref();
    because = "to a person";
  } else {
    pending = Pending{Pending::Kind::transfer, *to.department, {}, 0, *to.department};
    because = "to " + *to.department;
  }
  if (note) t.note(Note{*note}, by, "");
  t.note(Decision{"transfer", chosen, {}, std::move(because)}, by, cid);
  return t.finish(to.staff ? Because::offered : Because::changed);
}

Decided take_back(const Conversation& c, const Staff& giver, const std::string& cid, const Facts& facts) {
  if (!c.pending || c.handoff_pending() || !c.owner || c.owner->id != giver.id) return refused(c);
  Transition t(c, facts);
  t.withdraw();
  t.note(Decision{"taken", giver.ref(), {}, "the transfer was taken back"}, giver.actor(), cid);
  return t.finish(Because::changed);
}

}  // namespace baton::desk
