// The rows of the conversation table. Each function copies the body, changes the copy and says what to write.
#include "server/desk/lifecycle.hpp"

#include <algorithm>

namespace baton::desk {
namespace {

Refusal refused(const Conversation& c, Refusal::Why why = Refusal::Why::state) {
  return {why, c.state, c.owner};
}

template <class Event, class Kind>
Event by_baton(Kind kind) {
  return Event{baton_itself(), "", std::move(kind)};
}

void take_part(Conversation& c, const Staff& who, Role role, bool helper) {
  for (auto& p : c.participants) {
    if (p.who.id != who.id) continue;
    p.helper = helper;
    p.role = role;
    return;
  }
  c.participants.push_back({who.ref(), role, helper});
}

void give(Change& change, const Staff& to, Time now) {
  auto& c = change.conversation;
  c.state = State::active;
  c.owner = to.ref();
  c.assigned_at = now;
  c.pref.reset();
  c.recovery.reset();
  std::erase(c.observers, to.id);
  take_part(c, to, to.acting(), false);
  change.staff = to;
  insert(change.staff->owned, c.id);
  erase(change.staff->offered, c.id);
  change.staff->idle_since = now;
  change.log.push_back(by_baton<LogEvent>(Assigned{to.ref()}));
  change.because = Because::assigned;
}

void release(Change& change, const std::optional<Staff>& owner, Time now) {
  auto& c = change.conversation;
  if (!owner || !c.owner || owner->id != c.owner->id) return;
  change.staff = *owner;
  erase(change.staff->owned, c.id);
  change.staff->idle_since = now;
}

void end(Change& change, State to, CloseReason reason, const Actor& by, const std::string& cid,
         const Timing& timing, Time now) {
  auto& c = change.conversation;
  c.state = to;
  c.closed_at = now;
  c.close_reason = reason;
  c.pending.reset();
  c.pref.reset();
  for (auto& p : c.participants) p.helper = false;
  if (to == State::missed) {
    c.owner.reset();
    c.recovery = Recovery{now};
    change.notes.push_back(by_baton<NotesEvent>(Alert{true, AlertReason::missed}));
  } else {
    c.reopen_until = now + timing.reopen_window;
    c.seal_at = now + timing.seal_after;
  }
  change.log.push_back({by, cid, Closed{reason}});
}

void wait_in_queue(Change& change, std::optional<std::string> because) {
  auto& c = change.conversation;
  c.state = State::queued;
  c.owner.reset();
  c.pending.reset();
  change.log.push_back(by_baton<LogEvent>(Queued{c.department, std::move(because)}));
}

}  // namespace

Change start(const Start& what, Time now) {
  Change change;
  auto& c = change.conversation;
  c.id = what.id;
  c.department = what.department;
  c.visitor = what.visitor;
  c.started_at = now;
  c.previous = what.previous;
  change.arrives = true;
  const Actor visitor{c.visitor.id, c.visitor.name.value_or(""), Role::visitor};
  if (what.text) change.log.push_back({visitor, what.cid, Message{*what.text}});
  wait_in_queue(change, std::nullopt);
  if (!what.text) change.log.back().cid = what.cid;
  change.because = Because::started;
  return change;
}

Change assign(const Conversation& c, const Staff& to, const std::vector<std::string>& considered, Time now) {
  Change change{.conversation = c};
  const bool preferred = c.pref && c.pref->staff == to.id;
  give(change, to, now);
  change.notes.push_back(by_baton<NotesEvent>(
      Decision{"matched", to.ref(), considered, preferred ? "preferred" : "lowest load, then longest idle"}));
  return change;
}

Decided take(const Conversation& c, const Staff& by, const std::string& cid, bool over, bool in_turn,
             Time now) {
  if (c.state != State::queued && c.state != State::missed) return refused(c);
  if (by.load() >= by.capacity && !over) return refused(c, Refusal::Why::capacity);
  Change change{.conversation = c};
  if (c.state == State::missed) change.log.push_back({by.actor(), "", Reopened{}});
  give(change, by, now);
  change.conversation.closed_at.reset();
  change.conversation.close_reason.reset();
  change.log.back().by = by.actor();
  change.log.back().cid = cid;
  std::string because = in_turn ? "taken in turn" : "taken out of order";
  if (by.load() >= by.capacity) because += ", over capacity";
  change.notes.push_back({by.actor(), "", Decision{"taken", by.ref(), {by.id}, std::move(because)}});
  return change;
}

Decided join_and_say(const Conversation& c, const Staff& by, const LogEvent& message, Time) {
  if (!c.open()) return refused(c);
  Change change{.conversation = c};
  const Role role = by.supervises() ? Role::supervisor : by.acting();
  take_part(change.conversation, by, role, true);
  std::erase(change.conversation.observers, by.id);
  change.log.push_back({{by.id, by.name, role}, "", Joined{by.ref()}});
  change.log.push_back(message);
  change.because = Because::joined;
  return change;
}

Decided close(const Conversation& c, const Actor& by, const std::string& cid, CloseReason reason,
              const std::optional<std::vector<std::string>>& tags, const std::optional<Staff>& owner,
              const Timing& timing, Time now) {
  if (c.state != State::active) return refused(c);
  Change change{.conversation = c};
  release(change, owner, now);
  end(change, State::closed, reason, by, cid, timing, now);
  if (tags) {
    change.conversation.tags = *tags;
    change.notes.push_back({by, "", Tagged{*tags}});
  }
  return change;
}

Decided leave_chat(const Conversation& c, const Actor& by, const std::string& cid, const Said& said,
                   const std::optional<Staff>& owner, const Timing& timing, Time now) {
  if (!c.open()) return refused(c);
  Change change{.conversation = c};
  release(change, owner, now);
  const bool owed = said.visitor && !said.staff;
  end(change, owed ? State::missed : State::closed, CloseReason::visitor_left, by, cid, timing, now);
  return change;
}

Decided reopen(const Conversation& c, const Actor& by, const std::string& cid,
               const std::optional<LogEvent>& message, const Returning& previous, const Timing& timing,
               Time now) {
  if (c.state != State::closed && c.state != State::missed) return refused(c);
  if (c.state == State::closed && now >= c.reopen_until.value_or(0)) return refused(c, Refusal::Why::window);
  Change change{.conversation = c};
  auto& after = change.conversation;
  after.closed_at.reset();
  after.close_reason.reset();
  after.reopen_until.reset();
  after.seal_at.reset();
  after.recovery.reset();
  change.log.push_back({by, message ? "" : cid, Reopened{}});
  if (message) change.log.push_back(*message);
  const auto& owner = previous.owner;
  const bool free = owner && previous.present && owner->presence == Presence::online &&
                    owner->load() < owner->capacity && owner->serves(c.department);
  if (free && previous.nobody_waits && c.state == State::closed) {
    give(change, *owner, now);
    return change;
  }
  wait_in_queue(change, "reopened");
  change.arrives = true;
  if (owner) after.pref = Preference{owner->id, now + timing.preferred_patience};
  return change;
}

Decided owner_lost(const Conversation& c, const Staff& owner, const Timing& timing, Time now) {
  if (c.state != State::active || !c.owner || c.owner->id != owner.id) return refused(c);
  Change change{.conversation = c};
  release(change, owner, now);
  change.log.push_back(by_baton<LogEvent>(Left{owner.ref()}));
  wait_in_queue(change, "agent_left");
  change.conversation.pref = Preference{owner.id, now + timing.preferred_patience};
  change.notes.push_back(by_baton<NotesEvent>(Alert{true, AlertReason::waiting}));
  return change;
}

Decided patience_over(const Conversation& c, Time now) {
  if (c.state != State::queued || !c.pref || now < c.pref->until) return refused(c);
  Change change{.conversation = c};
  change.conversation.pref.reset();
  return change;
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
