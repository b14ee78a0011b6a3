// What care and the customer do: flag, ask, answer, think again; and who else may read or write.
#include <algorithm>

#include "server/chat/handoffs.hpp"

namespace baton::chat {
namespace {

bool sells(const desk::Settings& settings, const std::string& department) {
  const auto* d = settings.department(department);
  return d != nullptr && d->kind == desk::DepartmentKind::sales;
}

}  // namespace

Task<Handoffs::Plan> Handoffs::plan_step(const Caller& by, const std::string& conversation, Act act,
                                         const std::string& id, const Row& row) {
  auto plan = co_await plan_row(by, conversation, act, row);
  if (!plan) co_return plan.error();
  const auto& write = plan->commit.conversations.front();
  if (act == Act::flag)
    plan->commit.made = write.after.opportunities.back().id;
  else if (const auto* under_way = write.before->under_way(); id.empty() && under_way != nullptr)
    plan->commit.made = under_way->id;
  else
    plan->commit.made = id;
  co_return std::move(*plan);
}

Task<Done> Handoffs::flag(Caller by, std::string conversation, std::string cid, desk::Flag what) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "opportunity.flag"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::flag(c.view.body, c.actor(), cid, what, facts);
  };
  const std::string new_one;
  const MakePlan make = [&] { return plan_step(by, conversation, Act::flag, new_one, row); };
  co_return co_await transact(conversation, call, make);
}

Task<Done> Handoffs::dismiss_suggestion(Caller by, std::string conversation, std::string cid,
                                        std::string rule) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "suggestion.dismiss"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::dismiss_suggestion(c.view.body, c.actor(), cid, rule, facts);
  };
  const MakePlan make = [&] { return plan_row(by, conversation, Act::flag, row); };
  co_return co_await transact(conversation, call, make);
}

// --- asking

Task<Done> Handoffs::propose(Caller by, std::string conversation, std::string cid, Propose what) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "handoff.propose"};
  const MakePlan make = [&] { return plan_propose(by, conversation, cid, what); };
  co_return co_await transact(conversation, call, make);
}

Task<Handoffs::Plan> Handoffs::plan_propose(const Caller& by, const std::string& conversation,
                                            const std::string& cid, const Propose& what) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::propose, seen);
  if (!c) co_return c.error();
  if (what.override_reason && !c->who.staff.supervises()) co_return Refusal{Reason::forbidden};
  if (const auto no_room = full(Act::propose, c->view)) co_return *no_room;
  const auto& body = c->view.body;
  if (body.find_opportunity(what.opportunity) == nullptr) co_return Refusal{Reason::not_found};
  std::vector<std::string> others;
  auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto customer = co_await know_customer(c->view, *all, seen);
  if (!customer) co_return customer.error();
  desk::Proposal proposal{.opportunity = what.opportunity, .brief = what.brief, .pitch = what.pitch};
  proposal.override_reason = what.override_reason;
  const auto addressed = co_await address(what.to, proposal, *all);
  if (!addressed) co_return addressed.error();
  const auto reps = co_await know_reps(body, proposal.department, *all);
  if (!reps) co_return reps.error();
  if (what.customer_asked) {
    const auto at = co_await asked_at(body, *what.customer_asked);
    if (!at) co_return at.error();
    proposal.asked_at = *at;
  }
  auto actor = c->actor();
  // Who sets the guard aside does it as a supervisor, whatever they own.
  if (what.override_reason) actor.role = desk::Role::supervisor;
  const auto decided = desk::propose(body, actor, cid, proposal, all->facts);
  if (!decided) co_return refusal(decided.error());
  auto plan = plan_of(seen, c->view, *decided, *all);
  plan.commit.made = what.opportunity;
  co_return plan;
}

Task<void> Handoffs::address(const std::optional<To>& to, desk::Proposal& proposal, Concerned& all) {
  const auto& settings = all.facts.settings;
  if (to && to->department) {
    if (!sells(settings, *to->department)) co_return unknown("to.department");
    proposal.department = *to->department;
  } else if (to) {
    const auto staff = co_await know_staff(to->staff.value_or(""), all);
    if (!staff) co_return staff.error();
    if (!*staff) co_return unknown("to.staff");
    const auto& theirs = (*staff)->body.departments;
    const auto sales =
        std::find_if(theirs.begin(), theirs.end(), [&](const std::string& d) { return sells(settings, d); });
    if (sales == theirs.end()) co_return unknown("to.staff");
    proposal.department = *sales;
    proposal.staff = (*staff)->body;
    proposal.here = (*staff)->here;
    all.facts.named_here = proposal.here;
  } else {
    for (const auto& d : settings.departments) {
      if (d.kind != desk::DepartmentKind::sales) continue;
      if (!proposal.department.empty()) co_return unknown("to");
      proposal.department = d.id;
    }
    if (proposal.department.empty()) co_return unknown("to");
  }
  co_return boost::system::in_place_value;
}

Task<desk::Time> Handoffs::asked_at(const desk::Conversation& c, store::Seq seq) {
  if (seq == 0) co_return unknown("customer_asked");
  const std::string any_epoch;
  const auto page = co_await store_.log(c.id, seq - 1, any_epoch, 1);
  if (!page) co_return refusal(page.error());
  if (page->events.empty()) co_return unknown("customer_asked");
  const auto& said = page->events.front();
  const bool theirs = std::holds_alternative<desk::Message>(said.event.what) &&
                      said.event.by.role == desk::Role::visitor && said.event.by.id == c.visitor.id;
  if (said.seq != seq || !theirs) co_return unknown("customer_asked");
  co_return said.at;
}

Task<Done> Handoffs::answer(Caller by, std::string conversation, std::string handoff, std::string cid,
                            desk::Answer answer, std::optional<store::Time> due) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "handoff.answer"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::answer(c.view.body, c.actor(), cid, handoff, answer, due, facts);
  };
  const std::string under_way;
  const MakePlan make = [&] { return plan_step(by, conversation, Act::consent, under_way, row); };
  co_return co_await transact(conversation, call, make);
}

Task<Done> Handoffs::withdraw(Caller by, std::string conversation, std::string cid, std::string opportunity) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "handoff.withdraw"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::withdraw_handoff(c.view.body, c.actor(), cid, opportunity, facts);
  };
  const MakePlan make = [&] { return plan_step(by, conversation, Act::retract, opportunity, row); };
  co_return co_await transact(conversation, call, make);
}

Task<Done> Handoffs::defer(Caller by, std::string conversation, std::string cid, std::string opportunity,
                           store::Time due) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "handoff.defer"};
  const Row row = [&](const Seen& c, const desk::Facts& facts) {
    return desk::defer(c.view.body, c.actor(), cid, opportunity, due, facts);
  };
  const MakePlan make = [&] { return plan_step(by, conversation, Act::retract, opportunity, row); };
  co_return co_await transact(conversation, call, make);
}

// --- who else

Task<Done> Handoffs::share_note(Caller by, std::string conversation, std::string cid, store::Seq note) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "note.share"};
  const MakePlan make = [&] { return plan_share(by, conversation, cid, note); };
  co_return co_await transact(conversation, call, make);
}

Task<Handoffs::Plan> Handoffs::plan_share(const Caller& by, const std::string& conversation,
                                          const std::string& cid, store::Seq note) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::share_note, seen);
  if (!c) co_return c.error();
  if (const auto no_room = full(Act::share_note, c->view)) co_return *no_room;
  if (note == 0) co_return unknown("note");
  const std::string any_epoch;
  const auto page = co_await store_.notes(conversation, note - 1, any_epoch, 1);
  if (!page) co_return refusal(page.error());
  if (page->events.empty() || page->events.front().seq != note) co_return unknown("note");
  const auto& event = page->events.front().event;
  const auto* written = std::get_if<desk::Note>(&event.what);
  if (written == nullptr) co_return unknown("note");
  const desk::Shared shared{note, event.by, written->text};
  const auto decided = desk::share_note(c->view.body, c->actor(), cid, shared);
  if (!decided) co_return refusal(decided.error());
  Plan plan{store::Commit(seen), conversation, {}};
  plan.commit.change(c->view, *decided);
  co_return plan;
}

Task<Done> Handoffs::invite(Caller by, std::string conversation, std::string cid, std::string staff,
                            bool on) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.invite"};
  const MakePlan make = [&] { return plan_invite(by, conversation, cid, staff, on); };
  co_return co_await transact(conversation, call, make);
}

Task<Handoffs::Plan> Handoffs::plan_invite(const Caller& by, const std::string& conversation,
                                           const std::string& cid, const std::string& staff, bool on) {
  store::Reading seen;
  const auto act = on ? Act::invite : Act::uninvite;
  const auto c = co_await see(by, conversation, act, seen);
  if (!c) co_return c.error();
  std::vector<std::string> others;
  auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto whom = co_await know_staff(staff, *all);
  if (!whom) co_return whom.error();
  if (!*whom) co_return unknown("staff");
  const auto& body = c->view.body;
  if (on && body.owner && body.owner->id == staff) co_return unknown("staff");
  const auto decided = desk::invite(body, c->actor(), cid, (*whom)->body, (*whom)->here, on, all->facts);
  if (!decided) co_return refusal(decided.error());
  if (on) (*whom)->relied_here(seen);
  co_return plan_of(seen, c->view, *decided, *all);
}

}  // namespace baton::chat
