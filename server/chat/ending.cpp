// A conversation ends, comes back, or loses its owner.
#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/lifecycle.hpp"

namespace baton::chat {

Task<Done> Conversations::close(Caller by, std::string conversation, std::string cid,
                                desk::CloseReason reason, std::optional<std::vector<std::string>> tags) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.close"};
  const MakePlan make = [&] { return plan_close(by, conversation, cid, reason, tags); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_close(const Caller& by, const std::string& conversation,
                                                    const std::string& cid, desk::CloseReason reason,
                                                    const std::optional<std::vector<std::string>>& tags) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::close, seen);
  if (!c) co_return c.error();
  const auto& view = c->view;
  // Whether it is owed an answer turns on what was said; so does whether one was recovered.
  if (!by.is_staff() || view.body.recovering) view.talk(seen);
  std::vector<std::string> others;
  const auto all = co_await concerned(view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto actor = c->who.actor(view.body);
  const auto decided = by.is_staff() ? desk::close(view.body, actor, cid, reason, tags, all->facts)
                                     : desk::leave_chat(view.body, actor, cid, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, view, *decided, *all);
}

Task<Done> Conversations::reopen(Caller by, std::string conversation, std::string cid) {
  const store::Call call{store::cid_key(conversation), by.id(), cid, "conversation.reopen"};
  const std::optional<std::string> nothing;
  const MakePlan make = [&] { return plan_return(by, conversation, cid, nothing, {}); };
  co_return co_await transact(conversation, call, make);
}

Task<Conversations::Plan> Conversations::plan_return(const Caller& by, const std::string& conversation,
                                                     const std::string& cid,
                                                     const std::optional<std::string>& text,
                                                     const std::string& if_epoch) {
  store::Reading seen;
  const auto c = co_await see(by, conversation, Act::reopen, seen);
  if (!c) co_return c.error();
  const auto same = co_await in_epoch(conversation, c->view.hot.epoch, if_epoch);
  if (!same) co_return same.error();
  const auto& body = c->view.body;
  desk::Returning previous;
  std::optional<store::StaffView> owner;
  auto earlier = body.owner;
  if (!earlier && !body.participants.empty()) earlier = body.participants.back().who;
  std::vector<std::string> who;
  if (earlier) who.push_back(earlier->id);
  const auto all = co_await concerned(c->view, who, seen);
  if (!all) co_return all.error();
  if (earlier && all->staff.contains(earlier->id)) owner = all->staff.at(earlier->id);
  if (owner) {
    previous.owner = owner->body;
    previous.present = owner->relied_here(seen);
    previous.nobody_waits = true;
    for (const auto& department : owner->body.departments) {
      const auto waiting = co_await store_.waiting(department);
      if (!waiting) co_return refusal(waiting.error());
      if (waiting->waiting > 0) previous.nobody_waits = false;
    }
  }
  const auto actor = c->who.actor(body);
  std::optional<desk::LogEvent> message;
  if (text) message = desk::LogEvent{actor, cid, desk::Message{*text}};
  const auto decided = desk::reopen(body, actor, cid, message, previous, all->facts);
  if (!decided) co_return refusal(decided.error());
  if (decided->staff)  // given to the previous owner because nobody waited for them: that must still be so
    for (const auto& department : owner->body.departments) rely_on_room(department, 1, seen);
  co_return plan_of(seen, c->view, *decided, *all);
}

Task<void> Conversations::owner_lost(std::string staff) {
  store::Reading unused;
  const auto view = co_await store_.staff(staff, unused);
  if (!view && view.error() != store::Fault::not_found) co_return refusal(view.error());
  if (view && !view->here) {
    for (const auto& conversation : view->body.offered) {
      const MakePlan make = [&] { return plan_offeree_gone(staff, conversation); };
      const auto done = co_await transact(conversation, std::nullopt, make);
      if (!done && done.error().reason == Reason::unavailable) co_return done.error();
    }
    for (const auto& conversation : view->body.owned) {
      const MakePlan make = [&] { return plan_owner_lost(staff, conversation); };
      const auto done = co_await transact(conversation, std::nullopt, make);
      // A conflict: it was closed or taken over meanwhile, or the owner is back.
      if (!done && done.error().reason == Reason::unavailable) co_return done.error();
    }
  }
  store::Timer grace{store::TimerKind::grace, staff};
  const auto dropped = co_await store_.drop_timer(std::move(grace));
  if (!dropped) co_return refusal(dropped.error());
  co_return boost::system::in_place_value;
}

Task<Conversations::Plan> Conversations::plan_owner_lost(const std::string& staff,
                                                         const std::string& conversation) {
  store::Reading seen;
  const auto owner = co_await store_.staff(staff, seen);
  if (!owner) co_return refusal(owner.error());
  if (owner->relied_here(seen)) co_return Refusal{Reason::conflict};
  const auto c = co_await store_.conversation(conversation, seen);
  if (!c) co_return refusal(c.error());
  std::vector<std::string> others;
  const auto all = co_await concerned(*c, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = desk::owner_lost(c->body, owner->body, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, *c, *decided, *all);
}

}  // namespace baton::chat
