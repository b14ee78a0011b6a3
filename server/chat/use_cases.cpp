// Look again after a lost race, remember a `cid`, ask the table of rights, read what a decision rests on.
#include "server/chat/use_cases.hpp"

#include <algorithm>
#include <array>

#include "server/chat/hub.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/admission.hpp"
#include "server/desk/match.hpp"

namespace baton::chat {
namespace {

// The result of a call that made, or had made, `first.id`.
Done done_of(const std::string& conversation, const store::First& first) {
  Done done;
  done.conversation = conversation;
  done.seq = first.seq;
  done.at = first.at;
  if (const auto c = desk::conversation_of(first.id)) {
    done.conversation = *c;
    done.opportunity = first.id;
  } else if (!first.id.empty()) {
    done.conversation = first.id;
  }
  return done;
}

}  // namespace

std::optional<Refusal> full(Act act, const store::ConversationView& view) {
  constexpr std::array to_log{Act::solve, Act::rate, Act::propose};
  constexpr std::array to_notes{Act::note, Act::tag, Act::complain, Act::alert, Act::flag, Act::share_note};
  const auto among = [act](const auto& acts) {
    return std::find(acts.begin(), acts.end(), act) != acts.end();
  };
  const auto& hot = view.shown();
  const bool no_room = (among(to_log) && hot.log_seq >= store::most_events) ||
                       (among(to_notes) && hot.notes_seq >= store::most_events);
  if (!no_room) return std::nullopt;
  Refusal no{Reason::conflict};
  no.why = "full";
  no.state = word(view.body.state);
  return no;
}

UseCases::UseCases(store::Store& store, Hub& hub, Matchers& matchers, desk::FindZone find_zone)
    : store_(store), hub_(hub), matchers_(matchers), find_zone_(std::move(find_zone)) {}

Task<Done> UseCases::transact(std::string conversation, std::optional<store::Call> call,
                              const MakePlan& make) {
  Refusal last{Reason::conflict};
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto plan = co_await make();
    if (!plan) {
      if (!call) co_return plan.error();
      co_return co_await again(*call, conversation, plan.error());
    }
    plan->commit.call = call;
    auto commit = plan->commit;
    const auto committed = co_await store_.commit(std::move(commit));
    if (!committed) co_return refusal(committed.error());
    switch (committed->kind) {
      case store::Committed::Kind::done:
        co_return co_await finish(*committed, *plan);
      case store::Committed::Kind::duplicate: {
        auto done = done_of(plan->conversation, committed->first);
        done.epoch = committed->epoch;
        done.duplicate = true;
        co_return done;
      }
      case store::Committed::Kind::cid_reused: {
        last.why = "cid_reused";
        co_return last;
      }
      case store::Committed::Kind::conflict:
        break;
    }
  }
  store::Reading unused;
  const auto view = co_await store_.conversation(conversation, unused);
  if (view) {
    last.state = word(view->body.state);
    last.owner = view->body.owner;
  }
  co_return last;
}

// The state refuses it now: unless it is what this very call has done before.
Task<Done> UseCases::again(const store::Call& call, const std::string& conversation,
                           const Refusal& otherwise) {
  if (otherwise.reason == Reason::unavailable) co_return otherwise;
  const auto first = co_await store_.first(call);
  if (!first) co_return refusal(first.error());
  if (!*first) co_return otherwise;
  if ((*first)->method != call.method) {
    Refusal reused{Reason::conflict};
    reused.why = "cid_reused";
    co_return reused;
  }
  auto done = done_of(conversation, **first);
  done.duplicate = true;
  co_return done;
}

Task<Done> UseCases::finish(store::Committed committed, Plan plan) {
  for (const auto& department : plan.wake) matchers_.wake(department);
  co_await hub_.align(plan.conversation, committed.epoch);
  committed.first.id = plan.commit.made;
  auto done = done_of(plan.conversation, committed.first);
  done.epoch = committed.epoch;
  co_return done;
}

Task<UseCases::Seen> UseCases::see(const Caller& by, const std::string& conversation, Act act,
                                   store::Reading& seen) {
  Seen out{{}, by};
  if (by.is_staff()) {
    store::Reading unused;
    auto staff = co_await store_.staff(by.staff.id, unused);
    if (!staff) co_return refusal(staff.error());
    out.who.staff = std::move(staff->body);
  }
  auto view = co_await store_.conversation(conversation, seen);
  if (!view) co_return refusal(view.error());
  out.view = std::move(*view);
  switch (authorise(act, out.who, out.view.body)) {
    case Verdict::yes:
      co_return out;
    case Verdict::hidden:
      // Whoever answers an offer knew of the conversation; it may have been withdrawn a moment ago.
      if (act == Act::answer) co_return Refusal{Reason::conflict};
      co_return Refusal{Reason::not_found};
    case Verdict::forbidden:
      break;
  }
  Refusal no{Reason::forbidden};
  no.owner = out.view.body.owner;
  co_return no;
}

Task<UseCases::Concerned> UseCases::concerned(const store::ConversationView& view,
                                              std::vector<std::string> others, store::Reading& seen) {
  Concerned all;
  store::Reading unused;
  auto settings = co_await store_.settings(unused);
  if (!settings) co_return refusal(settings.error());
  const auto& c = view.body;
  all.facts.now = view.now;
  all.facts.settings = std::move(settings->body);
  all.facts.due = desk::recovery_due(all.facts.settings, c.department, find_zone_, view.now);
  const auto& hot = view.shown();
  all.facts.said = {hot.visitor_seq, hot.staff_seq, hot.last_at};
  if (c.state == desk::State::active && c.owner) others.push_back(c.owner->id);
  if (const auto* offeree = c.offeree()) others.push_back(*offeree);
  for (const auto& id : others) {
    if (all.staff.contains(id)) continue;
    auto staff = co_await store_.staff(id, seen);
    if (!staff && staff.error() == store::Fault::not_found) continue;
    if (!staff) co_return refusal(staff.error());
    all.facts.people.add(staff->body);
    all.staff.emplace(id, std::move(*staff));
  }
  const auto* handoff = c.under_way();
  if (handoff == nullptr) co_return all;
  const auto customer = co_await know_customer(view, all, seen);
  if (!customer) co_return customer.error();
  if (!handoff->asking() || !handoff->handoff) co_return all;
  const auto reps = co_await know_reps(c, handoff->handoff->department, all);
  if (!reps) co_return reps.error();
  if (handoff->handoff->staff) {
    const auto named = co_await know_staff(*handoff->handoff->staff, all);
    if (!named) co_return named.error();
    all.facts.named_here = *named && (*named)->here;
  }
  co_return all;
}

Task<void> UseCases::know_customer(const store::ConversationView& view, Concerned& all,
                                   store::Reading& seen) {
  if (all.visitor) co_return boost::system::in_place_value;
  auto visitor = co_await store_.visitor(view.body.visitor.id, seen);
  // Of a visitor who has been erased nothing is known, and no rep may have their conversation.
  if (!visitor && visitor.error() == store::Fault::not_found) co_return boost::system::in_place_value;
  if (!visitor) co_return refusal(visitor.error());
  all.facts.customer = visitor->body.customer;
  all.visitor = std::move(*visitor);
  co_return boost::system::in_place_value;
}

Task<void> UseCases::know_reps(const desk::Conversation& c, const std::string& department, Concerned& all) {
  const auto staff = co_await store_.all_staff();
  if (!staff) co_return refusal(staff.error());
  std::vector<desk::Candidate> candidates;
  for (const auto& s : *staff) candidates.push_back({s.body, s.here});
  all.facts.rep_free = desk::rep_free(c, department, candidates, all.facts.settings, all.facts.now);
  co_return boost::system::in_place_value;
}

Task<std::optional<store::StaffView>> UseCases::know_staff(const std::string& id, Concerned& all) {
  if (const auto known = all.staff.find(id); known != all.staff.end()) co_return std::optional(known->second);
  store::Reading unused;
  auto staff = co_await store_.staff(id, unused);
  if (!staff && staff.error() == store::Fault::not_found) co_return std::optional<store::StaffView>();
  if (!staff) co_return refusal(staff.error());
  all.facts.people.add(staff->body);
  all.staff.emplace(id, *staff);
  co_return std::optional(std::move(*staff));
}

UseCases::Plan UseCases::plan_of(store::Reading seen, const store::ConversationView& view,
                                 const desk::Change& change, const Concerned& concerned) {
  const auto& after = change.conversation;
  // What it is put into somebody's hands for, without their own doing, rests on their being there.
  const auto* holder = after.offeree();
  const auto* before_it = view.body.offeree();
  if (holder != nullptr && (before_it == nullptr || *before_it != *holder))
    if (const auto known = concerned.staff.find(*holder); known != concerned.staff.end())
      known->second.relied_here(seen);
  Plan plan{store::Commit(seen), view.body.id, {}};
  plan.commit.change(view, change);
  if (after.waits() && !(view.body == after)) plan.wake.push_back(after.served_by());
  const auto add = [&](const desk::Staff& staff) {
    const auto& before = concerned.staff.at(staff.id);
    plan.commit.change(before, staff);
    // They have it without being here (over HTTP): their grace runs from now.
    if (staff.owned.size() > before.body.owned.size() && !before.here)
      plan.commit.graces[staff.id] = concerned.facts.timing().owner_grace;
    if (staff.load() < before.body.load())
      plan.wake.insert(plan.wake.end(), staff.departments.begin(), staff.departments.end());
  };
  if (change.staff) add(*change.staff);
  for (const auto& other : change.others) add(other);
  if (change.customer && concerned.visitor && !(*change.customer == concerned.visitor->body.customer)) {
    auto visitor = concerned.visitor->body;
    visitor.customer = *change.customer;
    plan.commit.change(concerned.visitor->version, visitor);
  }
  return plan;
}

Task<UseCases::Plan> UseCases::plan_row(const Caller& by, const std::string& conversation, Act act,
                                        const Row& row) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, act, seen);
  if (!c) co_return c.error();
  if (const auto no_room = full(act, c->view)) co_return *no_room;
  std::vector<std::string> others;
  auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto customer = co_await know_customer(c->view, *all, seen);
  if (!customer) co_return customer.error();
  const auto decided = row(*c, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, c->view, *decided, *all);
}

}  // namespace baton::chat
