// What sales does with a hand-off: gives the customer back, and says what became of the opportunity.
#include <algorithm>

#include "server/chat/handoffs.hpp"
#include "server/store/words.hpp"

namespace baton::chat {
namespace {

bool cares(const desk::Settings& settings, const std::string& department) {
  const auto* d = settings.department(department);
  return d != nullptr && d->kind == desk::DepartmentKind::care;
}

}  // namespace

Task<Done> Handoffs::back(Caller by, std::string conversation, std::string cid, Back what) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "handoff.back"};
  const MakePlan make = [&] { return plan_back(by, conversation, cid, what); };
  co_return co_await transact(conversation, call, make);
}

Task<Handoffs::Plan> Handoffs::plan_back(const Caller& by, const std::string& conversation,
                                         const std::string& cid, const Back& what) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::hand_back, seen);
  if (!c) co_return c.error();
  const auto& body = c->view.body;
  std::vector<std::string> me{by.staff.id};
  auto all = co_await concerned(c->view, std::move(me), seen);
  if (!all) co_return all.error();
  const auto rep = all->staff.find(by.staff.id);
  if (rep == all->staff.end()) co_return Refusal{Reason::not_found};
  const auto* opportunity = desk::of_rep(body, by.staff.id);
  if (opportunity == nullptr) {
    desk::Refusal none;
    none.state = body.state;
    none.owner = body.owner;
    co_return refusal(none);
  }
  desk::Return to_care{
      .outcome = what.outcome, .money = what.money, .reason = what.reason, .note = what.note};
  to_care.due = what.due;
  const auto found = co_await way_back(what.to, *opportunity, to_care, *all);
  if (!found) co_return found.error();
  const auto decided = desk::hand_back(body, rep->second.body, cid, to_care, all->facts);
  if (!decided) co_return refusal(decided.error());
  // Given to somebody because they are there: that must still be so.
  const auto& owner = decided->conversation.owner;
  if (owner && to_care.staff && owner->id == to_care.staff->id) all->staff.at(owner->id).relied_here(seen);
  auto plan = plan_of(seen, c->view, *decided, *all);
  plan.commit.made = opportunity->id;
  co_return plan;
}

Task<void> Handoffs::way_back(const std::optional<To>& to, const desk::Opportunity& opportunity,
                              desk::Return& back, Concerned& all) {
  const auto& settings = all.facts.settings;
  back.department = opportunity.giver_department;
  std::optional<std::string> whom;
  if (opportunity.giver) whom = opportunity.giver->id;
  if (to && to->department) {
    if (!cares(settings, *to->department)) co_return unknown("to.department");
    back.department = *to->department;
    whom.reset();
  } else if (to) {
    whom = to->staff;
  }
  if (!whom) co_return boost::system::in_place_value;
  const auto staff = co_await know_staff(*whom, all);
  if (!staff) co_return staff.error();
  if (!to && !*staff) co_return boost::system::in_place_value;  // the giver does not work here any more
  if (!*staff) co_return unknown("to.staff");
  const auto& body = (*staff)->body;
  if (to) {
    const auto care = std::find_if(body.departments.begin(), body.departments.end(),
                                   [&](const std::string& d) { return cares(settings, d); });
    if (care == body.departments.end()) co_return unknown("to.staff");
    if (!body.serves(back.department)) back.department = *care;
  }
  back.staff = body;
  back.here = (*staff)->here;
  co_return boost::system::in_place_value;
}

// --- an opportunity by its id, in any state of its conversation

Task<Done> Handoffs::account(const Caller& by, const std::string& opportunity, const std::string& cid,
                             const char* method, const StaffRow& row) {
  const auto conversation = desk::conversation_of(opportunity);
  if (!conversation) co_return Refusal{Reason::not_found};
  const store::Call call{store::cid_key(*conversation), by.id(), cid, method};
  const MakePlan make = [&] { return plan_account(by, *conversation, opportunity, row); };
  co_return co_await transact(*conversation, call, make);
}

Task<Handoffs::Plan> Handoffs::plan_account(const Caller& by, const std::string& conversation,
                                            const std::string& opportunity, const StaffRow& row) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::account, seen);
  if (!c) co_return c.error();
  const auto& body = c->view.body;
  if (body.find_opportunity(opportunity) == nullptr) co_return Refusal{Reason::not_found};
  std::vector<std::string> others;
  const auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = row(body, c->who.staff, all->facts);
  if (!decided) co_return refusal(decided.error());
  auto plan = plan_of(seen, c->view, *decided, *all);
  plan.commit.made = opportunity;
  co_return plan;
}

Task<Done> Handoffs::close(Caller by, std::string opportunity, std::string cid, desk::Closing what) {
  const StaffRow row = [&](const desk::Conversation& c, const desk::Staff& who, const desk::Facts& facts) {
    return desk::close_opportunity(c, who, cid, opportunity, what, facts);
  };
  co_return co_await account(by, opportunity, cid, "opportunity.close", row);
}

Task<Done> Handoffs::refund(Caller by, std::string opportunity, std::string cid, desk::Money money,
                            std::optional<std::string> reason) {
  const StaffRow row = [&](const desk::Conversation& c, const desk::Staff& who, const desk::Facts& facts) {
    return desk::refund(c, who, cid, opportunity, money, reason, facts);
  };
  co_return co_await account(by, opportunity, cid, "opportunity.refund", row);
}

Task<Done> Handoffs::follow_up(Caller by, std::string opportunity, std::string cid,
                               std::optional<store::Time> due) {
  const StaffRow row = [&](const desk::Conversation& c, const desk::Staff& who, const desk::Facts& facts) {
    return desk::follow_up(c, who, cid, opportunity, due, facts);
  };
  co_return co_await account(by, opportunity, cid, "opportunity.follow_up", row);
}

// --- lists

Task<desk::Staff> Handoffs::me(const Caller& by) {
  store::Reading unused;
  auto staff = co_await store_.staff(by.staff.id, unused);
  if (!staff) co_return refusal(staff.error());
  co_return std::move(staff->body);
}

Task<Handoffs::Known> Handoffs::get(Caller by, std::string opportunity) {
  const auto conversation = desk::conversation_of(opportunity);
  if (!conversation) co_return Refusal{Reason::not_found};
  store::Reading unused;
  const auto c = co_await see(by, *conversation, Act::account, unused);
  if (!c) co_return c.error();
  const auto& body = c->view.body;
  const auto* found = body.find_opportunity(opportunity);
  if (found == nullptr) co_return Refusal{Reason::not_found};
  Known known{body.id, body.visitor, *found};
  co_return known;
}

Task<Handoffs::Found> Handoffs::list(Caller by, Filter filter) {
  const auto who = co_await me(by);
  if (!who) co_return who.error();
  const bool all = may_see_sales(*who);
  auto which = store::List::opportunities;
  std::string key;
  // The narrowest index; the other conditions are looked up in the bodies.
  if (!all) {
    which = store::List::flagged_by;
    key = who->id;
  } else if (filter.owner) {
    which = store::List::opportunities_of;
    key = *filter.owner;
  } else if (filter.state) {
    which = store::List::opportunities_in;
    key = std::string(store::word(*filter.state));
  }
  const auto fits = [&](const desk::Opportunity& o) {
    if (filter.state && o.state != *filter.state) return false;
    if (filter.owner && !(o.owner && o.owner->id == *filter.owner)) return false;
    return all || o.flagged_by.id == who->id;
  };
  Found found;
  found.cursor = filter.cursor;
  constexpr int most_pages = 10;  // a sparse filter gives a short page and a cursor rather than a long wait
  for (int page = 0; page < most_pages; ++page) {
    const auto room = filter.limit - static_cast<int>(found.opportunities.size());
    auto listing = co_await store_.list(which, key, found.cursor, room);
    if (!listing) co_return refusal(listing.error());
    std::vector<std::string> conversations;
    for (const auto& id : listing->ids)
      if (auto c = desk::conversation_of(id)) desk::insert(conversations, *c);
    const auto views = co_await store_.conversations(std::move(conversations));
    if (!views) co_return refusal(views.error());
    for (const auto& id : listing->ids)
      for (const auto& view : *views)
        if (const auto* o = view.body.find_opportunity(id); o != nullptr && fits(*o))
          found.opportunities.push_back({view.body.id, view.body.visitor, *o});
    found.cursor = listing->cursor;
    if (!found.cursor || static_cast<int>(found.opportunities.size()) >= filter.limit) break;
  }
  co_return found;
}

}  // namespace baton::chat
