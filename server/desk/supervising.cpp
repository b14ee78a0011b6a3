// The supervisor's rows.
#include "server/desk/supervising.hpp"

#include <algorithm>

#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

// The new owner in one step, from wherever it is.
void force_owner(Transition& t, const Staff& to, const std::string& department, const Actor& by) {
  const bool had_owner = t.body().state == State::active;
  t.give(to);
  t.body().department = department;
  if (had_owner)
    t.log(Transferred{to.ref()}, by, "");
  else
    t.log(Assigned{to.ref()}, by, "");
}

void force_queue(Transition& t, const std::string& department, const std::string& because) {
  auto& c = t.body();
  c.pref.reset();
  if (c.owner) {
    insert(c.avoid, c.owner->id);
    t.log(Left{*c.owner, c.role_of(c.owner->id)});
  }
  const bool visible = c.state == State::active || c.department != department;
  if (visible) return t.queue(department, because);
  t.withdraw();  // a visitor who was offered to somebody, or just waits, sees no change
}

}  // namespace

Decided observe(const Conversation& c, const Staff& by, bool on) {
  if (on && !c.open()) return refused(c);
  const bool owns = c.owner && c.owner->id == by.id;
  const bool reads = std::find(c.observers.begin(), c.observers.end(), by.id) != c.observers.end();
  Change change{.conversation = c};
  if (on == reads || (on && owns)) return change;
  if (!on) {
    std::erase(change.conversation.observers, by.id);
    return change;
  }
  insert(change.conversation.observers, by.id);
  const Actor who{by.id, by.name, by.supervises() ? Role::supervisor : by.acting()};
  change.notes.push_back({who, "", Observed{who}});
  change.because = Because::observing;
  return change;
}

Decided force(const Conversation& c, const Staff& by, const std::string& cid, const Force& what,
              const Facts& facts) {
  const bool dismissal = c.state == State::missed && what.action == Force::Action::close;
  if (!c.open() && !dismissal) return refused(c);
  const Actor actor{by.id, by.name, Role::supervisor};
  Transition t(c, facts);
  t.note(Note{what.reason}, actor, cid);
  switch (what.action) {
    case Force::Action::requeue:
      force_queue(t, t.home().value_or(c.department), "requeued");
      return t.finish(Because::changed);
    case Force::Action::close:
      t.end(State::closed, what.reason == "spam" ? CloseReason::spam : CloseReason::resolved, actor, "");
      return t.finish(Because::changed);
    case Force::Action::takeover:
      if (c.owner && c.owner->id == by.id) return refused(c);
      force_owner(t, by, c.department, actor);
      break;
    case Force::Action::transfer: {
      if (!what.to.staff) {
        force_queue(t, *what.to.department, "transferred");
        return t.finish(Because::changed);
      }
      const auto& to = *what.to.staff;
      if (c.owner && c.owner->id == to.id) return refused(c);
      if (!what.to.here) return refused(c, Refusal::Why::offline);
      force_owner(t, to, department_with(c, to), actor);
      break;
    }
  }
  const auto owner = *t.body().owner;
  const auto* taker = t.person(owner.id);
  t.note(Decision{"forced", owner, {}, taker->load() > taker->capacity ? "over capacity" : "by a supervisor"},
         actor, "");
  return t.finish(c.owner ? Because::transferred : Because::assigned);
}

}  // namespace baton::desk
