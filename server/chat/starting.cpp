// A conversation begins; a visitor tells who they are.
#include "server/chat/conversations.hpp"
#include "server/chat/ids.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/lifecycle.hpp"

namespace baton::chat {
namespace {

// Where somebody who names no department goes: the first of kind care, else the first.
const desk::Department* default_department(const desk::Settings& settings) {
  for (const auto& d : settings.departments)
    if (d.kind == desk::DepartmentKind::care) return &d;
  return settings.departments.empty() ? nullptr : &settings.departments.front();
}

}  // namespace

Task<Done> Conversations::start(Caller visitor, Start what) {
  Done facts;
  const store::Call call{store::vcid_key(visitor.id()), visitor.id(), what.cid, "conversation.start"};
  const MakePlan make = [&] { return plan_start(visitor, what, facts); };
  auto done = co_await transact("", call, make);
  if (!done || done->duplicate) co_return done;
  done->existing = facts.existing;
  if (facts.seq != 0) done->seq = facts.seq;
  if (what.text) co_await hear(visitor, done->conversation, *what.text);
  co_return done;
}

Task<Conversations::Plan> Conversations::plan_start(const Caller& visitor, const Start& what, Done& facts) {
  facts = {};
  store::Reading seen;
  std::vector<store::Position> none;
  auto greeting = co_await store_.greet(visitor.id(), std::move(none));
  if (!greeting) co_return refusal(greeting.error());
  const auto settings = co_await store_.settings(seen);
  if (!settings) co_return refusal(settings.error());
  // The visitor's body is written by every start: two at once cannot both find nothing open.
  desk::Visitor body = greeting->visitor.value_or(desk::Visitor{visitor.card, greeting->now});
  body.card = visitor.card;
  const auto version = greeting->visitor ? std::optional(greeting->visitor_version) : std::nullopt;
  const auto& latest = greeting->latest;
  if (latest && latest->body.open()) {
    facts.existing = true;
    desk::Change change{.conversation = latest->body};
    if (what.text) {
      // After a failover it may have been said again in it.
      store::Call said{store::cid_key(latest->body.id), visitor.id(), what.cid, "message.send"};
      store::Check unsaid;
      unsaid.kind = store::Check::Kind::absent;
      unsaid.key = said.key;
      unsaid.field = said.sender + ":" + said.cid;
      const auto first = co_await store_.first(std::move(said));
      if (!first) co_return refusal(first.error());
      if (*first)
        facts.seq = (*first)->seq;
      else
        change.log.push_back({visitor.actor(latest->body), what.cid, desk::Message{*what.text}});
      if (!*first) seen.add(std::move(unsaid));
    }
    Plan plan{store::Commit(seen), latest->body.id, {}};
    plan.commit.change(latest, change);
    plan.commit.change(version, body);
    plan.commit.made = plan.conversation;
    co_return plan;
  }
  const auto* department =
      what.department ? settings->body.department(*what.department) : default_department(settings->body);
  if (department == nullptr) co_return Refusal{Reason::invalid, "department"};
  const auto how_full = co_await queues(settings->body);
  if (!how_full) co_return how_full.error();
  const auto admitted = desk::admission(settings->body, department->id, *how_full, find_zone_, greeting->now);
  if (!admitted.department) {
    const auto said = co_await was_full(admitted.fills);
    if (!said) co_return said.error();
    desk::Refusal full;
    full.why = desk::Refusal::Why::desk_full;
    co_return refusal(full);
  }
  rely_on_room(*admitted.department, admitted.bound, seen);
  desk::Start start{"c" + random_id(), *admitted.department, visitor.card, what.cid, what.text, {}, {}};
  desk::Facts rules;
  rules.now = greeting->now;
  rules.settings = settings->body;
  rules.customer = body.customer;
  if (latest) {
    start.previous = latest->body.id;
    const auto pref = co_await preferred(latest->body, start.department, rules, seen);
    if (!pref) co_return pref.error();
    start.pref = *pref;
  }
  Plan plan{store::Commit(seen), start.id, {}};
  plan.wake.push_back(*admitted.department);
  plan.commit.fills = admitted.fills;
  if (admitted.reopens) plan.commit.reopens.push_back(*admitted.department);
  auto change = desk::start(start, rules);
  body.customer = change.customer.value_or(body.customer);
  // `queued` is then the event of this call, and its sequence the result's.
  if (!what.text) change.log.back().by = visitor.actor(change.conversation);
  plan.commit.change(std::optional<store::ConversationView>(), change);
  plan.commit.change(version, body);
  plan.commit.made = start.id;
  co_return plan;
}

Task<std::optional<desk::Preference>> Conversations::preferred(const desk::Conversation& previous,
                                                               const std::string& department,
                                                               const desk::Facts& facts,
                                                               store::Reading& seen) {
  std::optional<desk::Preference> none;
  if (!previous.owner) co_return none;
  // Their loads move all the time, and only their presence matters.
  store::Reading unused;
  const auto last = co_await store_.staff(previous.owner->id, unused);
  if (!last && last.error() == store::Fault::not_found) co_return none;
  if (!last) co_return refusal(last.error());
  auto pref = desk::preference_for(last->body, last->here, department, facts);
  if (pref) last->relied_here(seen);
  co_return pref;
}

Task<desk::Queues> Conversations::queues(const desk::Settings& settings) {
  desk::Queues all;
  const auto departments = settings.departments;
  for (const auto& department : departments) {
    const auto waiting = co_await store_.waiting(department.id);
    if (!waiting) co_return refusal(waiting.error());
    all[department.id] = *waiting;
  }
  co_return all;
}

void Conversations::rely_on_room(const std::string& department, int bound, store::Reading& seen) {
  store::Check room;
  room.kind = store::Check::Kind::count;
  room.key = store::waiting_key(department);
  room.bound = bound;
  seen.add(std::move(room));
}

// Whoever is turned away says so, although their call changes nothing else.
Task<void> Conversations::was_full(const std::vector<std::string>& departments) {
  if (departments.empty()) co_return boost::system::in_place_value;
  const store::Reading nothing;
  store::Commit commit(nothing);
  commit.fills = departments;
  const auto said = co_await store_.commit(std::move(commit));
  if (!said) co_return refusal(said.error());
  co_return boost::system::in_place_value;
}

Task<Done> Conversations::leave(Caller visitor, Start what) {
  const store::Call call{store::vcid_key(visitor.id()), visitor.id(), what.cid, "conversation.leave"};
  const MakePlan make = [&] { return plan_leave(visitor, what); };
  co_return co_await transact("", call, make);
}

Task<Conversations::Plan> Conversations::plan_leave(const Caller& visitor, const Start& what) {
  store::Reading seen;
  std::vector<store::Position> none;
  auto greeting = co_await store_.greet(visitor.id(), std::move(none));
  if (!greeting) co_return refusal(greeting.error());
  const auto& latest = greeting->latest;
  if (latest && latest->body.open()) {
    Refusal open{Reason::conflict};
    open.state = word(latest->body.state);
    co_return open;
  }
  const auto settings = co_await store_.settings(seen);
  if (!settings) co_return refusal(settings.error());
  const auto* department =
      what.department ? settings->body.department(*what.department) : default_department(settings->body);
  if (department == nullptr) co_return Refusal{Reason::invalid, "department"};
  desk::Visitor body = greeting->visitor.value_or(desk::Visitor{visitor.card, greeting->now});
  body.card = visitor.card;
  const auto version = greeting->visitor ? std::optional(greeting->visitor_version) : std::nullopt;
  desk::Start left{"c" + random_id(), department->id, visitor.card, what.cid, what.text, {}, {}};
  if (latest) left.previous = latest->body.id;
  desk::Facts rules;
  rules.now = greeting->now;
  rules.settings = settings->body;
  rules.due = desk::recovery_due(settings->body, department->id, find_zone_, greeting->now);
  rules.customer = body.customer;
  const auto change = desk::leave_message(left, rules);
  body.customer = change.customer.value_or(body.customer);
  Plan plan{store::Commit(seen), left.id, {}};
  plan.commit.change(std::optional<store::ConversationView>(), change);
  plan.commit.change(version, body);
  plan.commit.made = left.id;
  co_return plan;
}

Task<void> Conversations::update_visitor(desk::VisitorCard card) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    std::vector<store::Position> none;
    auto greeting = co_await store_.greet(card.id, std::move(none));
    if (!greeting) co_return refusal(greeting.error());
    store::Reading seen;
    store::Commit commit(seen);
    desk::Visitor body = greeting->visitor.value_or(desk::Visitor{card, greeting->now});
    const bool open = greeting->latest && greeting->latest->body.open();
    if (greeting->visitor && body.card == card && !(open && greeting->latest->body.visitor != card))
      co_return boost::system::in_place_value;
    body.card = card;
    commit.change(greeting->visitor ? std::optional(greeting->visitor_version) : std::nullopt, body);
    if (open) {
      desk::Change change{.conversation = greeting->latest->body};
      change.conversation.visitor = card;
      commit.change(greeting->latest, change);
    }
    const auto committed = co_await store_.commit(std::move(commit));
    if (!committed) co_return refusal(committed.error());
    if (committed->kind == store::Committed::Kind::done) co_return boost::system::in_place_value;
  }
  co_return Refusal{Reason::conflict};
}

}  // namespace baton::chat
