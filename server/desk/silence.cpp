// What becomes of silence, by who spoke last.
#include "server/desk/silence.hpp"

#include "server/desk/transition.hpp"

namespace baton::desk {

Decided first_reply_over(const Conversation& c, const Facts& facts) {
  if (c.state != State::active || !c.reply || facts.now < c.reply->until) return refused(c);
  Transition t(c, facts);
  if (facts.said.staff > c.reply->since) {  // said in a commit, which drops no timer
    t.body().reply.reset();
    return t.finish(Because::changed);
  }
  insert(t.body().avoid, c.owner->id);
  t.lose_owner("no_reply");
  t.note(Alert{true, AlertReason::waiting});
  return t.finish(Because::changed);
}

Decided silence_over(const Conversation& c, const std::string& warning, const Facts& facts) {
  if (c.state != State::active || !c.silence) return refused(c);
  Transition t(c, facts);
  auto& silence = *t.body().silence;
  const auto& said = facts.said;
  const auto look_again = [&](Time at) {
    silence.at = at;
    return t.finish(Because::changed);
  };
  // The customer waits for the taker: nothing may end under a transfer.
  if (c.pending) return look_again(facts.now + silence.after);
  const bool warned = said.staff > 0 && silence.warned == said.staff && !said.visitor_last();
  if (warned) {
    if (facts.now < silence.at) return refused(c);
    t.end(State::closed, c.away ? CloseReason::visitor_left : CloseReason::idle, baton_itself(), "");
    return t.finish(Because::changed);
  }
  if (facts.now < said.last_at + silence.after) return look_again(said.last_at + silence.after);
  if (said.visitor_last()) {
    if (silence.alerted != said.visitor) t.note(Alert{true, AlertReason::waiting});
    silence.alerted = said.visitor;
    return look_again(0);  // until somebody speaks
  }
  if (said.staff == 0) return look_again(0);
  t.log(Message{warning});
  silence.warned = said.staff;
  return look_again(facts.now + facts.timing().idle_close - facts.timing().idle_warn);
}

}  // namespace baton::desk
