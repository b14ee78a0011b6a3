// Conversations change hands: by their owner's wish, or by a supervisor's force; and who reads along.
#include "server/desk/transferring.hpp"

#include <algorithm>

#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"

namespace baton::chat {
namespace {

constexpr std::size_t most_choices = 20;

}  // namespace

Result<desk::Target> Conversations::target(const To& to, const Concerned& concerned, store::Reading& seen) {
  desk::Target target;
  if (to.department) {
    if (concerned.facts.settings.department(*to.department) == nullptr) return unknown("to.department");
    target.department = to.department;
    return target;
  }
  const auto staff = concerned.staff.find(to.staff.value_or(""));
  if (staff == concerned.staff.end() || staff->second.body.departments.empty()) return unknown("to.staff");
  target.staff = staff->second.body;
  target.here = staff->second.relied_here(seen);
  return target;
}

Task<Done> Conversations::transfer(Caller by, std::string conversation, std::string cid, To to,
                                   std::optional<std::string> note) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.transfer"};
  const MakePlan make = [&] { return plan_transfer(by, conversation, cid, to, note); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_transfer(const Caller& by, const std::string& conversation,
                                                       const std::string& cid, const To& to,
                                                       const std::optional<std::string>& note) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::transfer, seen);
  if (!c) co_return c.error();
  std::vector<std::string> others;
  if (to.staff) others.push_back(*to.staff);
  const auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto& body = c->view.body;
  const auto whom = target(to, *all, seen);
  if (!whom) co_return whom.error();
  if (whom->staff && body.owner && body.owner->id == whom->staff->id) co_return unknown("to.staff");
  const auto decided = desk::transfer(body, c->who.actor(body), cid, *whom, note, all->facts);
  if (decided) co_return plan_of(seen, c->view, *decided, *all);
  auto no = refusal(decided.error());
  if (no.why.empty()) co_return no;
  auto could = co_await choices(body, *whom);
  if (!could) co_return could.error();
  no.choices = std::move(*could);
  co_return no;
}

// Whoever of the wanted person's departments is free now, and these departments' queues.
Task<std::vector<Choice>> Conversations::choices(const desk::Conversation& c, const desk::Target& wanted) {
  std::vector<Choice> all;
  const auto staff = co_await store_.all_staff();
  if (!staff) co_return refusal(staff.error());
  const auto& departments = wanted.staff->departments;
  for (const auto& s : *staff) {
    const bool colleague = std::any_of(departments.begin(), departments.end(),
                                       [&](const std::string& d) { return s.body.serves(d); });
    const bool free = s.here && s.body.presence == desk::Presence::online && s.body.load() < s.body.capacity;
    const bool owns = c.owner && c.owner->id == s.body.id;
    if (colleague && free && !owns && all.size() < most_choices) all.push_back({{}, s.body.id});
  }
  for (const auto& department : departments) all.push_back({department, {}});
  co_return all;
}

Task<Done> Conversations::observe(Caller by, std::string conversation, bool on) {
  const MakePlan make = [&] { return plan_observe(by, conversation, on); };
  auto done = co_await transact(conversation, std::nullopt, make);
  co_return done;
}

Task<Conversations::Plan> Conversations::plan_observe(const Caller& by, const std::string& conversation,
                                                      bool on) {
  store::Reading seen;
  const auto act = on ? Act::observe : Act::stop_observing;
  const auto c = co_await see(by, conversation, act, seen);
  if (!c) co_return c.error();
  const auto decided = desk::observe(c->view.body, c->who.staff, on);
  if (!decided) co_return refusal(decided.error());
  Plan plan{store::Commit(seen), conversation, {}};
  plan.commit.change(c->view, *decided);
  co_return plan;
}

Task<Done> Conversations::force(Caller by, std::string conversation, std::string cid, Force what) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.force"};
  const MakePlan make = [&] { return plan_force(by, conversation, cid, what); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_force(const Caller& by, const std::string& conversation,
                                                    const std::string& cid, const Force& what) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::force, seen);
  if (!c) co_return c.error();
  std::vector<std::string> others{by.staff.id};
  if (what.to && what.to->staff) others.push_back(*what.to->staff);
  const auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto me = all->staff.find(by.staff.id);
  if (me == all->staff.end()) co_return Refusal{Reason::not_found};
  desk::Force force{what.action, {}, what.reason};
  if (what.action == desk::Force::Action::transfer) {
    if (!what.to) co_return unknown("to");
    const auto whom = target(*what.to, *all, seen);
    if (!whom) co_return whom.error();
    force.to = *whom;
  }
  const auto decided = desk::force(c->view.body, me->second.body, cid, force, all->facts);
  if (decided) co_return plan_of(seen, c->view, *decided, *all);
  auto no = refusal(decided.error());
  if (no.why.empty()) co_return no;
  auto could = co_await choices(c->view.body, force.to);
  if (!could) co_return could.error();
  no.choices = std::move(*could);
  co_return no;
}

}  // namespace baton::chat
