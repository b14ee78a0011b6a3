// A call with a `cid` may be retried without harm: whatever happened since, it gives its first result and
// does nothing (law L3); the same `cid` of another method is refused.
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using chat::Conversations;
using chat::Done;

struct Story {
  using Call = std::function<chat::Task<Done>(Conversations&)>;
  struct Told {
    std::string what;
    Call call;
    Done first;
  };

  // Carries it out, then retries everything told so far, on the other node.
  void then(const std::string& what, Call call) {
    SCOPED_TRACE(what);
    const auto done = w.there.ask(call(w.there.conversations));
    w.there.idle();
    ASSERT_TRUE(done) << static_cast<int>(done.error().reason) << " " << done.error().state;
    EXPECT_FALSE(done->duplicate);
    if (conversation.empty()) conversation = done->conversation;
    told.push_back({what, std::move(call), *done});
    retry_all();
  }
  void retry_all() {
    const auto& c = w.stored(conversation);
    const auto log = kinds(c.log);
    const auto notes = kinds(c.notes);
    for (const auto& one : told) {
      SCOPED_TRACE("retried: " + one.what);
      const auto again = w.here.ask(one.call(w.here.conversations));
      w.here.idle();
      ASSERT_TRUE(again) << static_cast<int>(again.error().reason) << " " << again.error().state;
      EXPECT_TRUE(again->duplicate);
      EXPECT_EQ(again->seq, one.first.seq);
      EXPECT_EQ(again->at, one.first.at);
      EXPECT_EQ(again->conversation, conversation);
    }
    EXPECT_EQ(kinds(c.log), log);
    EXPECT_EQ(kinds(c.notes), notes);
  }
  Call send(chat::Caller who, std::string cid) {
    return [=, this](Conversations& c) { return c.send(who, conversation, cid, "text of " + cid); };
  }
  Call take(std::string who, std::string cid) {
    return [=, this](Conversations& c) { return c.take(w.caller(who), conversation, cid, false); };
  }
  Call close(chat::Caller who, std::string cid) {
    return [=, this](Conversations& c) {
      return c.close(who, conversation, cid, desk::CloseReason::resolved, std::vector<std::string>{"done"});
    };
  }

  World w;
  std::string conversation;
  std::vector<Told> told;
};

TEST(Retry, EveryCallAtEveryLaterStage) {
  Story s;
  for (const auto* id : {"ana", "ben"}) s.w.hire(staff_member(id));
  s.w.hire(staff_member("sue", {}, {desk::StaffRole::supervisor}));
  const auto v1 = visitor("v1");
  s.then("start", [=](Conversations& c) { return c.start(v1, {"cid-start", std::nullopt, "hello"}); });
  s.then("the visitor says", s.send(v1, "cid-1"));
  s.then("ana takes", s.take("ana", "cid-2"));
  s.then("ana says", s.send(s.w.caller("ana"), "cid-3"));
  s.then("sue joins by saying", s.send(s.w.caller("sue"), "cid-4"));
  s.then("ana notes",
         [&s](Conversations& c) { return c.note(s.w.caller("ana"), s.conversation, "cid-5", "a note"); });
  s.then("ana tags",
         [&s](Conversations& c) { return c.tag(s.w.caller("ana"), s.conversation, "cid-6", {"vip"}); });
  s.then("ana prioritises", [&s](Conversations& c) {
    return c.prioritise(s.w.caller("ana"), s.conversation, "cid-7", desk::Priority::high);
  });
  s.then("ana closes", s.close(s.w.caller("ana"), "cid-8"));
  s.w.pass(desk::minutes(10));
  s.then("the visitor reopens", [&s, v1](Conversations& c) { return c.reopen(v1, s.conversation, "cid-9"); });
  s.then("ben takes", s.take("ben", "cid-10"));
  s.then("the visitor closes", s.close(v1, "cid-11"));
  s.then("the visitor comes back by saying", s.send(v1, "cid-12"));
  s.then("ana takes again", s.take("ana", "cid-13"));
  s.then("ana closes again", s.close(s.w.caller("ana"), "cid-14"));
  s.w.pass(desk::minutes(31));
  s.retry_all();
  const auto sealed = s.w.there.ask(s.w.there.store.seal(s.conversation));
  ASSERT_TRUE(sealed && *sealed);
  s.retry_all();
  s.then("sue notes in the sealed one",
         [&s](Conversations& c) { return c.note(s.w.caller("sue"), s.conversation, "cid-15", "later"); });
}

TEST(Retry, TheSameCidOfAnotherMethodIsRefused) {
  Scene s;
  const auto ana = s.w.caller("ana");
  auto& c = s.w.here.conversations;
  ASSERT_TRUE(s.w.here.ask(c.send(ana, s.conversation, "one", "text")));
  for (const bool later : {false, true}) {
    if (later) s.w.close(ana, s.conversation);
    const auto noted = s.w.here.ask(c.note(ana, s.conversation, "one", "text"));
    ASSERT_FALSE(noted);
    EXPECT_EQ(noted.error().why, "cid_reused");
    const auto taken = s.w.here.ask(c.take(ana, s.conversation, "one", false));
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().why, "cid_reused");
  }
  // Another sender's same cid is another call.
  EXPECT_TRUE(s.w.here.ask(c.send(visitor("v1"), s.conversation, "one", "text")));
}

// The same cid twice at once, at each step of the first: it happens once, and both are told the same.
TEST(Retry, TwiceAtOnceAtEachStep) {
  const auto story = [](const std::string& what, const Act& before,
                        const std::function<chat::Task<Done>(Scene&, Conversations&)>& call) {
    SCOPED_TRACE(what);
    std::optional<chat::Result<Done>> first;
    std::optional<chat::Result<Done>> second;
    std::size_t events = 0;
    const Act begin = [&](Scene& s) {
      before(s);
      events = s.w.stored(s.conversation).log.size();
      first.reset();
      boost::asio::co_spawn(s.w.here.context, call(s, s.w.here.conversations),
                            [&](std::exception_ptr, chat::Result<Done> done) { first = std::move(done); });
    };
    const Act disturb = [&](Scene& s) { second = s.w.there.ask(call(s, s.w.there.conversations)); };
    const Act check = [&](Scene& s) {
      ASSERT_TRUE(first && *first && *second);
      EXPECT_NE((*first)->duplicate, (*second)->duplicate);
      EXPECT_EQ((*first)->seq, (*second)->seq);
      EXPECT_EQ((*first)->conversation, (*second)->conversation);
      if (what.starts_with("send")) {
        EXPECT_EQ((*first)->epoch, "epoch-1");
        EXPECT_EQ((*second)->epoch, "epoch-1");
      }
      const auto log = kinds(s.w.stored(s.conversation).log);
      EXPECT_LE(std::count(log.begin() + static_cast<std::ptrdiff_t>(events), log.end(), "message:text"), 1);
    };
    at_each_step(begin, disturb, check);
  };
  const Act nothing = [](Scene&) {};
  const Act closed = [](Scene& s) { s.w.close(s.w.caller("ana"), s.conversation); };
  story("send", nothing,
        [](Scene& s, Conversations& c) { return c.send(visitor("v1"), s.conversation, "twice", "text"); });
  story("send that reopens", closed,
        [](Scene& s, Conversations& c) { return c.send(visitor("v1"), s.conversation, "twice", "text"); });
  story("send that joins", nothing, [](Scene& s, Conversations& c) {
    return c.send(s.w.caller("sue"), s.conversation, "twice", "text");
  });
  story("close", nothing, [](Scene& s, Conversations& c) {
    return c.close(s.w.caller("ana"), s.conversation, "twice", desk::CloseReason::resolved, {});
  });
  story("reopen", closed,
        [](Scene& s, Conversations& c) { return c.reopen(visitor("v1"), s.conversation, "twice"); });
  story("note", nothing, [](Scene& s, Conversations& c) {
    return c.note(s.w.caller("ana"), s.conversation, "twice", "text");
  });
}

}  // namespace
}  // namespace baton::test
