// The rows of the conversation table. Each makes its moves in a Transition and says what to write.
#include "server/desk/lifecycle.hpp"

#include <algorithm>

#include "server/desk/skills.hpp"
#include "server/desk/transferring.hpp"
#include "server/desk/transition.hpp"

namespace baton::desk {
namespace {

Actor visitor_of(const Conversation& c) { return {c.visitor.id, c.visitor.name.value_or(""), Role::visitor}; }

Conversation begun(const Start& what, const Facts& facts) {
  Conversation c;
  c.id = what.id;
  c.department = what.department;
  c.visitor = what.visitor;
  c.started_at = facts.now;
  c.previous = what.previous;
  auto needs = skills_needed(facts.settings, what.visitor, what.department, facts.now);
  c.skills = std::move(needs.required);
  c.wanted = std::move(needs.wanted);
  return c;
}

// In the ledger, and in what is remembered of the customer: a third within days is a sign.
void recorded(Transition& t) {
  t.enter(LedgerEntry::What::started, visitor_of(t.body()));
  if (auto* customer = t.customer()) began(*customer, t.facts().now);
}

}  // namespace

std::optional<Preference> preference_for(const Staff& last, bool here, const std::string& department,
                                         const Facts& facts) {
  const auto patience = facts.timing().preferred_patience;
  if (!here || last.presence != Presence::online || !last.serves(department) || patience == 0)
    return std::nullopt;
  return Preference{last.id, facts.now + patience};
}

Change start(const Start& what, const Facts& facts) {
  Transition t(begun(what, facts), facts);
  recorded(t);
  if (what.text) t.log(Message{*what.text}, visitor_of(t.body()), what.cid);
  t.queue(what.department, std::nullopt);
  t.body().pref = what.pref;
  t.arrives();
  auto change = t.finish(Because::started);
  if (!what.text) change.log.back().cid = what.cid;
  return change;
}

Change leave_message(const Start& what, const Facts& facts) {
  Transition t(begun(what, facts), facts);
  recorded(t);
  const auto visitor = visitor_of(t.body());
  if (what.text) t.log(Message{*what.text}, visitor, what.cid);
  t.end(State::missed, CloseReason::missed, baton_itself(), "");
  t.arrives();
  return t.finish(Because::started);
}

Change assign(const Conversation& c, const Staff& to, const std::vector<std::string>& considered,
              const Facts& facts) {
  if (c.handoff_pending()) return offer(c, to, considered, facts);  // never outright
  Transition t(c, facts);
  std::string because = "lowest load, then longest idle";
  if (c.pref && c.pref->staff == to.id) because = "preferred";
  if (std::binary_search(c.avoid.begin(), c.avoid.end(), to.id)) because = "nobody else";
  const bool transfer = c.pending.has_value();
  if (transfer) {
    hand_over(t, to, baton_itself(), "");
  } else {
    t.give(to);
    t.log(Assigned{to.ref()});
  }
  t.note(Decision{"matched", to.ref(), considered, std::move(because)});
  return t.finish(taken(c));
}

Decided take(const Conversation& c, const Staff& by, const std::string& cid, bool over, bool in_turn,
             const Facts& facts) {
  if (const auto* offeree = c.offeree(); offeree != nullptr && *offeree == by.id)
    return accept(c, by, cid, facts);
  if (c.pending && c.owner && c.owner->id == by.id) return take_back(c, by, cid, facts);
  if (!c.waits() && c.state != State::missed) return refused(c);
  const bool full = by.load() >= by.capacity;
  if (full && !over) return refused(c, Refusal::Why::capacity);
  if (auto no = barred(c, by, facts)) return *no;
  Transition t(c, facts);
  const bool transfer = c.pending.has_value();
  if (c.state == State::missed) t.log(Reopened{}, by.actor(), "");
  if (transfer) {
    hand_over(t, by, by.actor(), cid);
  } else {
    t.give(by);
    t.log(Assigned{by.ref()}, by.actor(), cid);
  }
  t.body().closed_at.reset();
  t.body().close_reason.reset();
  t.person(by.id)->missed_offers = 0;
  std::string because = in_turn ? "taken in turn" : "taken out of order";
  if (full) because += ", over capacity";
  t.note(Decision{"taken", by.ref(), {by.id}, std::move(because)}, by.actor(), "");
  return t.finish(taken(c));
}

Decided join_and_say(const Conversation& c, const Staff& by, const LogEvent& message, const Facts& facts) {
  if (!c.open()) return refused(c);
  Change change{.conversation = c};
  auto& after = change.conversation;
  const Role role = by.supervises() ? Role::supervisor : by.acting();
  const auto known = std::find_if(after.participants.begin(), after.participants.end(),
                                  [&](const Participant& p) { return p.who.id == by.id; });
  if (known == after.participants.end())
    after.participants.push_back({by.ref(), role, true});
  else
    *known = {by.ref(), role, true};
  std::erase(after.observers, by.id);
  after.reply.reset();
  if (after.silence) after.silence->at = facts.now + after.silence->after;
  const Actor who{by.id, by.name, role};
  if (facts.said.staff == 0)  // as `append` does for those who may write already
    change.ledger.push_back({.what = LedgerEntry::What::answered,
                             .conversation = c.id,
                             .visitor = c.visitor.id,
                             .department = c.department,
                             .by = who,
                             .took = facts.now - c.started_at});
  change.log.push_back({who, "", Joined{by.ref()}});
  change.log.push_back(message);
  change.because = Because::joined;
  return change;
}

Decided close(const Conversation& c, const Actor& by, const std::string& cid, CloseReason reason,
              const std::optional<std::vector<std::string>>& tags, const Facts& facts) {
  if (c.state != State::active) return refused(c);
  Transition t(c, facts);
  t.end(State::closed, reason, by, cid);
  if (tags) {
    t.body().tags = *tags;
    t.note(Tagged{*tags}, by, "");
  }
  return t.finish(Because::changed);
}

Decided leave_chat(const Conversation& c, const Actor& by, const std::string& cid, const Facts& facts) {
  if (!c.open()) return refused(c);
  Transition t(c, facts);
  const bool owed = facts.said.visitor > 0 && facts.said.staff <= c.recovering.value_or(0);
  t.end(owed ? State::missed : State::closed, CloseReason::visitor_left, by, cid);
  return t.finish(Because::changed);
}

Decided reopen(const Conversation& c, const Actor& by, const std::string& cid,
               const std::optional<LogEvent>& message, const Returning& previous, const Facts& facts) {
  if (c.state != State::closed && c.state != State::missed) return refused(c);
  if (c.state == State::closed && facts.now >= c.reopen_until.value_or(0))
    return refused(c, Refusal::Why::window);
  Transition t(c, facts);
  auto& after = t.body();
  after.closed_at.reset();
  after.close_reason.reset();
  after.reopen_until.reset();
  after.seal_at.reset();
  after.recovery.reset();
  after.owner.reset();
  if (by.role == Role::visitor) after.solved = Solved::no;  // they have more to say
  t.log(Reopened{}, by, message ? "" : cid);
  if (message) t.log(message->what, message->by, message->cid);
  const auto& owner = previous.owner;
  const bool free = owner && previous.present && owner->presence == Presence::online &&
                    owner->load() < owner->capacity && owner->serves(c.department);
  if (free && previous.nobody_waits && c.state == State::closed) {
    t.give(*owner);
    t.log(Assigned{owner->ref()});
    return t.finish(Because::assigned);
  }
  if (c.state == State::missed) after.recovering = facts.said.staff;
  t.queue(c.department, "reopened");
  t.arrives();
  if (owner) after.pref = Preference{owner->id, facts.now + facts.timing().preferred_patience};
  return t.finish(Because::changed);
}

Decided owner_lost(const Conversation& c, const Staff& owner, const Facts& facts) {
  if (c.state != State::active || !c.owner || c.owner->id != owner.id) return refused(c);
  Transition t(c, facts);
  t.know(owner);
  t.lose_owner("agent_left");
  const bool transfer = c.pending && !c.handoff_pending();
  if (!transfer) t.body().pref = Preference{owner.id, facts.now + facts.timing().preferred_patience};
  t.note(Alert{true, AlertReason::waiting});
  return t.finish(Because::changed);
}

Decided tag(const Conversation& c, const Actor& by, const std::string& cid, std::vector<std::string> tags) {
  Change change{.conversation = c};
  change.conversation.tags = tags;
  change.notes.push_back({by, cid, Tagged{std::move(tags)}});
  return change;
}

Decided prioritise(const Conversation& c, const Actor& by, const std::string& cid, Priority priority) {
  if (!c.open()) return refused(c);
  Change change{.conversation = c};
  change.conversation.priority = priority;
  change.notes.push_back({by, cid, Decision{"priority", {by.id, by.name}, {}, "set by hand"}});
  return change;
}

Change note(const Conversation& c, const Actor& by, const std::string& cid, const std::string& text) {
  Change change{.conversation = c};
  change.notes.push_back({by, cid, Note{text}});
  return change;
}

}  // namespace baton::desk
