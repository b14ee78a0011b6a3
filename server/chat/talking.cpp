// Messages, and what goes with them: the logs, typing, how far somebody has read.
#include "server/chat/conversations.hpp"
#include "server/chat/matchers.hpp"
#include "server/desk/lifecycle.hpp"

namespace baton::chat {

namespace {

// Whether it failed, or was done by its twin, because the conversation was opened meanwhile: then `append`
// has the answer.
bool opened_meanwhile(const Result<Done>& done) {
  if (done) return done->duplicate;
  const auto& no = done.error();
  return no.reason == Reason::conflict && no.why.empty() && (no.state == "queued" || no.state == "active");
}

}  // namespace

Task<Done> Conversations::send(Caller by, std::string conversation, std::string cid, std::string text,
                               std::string if_epoch) {
  for (int attempt = 1;; ++attempt) {
    auto done = co_await try_send(by, conversation, cid, text, if_epoch);
    const bool appended = done && !done->epoch.empty();
    if (!appended && attempt < attempts && opened_meanwhile(done)) continue;
    if (done && !done->duplicate && !by.is_staff()) co_await hear(by, conversation, text);
    co_return done;
  }
}

Task<Done> Conversations::try_send(Caller by, std::string conversation, std::string cid, std::string text,
                                   std::string if_epoch) {
  const desk::Actor actor = by.is_staff() ? by.staff.actor() : by.actor({});
  store::Append message;
  message.conversation = conversation;
  message.method = "message.send";
  message.side = by.is_staff() ? store::Side::staff : store::Side::visitor;
  message.event = {actor, cid, desk::Message{text}};
  message.if_epoch = if_epoch;
  const auto landed = co_await store_.append(message);
  if (!landed) co_return refusal(landed.error());
  const store::Call call{store::cid_key(conversation), by.id(), cid, message.method};
  Refusal no{Reason::conflict};
  switch (landed->landed) {
    case store::Landed::done:
    case store::Landed::duplicate: {
      store::LogRecord written{conversation, landed->epoch, landed->seq, landed->at, message.event};
      hub_.repair().promised(written);
      co_await hub_.align(conversation, landed->epoch);
      Done done{conversation, landed->seq, landed->at, landed->epoch,
                landed->landed == store::Landed::duplicate};
      co_return done;
    }
    case store::Landed::cid_reused:
      no.why = "cid_reused";
      co_return no;
    case store::Landed::full:
      no.why = "full";
      no.state = word(landed->state);
      co_return no;
    case store::Landed::other_epoch:
      co_return (co_await in_epoch(conversation, landed->epoch, if_epoch)).error();
    case store::Landed::not_found:
    case store::Landed::not_open:
    case store::Landed::not_writer:
      break;
  }
  // The rare ways: a supervisor who has not joined, a visitor who comes back, or somebody who may not.
  if (by.is_staff()) {
    const MakePlan join = [&] { return plan_join(by, conversation, message.event, if_epoch); };
    co_return co_await transact(conversation, call, join);
  }
  const std::optional<std::string> said(text);
  const MakePlan reopen = [&] { return plan_return(by, conversation, cid, said, if_epoch); };
  co_return co_await transact(conversation, call, reopen);
}

Task<void> Conversations::in_epoch(std::string conversation, std::string current, std::string if_epoch) {
  if (if_epoch.empty() || if_epoch == current) co_return boost::system::in_place_value;
  co_await hub_.align(std::move(conversation), std::move(current));
  Refusal no{Reason::conflict};
  no.why = "epoch";
  co_return no;
}

Task<Conversations::Plan> Conversations::plan_join(const Caller& by, const std::string& conversation,
                                                   const desk::LogEvent& message,
                                                   const std::string& if_epoch) {
  store::Reading seen;
  auto c = co_await see(by, conversation, Act::send, seen);
  if (!c) co_return c.error();
  const auto same = co_await in_epoch(conversation, c->view.hot.epoch, if_epoch);
  if (!same) co_return same.error();
  auto said = message;
  if (c->who.staff.supervises()) said.by.role = desk::Role::supervisor;
  std::vector<std::string> others;
  const auto all = co_await concerned(c->view, std::move(others), seen);
  if (!all) co_return all.error();
  const auto decided = desk::join_and_say(c->view.body, c->who.staff, said, all->facts);
  if (!decided) co_return refusal(decided.error());
  co_return plan_of(seen, c->view, *decided, *all);
}

Task<store::ConversationView> Conversations::get(Caller by, std::string conversation) {
  store::Reading unused;
  auto c = co_await see(by, conversation, Act::read, unused);
  if (!c) co_return c.error();
  co_await hub_.align(conversation, c->view.hot.epoch);
  hub_.queues().estimate(c->view);
  co_return std::move(c->view);
}

Task<store::Page<desk::LogEvent>> Conversations::log(Caller by, std::string conversation, store::Seq after,
                                                     std::string epoch, int limit) {
  store::Reading unused;
  const auto c = co_await see(by, conversation, Act::read, unused);
  if (!c) co_return c.error();
  auto page = co_await store_.log(conversation, after, std::move(epoch), limit);
  if (!page) co_return refusal(page.error());
  co_await hub_.align(conversation, page->epoch);
  co_return std::move(*page);
}

Task<store::Page<desk::NotesEvent>> Conversations::notes(Caller by, std::string conversation,
                                                         store::Seq after, std::string epoch, int limit) {
  store::Reading unused;
  const auto c = co_await see(by, conversation, Act::read, unused);
  if (!c) co_return c.error();
  if (!by.is_staff()) co_return Refusal{Reason::forbidden};
  auto page = co_await store_.notes(conversation, after, std::move(epoch), limit);
  if (!page) co_return refusal(page.error());
  co_await hub_.align(conversation, page->epoch);
  for (auto& event : page->events) event = fenced(std::move(event), c->who.staff, c->view.body.shared);
  co_return std::move(*page);
}

Task<void> Conversations::typing(Caller by, std::string conversation, bool on) {
  store::Reading unused;
  const auto c = co_await see(by, conversation, Act::type, unused);
  if (!c) co_return c.error();
  store::TypingSignal typing{c->who.actor(c->view.body), on, std::nullopt};
  store::Signal signal(std::move(typing));
  const auto told = co_await store_.signal(conversation, std::move(signal));
  if (!told) co_return refusal(told.error());
  co_return boost::system::in_place_value;
}

Task<void> Conversations::read(Caller by, std::string conversation, bool notes, store::Seq seq) {
  store::Reading unused;
  const auto c = co_await see(by, conversation, Act::read, unused);
  if (!c) co_return c.error();
  if (notes && !by.is_staff()) co_return Refusal{Reason::forbidden};
  const auto& hot = c->view.hot;
  if (seq > (notes ? hot.notes_seq : hot.log_seq)) co_return Refusal{Reason::invalid, "seq"};
  // Who only looks on is not seen to read.
  if (authorise(Act::type, c->who, c->view.body) != Verdict::yes) co_return boost::system::in_place_value;
  if (!notes && !c->view.sealed) {
    const auto marked = co_await store_.mark_read(conversation, by.id(), seq);
    if (!marked) co_return refusal(marked.error());
  }
  store::ReadSignal read{c->who.actor(c->view.body), notes, seq};
  store::Signal signal(std::move(read));
  const auto told = co_await store_.signal(conversation, std::move(signal));
  if (!told) co_return refusal(told.error());
  co_return boost::system::in_place_value;
}

}  // namespace baton::chat
