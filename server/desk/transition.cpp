// Each move leaves the body within its invariants; loads follow owners and offers. What becomes of a hand-off
// is in handoff_settling.cpp.
#include "server/desk/transition.hpp"

#include <algorithm>

#include "server/desk/policy.hpp"

namespace baton::desk {

namespace {

// As they took part.
Role role_of(const Conversation& c, const std::string& staff) {
  for (const auto& p : c.participants)
    if (p.who.id == staff) return p.role;
  return Role::agent;
}

}  // namespace

Refusal refused(const Conversation& c, Refusal::Why why) { return {why, c.state, c.owner}; }
Refusal guarded(const Conversation& c, Objection objection) {
  return {Refusal::Why::guarded, c.state, c.owner, objection};
}

Transition::Transition(const Conversation& before, const Facts& facts) : before_(before), facts_(facts) {
  change_.conversation = before;
}

Staff* Transition::person(const std::string& id) {
  auto& changed = change_;
  if (changed.staff && changed.staff->id == id) return &*changed.staff;
  for (auto& other : changed.others)
    if (other.id == id) return &other;
  const auto* known = facts_.people.find(id);
  if (known == nullptr) return nullptr;
  if (!changed.staff) return &changed.staff.emplace(*known);
  return &changed.others.emplace_back(*known);
}

void Transition::give(const Staff& to) {
  know(to);
  auto& c = body();
  withdraw();
  if (c.owner && c.owner->id != to.id) release();
  auto* taker = person(to.id);
  insert(taker->owned, c.id);
  taker->idle_since = facts_.now;
  const bool owed = c.state == State::missed;
  if (owed) c.recovering = facts_.said.staff;
  c.state = State::active;
  c.owner = to.ref();
  c.assigned_at = facts_.now;
  c.pref.reset();
  c.recovery.reset();
  c.overflow_at.reset();
  c.entered_at.reset();
  std::erase(c.observers, to.id);
  std::erase_if(c.declined, [&](const auto& d) { return d.second <= facts_.now; });
  std::erase_if(c.refused, [&](const auto& id) { return !c.declined.contains(id); });
  const auto& timing = facts_.timing();
  // From the recovery list the visitor may be absent: whoever takes one is in no hurry.
  if (!owed) c.reply = ReplyLease{facts_.now + timing.first_reply, facts_.said.staff};
  c.silence = Silence{timing.idle_warn, facts_.now + timing.idle_warn};
  const auto known = std::find_if(c.participants.begin(), c.participants.end(),
                                  [&](const Participant& p) { return p.who.id == to.id; });
  if (known == c.participants.end())
    c.participants.push_back({to.ref(), to.acting(), false});
  else
    *known = {to.ref(), to.acting(), false};
}

void Transition::offer_to(const Staff& to) {
  know(to);
  auto& c = body();
  const auto until = facts_.now + offer_lease(facts_.settings, c.served_by());
  if (c.pending) {
    c.pending->offeree = to.id;
    c.pending->until = until;
  } else {
    c.state = State::offered;
    c.offer = Offer{to.id, until};
  }
  auto* holder = person(to.id);
  insert(holder->offered, c.id);
  holder->idle_since = facts_.now;
}

void Transition::free_slot(const std::string& staff) {
  auto* holder = person(staff);
  if (holder == nullptr) return;
  erase(holder->offered, body().id);
  holder->idle_since = facts_.now;
}

void Transition::take_back_offer() {
  auto& c = body();
  if (const auto* holder = c.offeree()) free_slot(std::string(*holder));
  if (c.offer) {
    c.offer.reset();
    c.state = State::queued;
  } else if (c.pending && c.pending->to == c.pending->department) {
    c.pending->offeree.reset();
    c.pending->until = 0;
  } else {
    c.pending.reset();
  }
}

void Transition::withdraw() {
  take_back_offer();
  body().pending.reset();
}

void Transition::release() {
  auto& c = body();
  if (!c.owner) return;
  if (auto* owner = person(c.owner->id);
      owner != nullptr && std::binary_search(owner->owned.begin(), owner->owned.end(), c.id)) {
    erase(owner->owned, c.id);
    owner->idle_since = facts_.now;
  }
}

void Transition::queue(const std::string& department, std::optional<std::string> because) {
  auto& c = body();
  withdraw();
  release();
  c.state = State::queued;
  c.owner.reset();
  c.reply.reset();
  c.silence.reset();
  c.department = department;
  c.entered_at = facts_.now;
  c.overflow_at = overflow_due(facts_.settings, department, facts_.now);
  log(Queued{department, std::move(because)});
}

void Transition::end(State to, CloseReason reason, const Actor& by, const std::string& cid) {
  auto& c = body();
  withdraw();
  release();
  const auto now = facts_.now;
  const bool answered = facts_.said.staff > c.recovering.value_or(0);
  if (c.recovering && answered && c.owner) {
    note(Decision{"recovered", *c.owner, {}, "a human has answered"});
    enter(LedgerEntry::What::recovered, {c.owner->id, c.owner->name, role_of(c, c.owner->id)});
  }
  if (to == State::missed) {
    enter(LedgerEntry::What::missed, by);
  } else if (answered && reason != CloseReason::spam) {
    enter(LedgerEntry::What::resolved, by).took = now - c.started_at;
  } else {
    enter(LedgerEntry::What::closed, by);
  }
  c.state = to;
  c.closed_at = now;
  c.close_reason = reason;
  c.pref.reset();
  c.reply.reset();
  c.silence.reset();
  c.away.reset();
  c.overflow_at.reset();
  c.entered_at.reset();
  if (answered) c.recovering.reset();  // else they are owed one still, should they come back
  c.recovery.reset();
  for (auto& p : c.participants) p.helper = false;
  if (to == State::missed) {
    c.owner.reset();
    c.recovery = Recovery{facts_.due.value_or(now)};
    note(Alert{true, AlertReason::missed});
  } else {
    c.reopen_until = now + facts_.timing().reopen_window;
    c.seal_at = now + facts_.timing().seal_after;
  }
  log(Closed{reason}, by, cid);
}

void Transition::lose_owner(const std::string& because) {
  auto& c = body();
  const auto owner = *c.owner;
  const bool transfer = c.pending && c.pending->kind == Pending::Kind::transfer;
  // A rep's goes home, whatever it was on its way to: care has it until another rep does.
  const auto department = home().value_or(transfer ? c.pending->department : c.department);
  log(Left{owner, c.role_of(owner.id)});
  queue(department, because);
}

Change Transition::finish(Because because) {
  change_.because = because;
  settle_handoff();
  if (change_.customer == facts_.customer) change_.customer.reset();  // looked at only
  return std::move(change_);
}

}  // namespace baton::desk
