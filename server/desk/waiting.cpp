// What happens to those who wait, by the clock and by their own coming and going.
#include "server/desk/waiting.hpp"

#include <algorithm>

#include "server/desk/transition.hpp"

namespace baton::desk {
Decided patience_over(const Conversation& c, Time now) {
  if (c.state != State::queued || !c.pref || now < c.pref->until) return refused(c);
  Change change{.conversation = c};
  change.conversation.pref.reset();
  return change;
}

Decided relax(const Conversation& c, Time now) {
  if (!c.open()) return refused(c);
  Change change{.conversation = c};
  if (std::erase_if(change.conversation.wanted, [&](const Wanted& w) { return w.until <= now; }) == 0)
    return refused(c);
  return change;
}

Decided visitor_away(const Conversation& c, const Facts& facts) {
  if (!c.open() || c.away) return refused(c);
  Transition t(c, facts);
  if (c.state == State::offered) {
    const auto* holder = t.person(*c.offeree());
    t.note(Decision{
        "withdrawn", holder ? holder->ref() : PersonRef{*c.offeree(), ""}, {}, "the visitor is away"});
    t.withdraw();
  }
  t.body().away = facts.now - facts.timing().visitor_away + facts.timing().visitor_recovery;
  return t.finish(Because::changed);
}

Decided visitor_back(const Conversation& c) {
  if (!c.open() || !c.away) return refused(c);
  Change change{.conversation = c};
  change.conversation.away.reset();
  return change;
}

Decided recover(const Conversation& c, const Facts& facts) {
  if (c.state != State::queued || !c.away || facts.now < *c.away) return refused(c);
  Transition t(c, facts);
  t.end(State::missed, CloseReason::missed, baton_itself(), "");
  return t.finish(Because::changed);
}

Decided go_on(const Conversation& c, const std::string& to, const Facts& facts) {
  if (c.state != State::queued) return refused(c);
  Transition t(c, facts);
  go_on(t, to);
  return t.finish(Because::changed);
}

void go_on(Transition& t, const std::string& to) {
  if (to == to_recovery) return t.end(State::missed, CloseReason::missed, baton_itself(), "");
  t.queue(to, "overflow");
}

Decided stay(const Conversation& c, const std::optional<Time>& look_at) {
  if (c.state != State::queued) return refused(c);
  Change change{.conversation = c};
  change.conversation.overflow_at = look_at;
  return change;
}

Decided overdue(const Conversation& c, Time now) {
  if (c.state != State::missed || !c.recovery || c.recovery->overdue || now < c.recovery->due)
    return refused(c);
  Change change{.conversation = c};
  change.conversation.recovery->overdue = true;
  change.notes.push_back({baton_itself(), "", Alert{true, AlertReason::missed}});
  return change;
}

}  // namespace baton::desk
