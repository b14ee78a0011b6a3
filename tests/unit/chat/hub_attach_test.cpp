// A connection comes to a conversation while everything else goes on: subscribe first, read second, and
// nothing lost, doubled or out of order whatever happens between two steps.
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

void both(Scene& s) {
  s.tell(s.ana, desk::Because::assigned);
  s.tell(s.customer, desk::Because::started);
}
void check_both(Scene& s) {
  s.expect_true_copy(s.ana);
  s.expect_true_copy(s.customer);
}
TEST(HubAttach, TheCopyThenTheHistoryThenWhatHappens) {
  Scene s;
  both(s);
  s.w.here.idle();
  ASSERT_EQ(s.ana->heard.size(), 6U);
  EXPECT_TRUE(s.ana->heard.front().starts_with("copy 1 "));
  EXPECT_TRUE(s.customer->heard.front().starts_with("copy 0 "));
  check_both(s);
  s.w.say(visitor("v1"), s.conversation, "there?");
  s.w.here.idle();
  EXPECT_TRUE(s.ana->heard.back().starts_with("log 4 epoch-1 message:there?"));
  EXPECT_EQ(s.w.here.hub.followed(), 1U);
}

TEST(HubAttach, EventsArriveAtEachStep) {
  const Act disturb = [](Scene& s) {
    s.w.say(visitor("v1"), s.conversation, "between");
    s.w.note("ana", s.conversation, "between");
  };
  EXPECT_GT(at_each_step(both, disturb, check_both), 8);
}

TEST(HubAttach, EventsArriveAtTwoSteps) {
  for (int apart = 1; apart < 8; ++apart) {
    const Act disturb = [apart](Scene& s) {
      s.w.say(visitor("v1"), s.conversation, "first");
      s.w.note("ana", s.conversation, "first");
      for (int i = 0; i < apart; ++i) s.w.here.step();
      s.w.say(s.w.caller("ana"), s.conversation, "second");
      s.w.note("ana", s.conversation, "second");
    };
    at_each_step(both, disturb, check_both);
    if (HasFailure()) return;
  }
}

TEST(HubAttach, TheBodyChangesAtEachStep) {
  const Act disturb = [](Scene& s) { s.w.close(s.w.caller("ana"), s.conversation); };
  at_each_step(both, disturb, check_both);
}

// A failover makes the reading of the history take longer than that of the changed body.
TEST(HubAttach, TheBodyChangesAroundAFailoverAtEachStep) {
  for (int apart = 0; apart < 8; ++apart) {
    const Act disturb = [apart](Scene& s) {
      s.w.fail_over(s.w.state->data);
      for (int i = 0; i < apart; ++i) s.w.here.step();
      s.w.close(s.w.caller("ana"), s.conversation);
    };
    at_each_step(both, disturb, check_both);
    if (HasFailure()) return;
  }
}

TEST(HubAttach, AFailoverThatLosesNothingAtEachStep) {
  const Act disturb = [](Scene& s) {
    s.w.say(visitor("v1"), s.conversation, "old");
    s.w.fail_over(s.w.state->data);
    s.w.say(visitor("v1"), s.conversation, "new");
  };
  at_each_step(both, disturb, check_both);
}

// The tail is lost: what was shown of it is taken back before anything of the new epoch is told.
TEST(HubAttach, AFailoverThatLosesTheTailAtEachStep) {
  for (int apart = 0; apart < 10; ++apart) {
    const Act disturb = [apart](Scene& s) {
      const auto kept = s.w.state->data;
      s.w.say(visitor("v1"), s.conversation, "lost1");
      s.w.say(visitor("v1"), s.conversation, "lost2");
      s.w.note("ana", s.conversation, "lost");
      for (int i = 0; i < apart; ++i) s.w.here.step();
      s.w.fail_over(kept);
      s.w.say(visitor("v1"), s.conversation, "new");
      s.w.note("ana", s.conversation, "new");
    };
    at_each_step(both, disturb, check_both);
    if (HasFailure()) return;
  }
}

// What is read before somebody is given a conversation says that they are not concerned, and may arrive after
// the notice of it.
TEST(HubAttach, WhoIsGivenItBackAtEachStepIsAttached) {
  for (const bool attached : {true, false}) {
    const Act begin = [attached](Scene& s) {
      if (attached) s.tell(s.ana);
      s.w.here.idle();
      s.w.here.store.late = 8;
      s.ana_is_lost();
      if (!attached) s.tell(s.ana);  // of before
    };
    const Act disturb = [](Scene& s) { s.w.take("ana", s.conversation); };
    const Act check = [](Scene& s) {
      s.w.say(visitor("v1"), s.conversation, "still-there");
      s.w.here.idle();
      s.expect_true_copy(s.ana);
    };
    EXPECT_GT(at_each_step(begin, disturb, check), 8);
  }
}

TEST(HubAttach, LeavingAtEachStepLeavesNothingBehind) {
  const Act disturb = [](Scene& s) {
    s.w.here.hub.leave(s.ana);
    s.w.here.hub.leave(s.customer);
  };
  const Act check = [](Scene& s) {
    EXPECT_EQ(s.w.here.hub.followed(), 0U);
    const auto heard = s.ana->heard.size() + s.customer->heard.size();
    Spy spy;
    s.w.here.store.listen(spy);
    s.w.say(visitor("v1"), s.conversation, "nobody hears");
    s.w.note("ana", s.conversation, "nobody hears");
    const auto told = s.w.there.ask(s.w.there.store.notify("ana", {.conversation = s.conversation}));
    ASSERT_TRUE(told);
    s.w.here.idle();
    EXPECT_EQ(spy.heard, 0) << "a subscription was left";
    EXPECT_EQ(s.ana->heard.size() + s.customer->heard.size(), heard);
    s.w.here.store.listen(s.w.here.hub);
  };
  at_each_step(both, disturb, check);
}

// Entering and leaving before the answer came.
TEST(HubAttach, LeavingWhileEnteringLeavesNothingBehind) {
  Scene s;
  const auto ben = std::make_shared<Client>(s.w.caller("ben"));
  s.w.here.begin([](chat::Hub& hub, ClientPtr who) -> boost::asio::awaitable<void> {
    const auto entered = co_await hub.enter(who);
    EXPECT_TRUE(entered);
  }(s.w.here.hub, ben));
  ASSERT_TRUE(s.w.here.step());  // it has entered, and waits for its subscription
  s.w.here.hub.leave(ben);
  s.w.here.idle();
  Spy spy;
  s.w.here.store.listen(spy);
  const auto told = s.w.there.ask(s.w.there.store.notify("ben", {.conversation = s.conversation}));
  ASSERT_TRUE(told);
  s.w.here.idle();
  EXPECT_EQ(spy.heard, 0);
  s.w.here.store.listen(s.w.here.hub);
}

// A person's second connection leaves while the first is being attached.
TEST(HubAttach, ASecondTabLeavingAtEachStepIsNotAttachedAnyMore) {
  ClientPtr tab;
  const Act begin = [&](Scene& s) {
    tab = s.w.connect(s.w.caller("ana"));
    s.tell(s.ana);
  };
  const Act disturb = [&](Scene& s) {
    s.w.here.hub.leave(tab);
    tab->heard.clear();
  };
  const Act check = [&](Scene& s) {
    s.expect_true_copy(s.ana);
    s.w.say(visitor("v1"), s.conversation, "after");
    s.w.here.idle();
    EXPECT_TRUE(tab->heard.empty()) << tab->heard.front();
    s.w.here.hub.leave(s.ana);
    EXPECT_EQ(s.w.here.hub.followed(), 0U);
  };
  at_each_step(begin, disturb, check);
}

// The store is away from each step on, things happen, and it comes back.
TEST(HubAttach, TheStoreGoesAwayAtEachStepAndComesBack) {
  const Act disturb = [](Scene& s) {
    s.w.here.store.away(true);
    s.w.here.idle();
    s.w.say(visitor("v1"), s.conversation, "missed");
    s.w.note("ana", s.conversation, "missed");
    s.w.here.store.away(false);
  };
  at_each_step(both, disturb, check_both);
}

// It answers nothing for a moment, and no connection breaks that would tell when it is back.
TEST(HubAttach, WhatTheStoreDidNotAnswerAtEachStepIsMadeGood) {
  const Act disturb = [](Scene& s) {
    auto& store = s.w.here.store;
    Spy nobody;
    store.away(true);
    s.w.here.idle();
    store.listen(nobody);
    store.away(false);
    s.w.here.idle();
    store.listen(s.w.here.hub);
    s.w.say(visitor("v1"), s.conversation, "then");
    s.w.note("ana", s.conversation, "then");
  };
  const Act check = [](Scene& s) {
    if (s.w.here.hub.fell_short()) s.w.here.ask(s.w.here.hub.check());
    s.w.here.idle();
    EXPECT_FALSE(s.w.here.hub.fell_short());
    check_both(s);
  };
  const Act expected = [](Scene& s) {
    s.w.here.hub.expect(s.customer);
    both(s);
  };
  at_each_step(expected, disturb, check);
}

TEST(HubAttach, AnotherOnesConversationIsLeftAlone) {
  Scene s;
  const auto stranger = s.w.connect(visitor("v2"), s.conversation);
  const auto ben = s.w.connect(s.w.caller("ben"), s.conversation);  // a colleague is no participant
  s.w.say(visitor("v1"), s.conversation, "private");
  s.w.here.idle();
  EXPECT_TRUE(stranger->heard.empty());
  EXPECT_TRUE(ben->heard.empty());
  EXPECT_EQ(s.w.here.hub.followed(), 0U);
}

// After a result that carried the copy and the log up to a position: on from there.
TEST(HubAttach, GoesOnFromWhatTheHelloToldAtEachStep) {
  const Act begin = [](Scene& s) {
    const auto view = s.w.state->view(s.w.stored(s.conversation));
    const store::Position at{s.conversation, "epoch-1", 2, {}};
    s.w.here.begin([](chat::Hub& hub, ClientPtr who, store::ConversationView told,
                      store::Position from) -> boost::asio::awaitable<void> {
      const auto attached = co_await hub.attach_told(who, told, from);
      EXPECT_TRUE(attached);
    }(s.w.here.hub, s.customer, view, at));
  };
  const Act disturb = [](Scene& s) { s.w.say(visitor("v1"), s.conversation, "then"); };
  const Act check = [](Scene& s) {
    ASSERT_EQ(s.customer->heard.size(), 2U);
    EXPECT_TRUE(s.customer->heard[0].starts_with("log 3 epoch-1 assigned:ana"));
    EXPECT_TRUE(s.customer->heard[1].starts_with("log 4 epoch-1 message:then"));
  };
  at_each_step(begin, disturb, check);
}

TEST(HubAttach, WhatChangedSinceTheHelloReadItIsTold) {
  const auto closed = "state=" + std::to_string(static_cast<int>(desk::State::closed));
  for (const bool beside : {true, false}) {
    Scene s;
    if (beside) s.tell(s.ana);
    s.w.here.idle();
    const auto told = s.w.state->view(s.w.stored(s.conversation));
    s.w.close(s.w.caller("ana"), s.conversation);
    s.w.here.idle();
    store::Position at{s.conversation, "epoch-1", 2, {}};
    EXPECT_TRUE(s.w.here.ask(s.w.here.hub.attach_told(s.customer, told, std::move(at))));
    s.w.here.idle();
    EXPECT_THAT(s.customer->heard, ::testing::Contains(::testing::HasSubstr(closed))) << beside;
  }
}

}  // namespace
}  // namespace baton::test
