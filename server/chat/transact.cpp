// What every use case shares: look again after a lost race, remember a `cid`, ask the table of rights.
#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"

namespace baton::chat {
namespace {

// A user's call reads and decides again at most this often (design section 4).
constexpr int attempts = 5;

}  // namespace

Conversations::Conversations(store::Store& store, Hub& hub, Matchers& matchers, desk::FindZone find_zone)
    : store_(store), hub_(hub), matchers_(matchers), find_zone_(std::move(find_zone)) {}

Task<Done> Conversations::transact(std::string conversation, std::optional<store::Call> call,
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
        Done done{plan->conversation, committed->first.seq, committed->first.at, committed->epoch, true};
        if (!committed->first.id.empty()) done.conversation = committed->first.id;
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
Task<Done> Conversations::again(const store::Call& call, const std::string& conversation,
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
  Done done;
  done.conversation = (*first)->id.empty() ? conversation : (*first)->id;
  done.seq = (*first)->seq;
  done.at = (*first)->at;
  done.duplicate = true;
  co_return done;
}

Task<Done> Conversations::finish(store::Committed committed, Plan plan) {
  for (const auto& department : plan.wake) matchers_.wake(department);
  co_await hub_.align(plan.conversation, committed.epoch);
  Done done;
  done.conversation = plan.conversation;
  done.seq = committed.first.seq;
  done.at = committed.first.at;
  done.epoch = committed.epoch;
  co_return done;
}

Task<Conversations::Seen> Conversations::see(const Caller& by, const std::string& conversation, Act act,
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
      co_return Refusal{Reason::not_found};
    case Verdict::forbidden:
      break;
  }
  Refusal no{Reason::forbidden};
  no.owner = out.view.body.owner;
  co_return no;
}

Task<Conversations::Concerned> Conversations::concerned(const store::ConversationView& view,
                                                        std::vector<std::string> others,
                                                        store::Reading& seen) {
  Concerned all;
  store::Reading unused;
  auto settings = co_await store_.settings(unused);
  if (!settings) co_return refusal(settings.error());
  all.facts.now = view.now;
  all.facts.settings = std::move(settings->body);
  all.facts.due = desk::recovery_due(all.facts.settings, view.body.department, find_zone_, view.now);
  const auto& hot = view.shown();
  all.facts.said = {hot.visitor_seq, hot.staff_seq, hot.last_at};
  if (view.body.state == desk::State::active && view.body.owner) others.push_back(view.body.owner->id);
  if (const auto* offeree = view.body.offeree()) others.push_back(*offeree);
  for (const auto& id : others) {
    if (all.staff.contains(id)) continue;
    auto staff = co_await store_.staff(id, seen);
    if (!staff && staff.error() == store::Fault::not_found) continue;
    if (!staff) co_return refusal(staff.error());
    all.facts.people.add(staff->body);
    all.staff.emplace(id, std::move(*staff));
  }
  co_return all;
}

Conversations::Plan Conversations::plan_of(const store::Reading& seen, const store::ConversationView& view,
                                           const desk::Change& change, const Concerned& concerned) {
  Plan plan{store::Commit(seen), view.body.id, {}};
  plan.commit.change(view, change);
  const auto& after = change.conversation;
  if (after.waits() && !(view.body == after)) plan.wake.push_back(after.served_by());
  const auto add = [&](const desk::Staff& staff) {
    const auto& before = concerned.staff.at(staff.id);
    plan.commit.change(before, staff);
    if (staff.load() < before.body.load())
      plan.wake.insert(plan.wake.end(), staff.departments.begin(), staff.departments.end());
  };
  if (change.staff) add(*change.staff);
  for (const auto& other : change.others) add(other);
  return plan;
}

}  // namespace baton::chat
