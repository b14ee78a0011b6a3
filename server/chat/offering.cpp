// Offers are answered, or withdrawn because their holder is gone.
#include "server/desk/offering.hpp"

#include <algorithm>

#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/match.hpp"
#include "server/desk/waiting.hpp"

namespace baton::chat {

Task<Done> Conversations::answer(Caller by, std::string conversation, std::string cid, bool accept) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "offer.answer"};
  const MakePlan make = [&] { return plan_answer(by, conversation, cid, accept); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_answer(const Caller& by, const std::string& conversation,
                                                     const std::string& cid, bool accept) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::answer, seen);
  if (!c) co_return c.error();
  std::vector<std::string> me{by.staff.id};
  const auto all = co_await concerned(c->view, std::move(me), seen);
  if (!all) co_return all.error();
  const auto& body = c->view.body;
  const auto who = all->staff.find(by.staff.id);
  if (who == all->staff.end()) co_return Refusal{Reason::not_found};
  if (accept) {
    const auto accepted = desk::accept(body, who->second.body, cid, all->facts);
    if (!accepted) co_return refusal(accepted.error());
    co_return plan_of(seen, c->view, *accepted, *all);
  }
  std::optional<std::string> where;
  if (!body.handoff_pending()) {  // that waits on, whoever declines
    const auto found = co_await onward(body, by.staff.id, all->facts, seen);
    if (!found) co_return found.error();
    where = *found;
  }
  const auto declined = desk::decline(body, who->second.body, cid, where, all->facts);
  if (!declined) co_return refusal(declined.error());
  co_return plan_of(seen, c->view, *declined, *all);
}

Task<std::optional<std::string>> Conversations::onward(const desk::Conversation& c,
                                                       const std::string& refuser, const desk::Facts& facts,
                                                       store::Reading& seen) {
  std::optional<std::string> nowhere;
  const auto* department = facts.settings.department(c.served_by());
  if (department == nullptr) co_return nowhere;
  const auto staff = co_await store_.all_staff();
  if (!staff) co_return refusal(staff.error());
  // As if it were back in its queue, with everybody's slot free: who could have it, now or in a moment?
  auto waiting = c;
  waiting.offer.reset();
  waiting.state = c.state == desk::State::offered ? desk::State::queued : c.state;
  if (waiting.pending) waiting.pending->offeree.reset();
  waiting.declined.clear();
  waiting.pref.reset();
  waiting.away.reset();
  std::vector<desk::Staff> could;
  std::vector<const store::StaffView*> asked;
  for (const auto& s : *staff) {
    if (s.body.id == refuser || !s.body.serves(department->id)) continue;
    asked.push_back(&s);
    auto free = s.body;
    free.owned.clear();
    free.offered.clear();
    if (desk::eligible(waiting, free, s.here, *department, facts.now)) could.push_back(s.body);
  }
  if (!could.empty() && !desk::all_refused(c, could, facts.now)) co_return nowhere;
  // Somebody who comes, or changes, meanwhile may have it after all.
  for (const auto* s : asked) {
    s->relied_here(seen);
    store::Check version;
    version.key = store::staff_key(s->body.id);
    version.value = std::to_string(s->version);
    seen.add(std::move(version));
  }
  auto how_full = co_await queues(facts.settings);
  if (!how_full) co_return how_full.error();
  const auto next = desk::onward(facts.settings, department->id, *how_full, find_zone_, facts.now);
  if (const auto* there = facts.settings.department(next))
    rely_on_room(next, desk::bound(*there, (*how_full)[next]), seen);
  co_return std::optional(next);
}

Task<Conversations::Plan> Conversations::plan_offeree_gone(const std::string& staff,
                                                           const std::string& conversation) {
  store::Reading seen;
  const auto c = co_await store_.conversation(conversation, seen);
  if (!c) co_return refusal(c.error());
  std::vector<std::string> holder{staff};
  const auto all = co_await concerned(*c, std::move(holder), seen);
  if (!all) co_return all.error();
  const auto who = all->staff.find(staff);
  if (who == all->staff.end()) co_return Refusal{Reason::not_found};
  const bool online = who->second.body.presence == desk::Presence::online;
  if (online && who->second.relied_here(seen)) co_return Refusal{Reason::conflict};
  const auto decided = desk::offeree_gone(c->body, staff, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, *c, *decided, *all);
}

}  // namespace baton::chat
