// What the timers call: each reads the conversation again, and lets the desk decide whether it is time.
#include <algorithm>

#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/handoff.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/silence.hpp"
#include "server/desk/waiting.hpp"

namespace baton::chat {
namespace {

constexpr const char* idle_warning = "Are you still there? This conversation will be closed soon.";

bool visitor_online(const store::ConversationView& view) {
  const auto& ids = view.online;
  return std::find(ids.begin(), ids.end(), view.body.visitor.id) != ids.end();
}

// The visitor is not connected, and a commit that rests on it is lost when they are back.
void rely_on_absence(const std::string& visitor, store::Reading& seen) {
  store::Check absent;
  absent.kind = store::Check::Kind::field;
  absent.key = "present";
  absent.field = visitor;
  seen.add(std::move(absent));
}

// The row of a timer; a visitor who is back at the end of their away time has not left.
desk::Decided decide(store::TimerKind kind, const store::ConversationView& view, const desk::Facts& facts) {
  const auto& c = view.body;
  using Kind = store::TimerKind;
  switch (kind) {
    case Kind::patience:
      return desk::patience_over(c, facts.now);
    case Kind::offer:
      return desk::lapse(c, facts);
    case Kind::reply:
      return desk::first_reply_over(c, facts);
    case Kind::idle:
      return desk::silence_over(c, idle_warning, facts);
    case Kind::relax:
      return desk::relax(c, facts.now);
    case Kind::recover:
      return visitor_online(view) ? desk::visitor_back(c) : desk::recover(c, facts);
    case Kind::overdue:
      return desk::overdue(c, facts.now);
    case Kind::proposal:
      return desk::proposal_over(c, facts);
    case Kind::overflow:  // plan_overflow
    case Kind::grace:
    case Kind::away:
    case Kind::seal:
      break;
  }
  return desk::Refusal{desk::Refusal::Why::state, c.state, c.owner};
}

}  // namespace

Task<void> Conversations::timer(store::Timer timer) {
  const MakePlan make = [&] { return plan_timer(timer); };
  const auto done = co_await transact(timer.id, std::nullopt, make);
  if (done) co_return boost::system::in_place_value;
  if (done.error().reason == Reason::unavailable) co_return done.error();
  if (done.error().reason == Reason::not_found) {
    const auto dropped = co_await store_.drop_timer(timer);
    if (!dropped) co_return refusal(dropped.error());
  }
  co_return boost::system::in_place_value;
}

// Up the ladder of its department, into the recovery list where nobody takes it, or not yet.
Task<Conversations::Plan> Conversations::plan_overflow(const std::string& conversation) {
  store::Reading seen;
  const auto c = co_await store_.conversation(conversation, seen);
  if (!c) co_return refusal(c.error());
  std::vector<std::string> others;
  const auto all = co_await concerned(*c, std::move(others), seen);
  if (!all) co_return all.error();
  const auto& body = c->body;
  const auto& settings = all->facts.settings;
  auto how_full = co_await queues(settings);
  if (!how_full) co_return how_full.error();
  const auto entered = body.entered_at.value_or(body.started_at);
  const auto next = desk::overflow(settings, body.department, entered, *how_full, find_zone_, c->now);
  const auto decided = next.to ? desk::go_on(body, *next.to, all->facts) : desk::stay(body, next.again);
  if (!decided) co_return refusal(decided.error());
  if (const auto* there = next.to ? settings.department(*next.to) : nullptr)
    rely_on_room(there->id, desk::bound(*there, (*how_full)[there->id]), seen);
  co_return plan_of(seen, *c, *decided, *all);
}

Task<Conversations::Plan> Conversations::plan_timer(const store::Timer& timer) {
  if (timer.kind == store::TimerKind::overflow) co_return co_await plan_overflow(timer.id);
  store::Reading seen;
  const auto c = co_await store_.conversation(timer.id, seen);
  if (!c) co_return refusal(c.error());
  const bool rests_on_talk = timer.kind == store::TimerKind::idle || timer.kind == store::TimerKind::reply;
  if (rests_on_talk) c->talk(seen);
  const bool rests_on_absence = timer.kind == store::TimerKind::recover && !visitor_online(*c);
  if (rests_on_absence) rely_on_absence(c->body.visitor.id, seen);
  std::vector<std::string> others;
  const auto all = co_await concerned(*c, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = decide(timer.kind, *c, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, *c, *decided, *all);
}

Task<void> Conversations::visitor_away(std::string visitor) {
  const MakePlan make = [&] { return plan_away(visitor, true); };
  const auto done = co_await transact("", std::nullopt, make);
  if (!done && done.error().reason == Reason::unavailable) co_return done.error();
  store::Timer timer{store::TimerKind::away, visitor};
  const auto dropped = co_await store_.drop_timer(std::move(timer));
  if (!dropped) co_return refusal(dropped.error());
  co_return boost::system::in_place_value;
}

Task<void> Conversations::visitor_back(std::string visitor) {
  const MakePlan make = [&] { return plan_away(visitor, false); };
  const auto done = co_await transact("", std::nullopt, make);
  if (!done && done.error().reason == Reason::unavailable) co_return done.error();
  co_return boost::system::in_place_value;
}

Task<Conversations::Plan> Conversations::plan_away(const std::string& visitor, bool away) {
  std::vector<store::Position> none;
  const auto greeting = co_await store_.greet(visitor, std::move(none));
  if (!greeting) co_return refusal(greeting.error());
  if (!greeting->latest || !greeting->latest->body.open()) co_return Refusal{Reason::not_found};
  // Most who come were never missed.
  if (!away && !greeting->latest->body.away) co_return Refusal{Reason::conflict};
  store::Reading seen;
  const auto c = co_await store_.conversation(greeting->latest->body.id, seen);
  if (!c) co_return refusal(c.error());
  if (away && visitor_online(*c)) co_return Refusal{Reason::conflict};
  if (away) rely_on_absence(visitor, seen);
  std::vector<std::string> others;
  const auto all = co_await concerned(*c, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = away ? desk::visitor_away(c->body, all->facts) : desk::visitor_back(c->body);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, *c, *decided, *all);
}

}  // namespace baton::chat
