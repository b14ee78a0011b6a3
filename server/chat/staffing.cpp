// What staff do with conversations beyond talking, and their own status.
#include "server/chat/conversations.hpp"

#include <algorithm>

#include "server/chat/matchers.hpp"
#include "server/desk/lifecycle.hpp"

namespace baton::chat {
Task<Done> Conversations::take(Caller by, std::string conversation, std::string cid, bool over) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.take"};
  const MakePlan make = [&] { return plan_take(by, conversation, cid, over); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_take(const Caller& by, const std::string& conversation,
                                                   const std::string& cid, bool over) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::take, seen);
  if (!c) co_return c.error();
  std::vector<std::string> me{by.staff.id};
  const auto all = co_await concerned(c->view, std::move(me), seen);
  if (!all) co_return all.error();
  const auto taker = all->staff.find(by.staff.id);
  if (taker == all->staff.end()) co_return Refusal{Reason::not_found};
  const bool in_turn = c->view.position == 1U;
  const auto decided = desk::take(c->view.body, taker->second.body, cid, over, in_turn, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, c->view, *decided, *all);
}

Task<Done> Conversations::note(Caller by, std::string conversation, std::string cid, std::string text) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "note.add"};
  const MakePlan make = [&] { return plan_note(by, conversation, cid, text); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_note(const Caller& by, const std::string& conversation,
                                                   const std::string& cid, const std::string& text) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::note, seen);
  if (!c) co_return c.error();
  if (const auto no_room = full(Act::note, c->view)) co_return *no_room;
  Plan plan{store::Commit(seen), conversation, {}};
  plan.commit.change(c->view, desk::note(c->view.body, c->who.actor(c->view.body), cid, text));
  co_return plan;
}

Task<Done> Conversations::tag(Caller by, std::string conversation, std::string cid,
                              std::vector<std::string> tags) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.tag"};
  const MakePlan make = [&] { return plan_tag(by, conversation, cid, tags); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_tag(const Caller& by, const std::string& conversation,
                                                  const std::string& cid,
                                                  const std::vector<std::string>& tags) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::tag, seen);
  if (!c) co_return c.error();
  if (const auto no_room = full(Act::tag, c->view)) co_return *no_room;
  const auto decided = desk::tag(c->view.body, c->who.actor(c->view.body), cid, tags);
  if (!decided) co_return refusal(decided.error());
  Plan plan{store::Commit(seen), conversation, {}};
  plan.commit.change(c->view, *decided);
  co_return plan;
}

Task<Done> Conversations::prioritise(Caller by, std::string conversation, std::string cid,
                                     desk::Priority priority) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.priority"};
  const MakePlan make = [&] { return plan_priority(by, conversation, cid, priority); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_priority(const Caller& by, const std::string& conversation,
                                                       const std::string& cid, desk::Priority priority) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::prioritise, seen);
  if (!c) co_return c.error();
  const auto decided = desk::prioritise(c->view.body, c->who.actor(c->view.body), cid, priority);
  if (!decided) co_return refusal(decided.error());
  Plan plan{store::Commit(seen), conversation, {c->view.body.department}};
  plan.commit.change(c->view, *decided);
  co_return plan;
}

Task<desk::Staff> Conversations::set_presence(Caller by, desk::Presence presence,
                                              std::optional<int> capacity) {
  for (int attempt = 0; attempt < 20; ++attempt) {  // every assignment moves this body
    store::Reading seen;
    auto me = co_await store_.staff(by.staff.id, seen);
    if (!me) co_return refusal(me.error());
    auto after = me->body;
    after.presence = presence;
    after.missed_offers = 0;
    if (capacity) after.capacity = *capacity;
    if (after == me->body) co_return after;
    store::Commit commit(seen);
    commit.change(*me, after);
    const auto committed = co_await store_.commit(std::move(commit));
    if (!committed) co_return refusal(committed.error());
    if (committed->kind != store::Committed::Kind::done) continue;
    matchers_.wake_all(after.departments);
    // Who is not online holds no offers; where this fails, their leases end them.
    if (presence != desk::Presence::online)
      for (const auto& conversation : after.offered) {
        const MakePlan make = [&] { return plan_offeree_gone(after.id, conversation); };
        const auto withdrawn = co_await transact(conversation, std::nullopt, make);
        if (!withdrawn && withdrawn.error().reason == Reason::unavailable) break;
      }
    const auto told = co_await store_.desk_changed();
    if (!told) co_return refusal(told.error());
    co_return after;
  }
  co_return Refusal{Reason::conflict};
}

Task<Conversations::Found> Conversations::list(Caller by, Filter filter) {
  store::Reading unused;
  auto me = co_await store_.staff(by.staff.id, unused);
  if (!me) co_return refusal(me.error());
  const auto caller = Caller::of(me->body);
  auto which = store::List::open;
  std::string key;
  // The narrowest index; the other conditions are looked up in the bodies.
  if (filter.owner) {
    which = store::List::owner;
    key = *filter.owner;
  } else if (filter.visitor) {
    which = store::List::visitor;
    key = *filter.visitor;
  } else if (filter.tag) {
    which = store::List::tag;
    key = *filter.tag;
  } else if (filter.state == desk::State::closed) {
    which = store::List::closed;
  } else if (filter.state == desk::State::missed) {
    which = store::List::recovery;
  }
  const auto fits = [&](const desk::Conversation& c) {
    if (filter.state && c.state != *filter.state) return false;
    if (filter.department && c.department != *filter.department) return false;
    if (filter.owner && !(c.owner && c.owner->id == *filter.owner)) return false;
    if (filter.visitor && c.visitor.id != *filter.visitor) return false;
    if (filter.tag && std::find(c.tags.begin(), c.tags.end(), *filter.tag) == c.tags.end()) return false;
    return authorise(Act::read, caller, c) == Verdict::yes;
  };
  Found found;
  found.cursor = filter.cursor;
  constexpr int most_pages = 10;  // a sparse filter gives a short page and a cursor rather than a long wait
  for (int page = 0; page < most_pages; ++page) {
    const auto room = filter.limit - static_cast<int>(found.conversations.size());
    auto listing = co_await store_.list(which, key, found.cursor, room);
    if (!listing) co_return refusal(listing.error());
    auto views = co_await store_.conversations(listing->ids);
    if (!views) co_return refusal(views.error());
    for (auto& view : *views)
      if (fits(view.body)) found.conversations.push_back(std::move(view));
    found.cursor = listing->cursor;
    if (!found.cursor || static_cast<int>(found.conversations.size()) >= filter.limit) break;
  }
  co_return found;
}

}  // namespace baton::chat
