// Offers, transfers, force and recovery as calls: what the bodies of all concerned become in one commit, what
// is refused and with which words, and that a race at any step leaves owners, offers and loads in step.
#include <algorithm>

#include "server/store/indexes.hpp"
#include "tests/unit/chat/floor.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using To = chat::To;

// A chat that waits while care offers, and what the matcher made of it.
struct Offered : Floor {
  Offered() {
    assign_by(desk::AssignMode::offer);
    conversation = w.start("v2");
    w.here.matchers.wake("care");
    w.here.idle();
  }
};

TEST(Offers, AreHeldAcceptedAndCounted) {
  Offered f;
  ASSERT_EQ(f.body().state, desk::State::offered);
  EXPECT_EQ(f.body().offer->to, "ben") << "ana has one already";
  EXPECT_EQ(f.staff("ben").load(), 1);
  f.in_step();
  EXPECT_EQ(f.answer("ana", true).error().reason, Reason::conflict);
  EXPECT_EQ(f.answer("ana", true).error().state, "offered");
  ASSERT_TRUE(f.answer("ben", true));
  EXPECT_EQ(f.body().owner->id, "ben");
  f.in_step();
  EXPECT_EQ(f.answer("ben", true).error().state, "active") << "it is no offer any more";
}

TEST(Offers, ADeclinedOneGoesToTheNextAndThenIsOwed) {
  Offered f;
  ASSERT_TRUE(f.answer("ben", false));
  ASSERT_EQ(f.body().state, desk::State::offered);
  EXPECT_EQ(f.body().offer->to, "ana");
  f.in_step();
  ASSERT_TRUE(f.answer("ana", false));
  EXPECT_EQ(f.body().state, desk::State::missed) << "everybody here has refused";
  EXPECT_TRUE(f.body().recovery);
  f.in_step();
}

TEST(Offers, OneThatAllHaveDeclinedGoesUpTheLadderAtOnce) {
  Offered f;
  f.change_care([](desk::Department& care) { care.ladder = {{desk::minutes(60), "sales"}}; });
  const auto arrived = f.w.stored(f.conversation).hot.arrived_us;
  f.w.pass(1000);
  ASSERT_TRUE(f.answer("ben", false));
  ASSERT_TRUE(f.answer("ana", false));
  EXPECT_EQ(f.body().state, desk::State::queued);
  EXPECT_EQ(f.body().department, "sales");
  EXPECT_EQ(f.w.stored(f.conversation).hot.arrived_us, arrived);
  EXPECT_EQ(kinds(f.w.stored(f.conversation).log).back(), "queued:overflow");
  f.in_step();
  // Somebody there who has not said no may have it.
  f.w.hire(staff_member("sam", {"sales"}));
  f.come("sam");
  f.w.here.matchers.wake("sales");
  f.w.here.idle();
  EXPECT_EQ(f.body().owner->id, "sam");
}

TEST(Offers, TwoThatLapseMakeAwayAndTheCustomerWaitsOn) {
  Offered f;
  f.go("ana");
  f.w.pass(20'000);
  f.fire(store::TimerKind::offer, f.conversation);
  EXPECT_EQ(f.body().state, desk::State::queued) << "skipped for ben, nobody else is here";
  EXPECT_EQ(f.staff("ben").presence, desk::Presence::online);
  const auto first = std::exchange(f.conversation, f.w.start("v3"));
  f.w.here.matchers.wake("care");
  f.w.here.idle();
  ASSERT_EQ(f.body().state, desk::State::offered);
  f.w.pass(20'000);
  f.fire(store::TimerKind::offer, f.conversation);
  EXPECT_EQ(f.staff("ben").presence, desk::Presence::away);
  EXPECT_EQ(f.body().state, desk::State::queued);
  EXPECT_EQ(f.w.stored(first).body.state, desk::State::queued);
  f.in_step();
}

TEST(Offers, WhoGoesAwayHoldsNone) {
  Offered f;
  ASSERT_TRUE(f.ask(f.c.set_presence(f.w.caller("ben"), desk::Presence::away, std::nullopt)));
  EXPECT_EQ(f.body().offer->to, "ana");
  f.go("ana");
  ASSERT_TRUE(f.ask(f.c.owner_lost("ana")));
  EXPECT_EQ(f.body().state, desk::State::queued);
  EXPECT_TRUE(f.staff("ana").offered.empty());
  f.in_step();
}

TEST(Transfers, ToAPersonWhoAccepts) {
  Floor f;
  ASSERT_TRUE(f.transfer("ana", {.staff = "ben"}, "she asked for Ben"));
  EXPECT_EQ(f.body().owner->id, "ana") << "the giver owns until the taker has it";
  EXPECT_EQ(f.staff("ben").load(), 1);
  f.in_step();
  ASSERT_TRUE(f.answer("ben", true));
  EXPECT_EQ(f.body().owner->id, "ben");
  EXPECT_EQ(f.body().observers, std::vector<std::string>{"ana"});
  EXPECT_EQ(kinds(f.w.stored(f.conversation).log).back(), "transferred:ben");
  f.in_step();
  ASSERT_TRUE(f.ask(f.c.observe(f.w.caller("ana"), f.conversation, false))) << "a giver may stop reading";
  EXPECT_TRUE(f.body().observers.empty());
}

TEST(Transfers, ThatAreRefusedSayWhatWouldDo) {
  Floor f;
  EXPECT_EQ(f.transfer("ana", {.staff = "ana"}).error().field, "to.staff");
  EXPECT_EQ(f.transfer("ana", {.staff = "nobody"}).error().field, "to.staff");
  EXPECT_EQ(f.transfer("ana", {.department = "nowhere"}).error().field, "to.department");
  EXPECT_EQ(f.transfer("ben", {.department = "sales"}).error().reason, Reason::forbidden);
  f.w.hire(staff_member("cy"));
  const auto absent = f.transfer("ana", {.staff = "cy"}).error();
  EXPECT_EQ(absent.reason, Reason::conflict);
  EXPECT_EQ(absent.why, "offline");
  ASSERT_EQ(absent.choices.size(), 2U);
  EXPECT_EQ(absent.choices[0].staff, "ben");
  EXPECT_EQ(absent.choices[1].department, "care");
  f.staff("ben").capacity = 0;
  EXPECT_EQ(f.transfer("ana", {.staff = "ben"}).error().why, "capacity");
  EXPECT_FALSE(f.body().pending) << "nothing changed";
}

TEST(Transfers, ToADepartmentWaitUntilSomebodyIsThereOrTheGiverTakesItBack) {
  Floor f;
  ASSERT_TRUE(f.transfer("ana", {.department = "sales"}));
  EXPECT_EQ(f.body().owner->id, "ana");
  EXPECT_EQ(f.w.state->set("waiting:sales").size(), 1U);
  ASSERT_TRUE(f.ask(f.c.take(f.w.caller("ana"), f.conversation, "back", false)));
  EXPECT_FALSE(f.body().pending);
  EXPECT_EQ(f.w.state->set("waiting:sales").size(), 0U);
  ASSERT_TRUE(f.transfer("ana", {.department = "sales"}));
  f.w.hire(staff_member("sam", {"sales"}));
  f.come("sam");
  f.w.here.matchers.wake("sales");
  f.w.here.idle();
  EXPECT_EQ(f.body().owner->id, "sam");
  EXPECT_EQ(f.body().department, "sales");
  f.in_step();
}

TEST(Transfers, OfALostGiverGoToTheQueueOfTheTarget) {
  Floor f;
  ASSERT_TRUE(f.transfer("ana", {.department = "sales"}));
  f.go("ana");
  ASSERT_TRUE(f.ask(f.c.owner_lost("ana")));
  EXPECT_EQ(f.body().state, desk::State::queued);
  EXPECT_EQ(f.body().department, "sales");
  f.in_step();
}

// Whatever happens between two steps of an acceptance, there is one owner, and loads are right.
TEST(Transfers, ARaceAtAnyStepLeavesOneOwner) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Floor f;
    ASSERT_TRUE(f.transfer("ana", {.staff = "ben"}));
    f.w.here.begin([](Floor& floor) -> boost::asio::awaitable<void> {
      const auto ben = floor.w.caller("ben");
      const auto answered = co_await floor.c.answer(ben, floor.conversation, "race", true);
      EXPECT_TRUE(answered || answered.error().reason == Reason::conflict);
    }(f));
    int done = 0;
    while (done < steps && f.w.here.step()) ++done;
    undisturbed = done < steps;
    auto& there = f.w.there;
    const auto closed = there.ask(
        there.conversations.close(f.w.caller("ana"), f.conversation, "c", desk::CloseReason::resolved, {}));
    f.w.here.idle();
    f.in_step();
    EXPECT_EQ(closed.has_value(), f.body().state == desk::State::closed);
    if (!closed) {
      EXPECT_EQ(f.body().owner->id, "ben");
    }
  }
}

TEST(Supervisor, ObservesAndForces) {
  Floor f;
  EXPECT_EQ(f.ask(f.c.observe(f.w.caller("ben"), f.conversation, true)).error().reason, Reason::forbidden);
  ASSERT_TRUE(f.ask(f.c.observe(f.w.caller("sue"), f.conversation, true)));
  EXPECT_EQ(f.body().observers, std::vector<std::string>{"sue"});
  using Action = desk::Force::Action;
  EXPECT_EQ(f.force("ben", Action::close).error().reason, Reason::forbidden);
  f.staff("ben").capacity = 0;
  ASSERT_TRUE(f.force("sue", Action::transfer, To{.staff = "ben"})) << "over capacity, and logged";
  EXPECT_EQ(f.body().owner->id, "ben");
  f.in_step();
  ASSERT_TRUE(f.force("sue", Action::takeover));
  EXPECT_EQ(f.body().owner->id, "sue");
  ASSERT_TRUE(f.force("sue", Action::transfer, To{.department = "sales"}));
  EXPECT_EQ(f.body().state, desk::State::queued);
  EXPECT_EQ(f.body().department, "sales");
  ASSERT_TRUE(f.force("sue", Action::close));
  EXPECT_EQ(f.body().state, desk::State::closed);
  EXPECT_EQ(f.force("sue", Action::close).error().state, "closed") << "closing twice";
  f.go("ben");
  f.conversation = f.w.start("v5");
  EXPECT_EQ(f.force("sue", Action::transfer, To{.staff = "ben"}).error().why, "offline");
  f.in_step();
}

TEST(Recovery, ALeftMessageIsKeptTakenOrDismissed) {
  Floor f;
  auto vito = visitor("v7");
  vito.card.email = "vito@example.org";
  const auto left = f.ask(f.c.leave(vito, {"left", std::nullopt, "call me"}));
  ASSERT_TRUE(left);
  EXPECT_EQ(left->seq, 1U);
  f.conversation = left->conversation;
  EXPECT_EQ(f.body().state, desk::State::missed);
  EXPECT_EQ(f.body().visitor.email, "vito@example.org");
  EXPECT_TRUE(f.ask(f.c.leave(vito, {"left", std::nullopt, "call me"}))->duplicate);
  ASSERT_TRUE(f.ask(f.c.take(f.w.caller("ben"), f.conversation, "t", false)));
  EXPECT_EQ(f.body().state, desk::State::active);
  EXPECT_FALSE(f.body().reply) << "the visitor may be absent: nobody is hurried";
  EXPECT_EQ(f.ask(f.c.leave(vito, {"more", std::nullopt, "and"})).error().state, "active");
  f.in_step();
  const auto other = f.ask(f.c.leave(visitor("v8"), {"l8", std::nullopt, "spam"}));
  f.conversation = other->conversation;
  ASSERT_TRUE(f.force("sue", desk::Force::Action::close, {}, "spam"));
  EXPECT_EQ(f.body().close_reason, desk::CloseReason::spam);
}

TEST(Timers, AVisitorWhoIsGoneKeepsThePlaceThenIsOwed) {
  Floor f;
  f.assign_by(desk::AssignMode::manual);
  f.conversation = f.w.start("v9");
  auto& store = f.w.there.store;
  const auto here = [&](int connections) {
    ASSERT_TRUE(f.w.there.ask(store.here("n", "v9", store::PersonKind::visitor, connections, 60'000)));
  };
  here(1);
  ASSERT_TRUE(f.ask(f.c.visitor_away("v9")));
  EXPECT_FALSE(f.body().away) << "still here";
  here(0);
  f.w.pass(60'000);
  ASSERT_TRUE(f.ask(f.c.visitor_away("v9")));
  EXPECT_TRUE(f.body().away);
  ASSERT_TRUE(f.ask(f.c.visitor_back("v9")));
  EXPECT_FALSE(f.body().away);
  ASSERT_TRUE(f.ask(f.c.visitor_away("v9")));
  f.w.pass(desk::minutes(9));
  here(1);
  f.fire(store::TimerKind::recover, f.conversation);
  EXPECT_EQ(f.body().state, desk::State::queued) << "back at the last moment";
  EXPECT_FALSE(f.body().away);
  here(0);
  ASSERT_TRUE(f.ask(f.c.visitor_away("v9")));
  f.w.pass(desk::minutes(9));
  f.fire(store::TimerKind::recover, f.conversation);
  EXPECT_EQ(f.body().state, desk::State::missed);
}

TEST(Timers, AnUnansweredChatGoesToSomebodyElse) {
  Floor f;
  f.w.pass(90'000);
  f.fire(store::TimerKind::reply, f.conversation);
  EXPECT_EQ(f.body().owner->id, "ben");
  f.in_step();
  f.w.say(f.w.caller("ben"), f.conversation, "hello");
  f.w.pass(90'000);
  f.fire(store::TimerKind::reply, f.conversation);
  EXPECT_EQ(f.body().owner->id, "ben") << "answered";
}

// L10: a message that lands between any two steps of the idle close keeps the conversation open.
TEST(Timers, NothingEndsOnTheVisitorsLastWord) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Floor f;
    f.w.say(f.w.caller("ana"), f.conversation, "anything else?");
    f.w.pass(desk::minutes(5));
    f.fire(store::TimerKind::idle, f.conversation);
    f.w.pass(desk::minutes(5));
    f.w.here.begin([](Floor& floor) -> boost::asio::awaitable<void> {
      const store::Timer idle{store::TimerKind::idle, floor.conversation};
      const auto fired = co_await floor.c.timer(idle);
      EXPECT_TRUE(fired);
    }(f));
    int done = 0;
    while (done < steps && f.w.here.step()) ++done;
    undisturbed = done < steps;
    auto& there = f.w.there;
    const bool closed_before = f.body().state == desk::State::closed;
    const auto said = there.ask(there.conversations.send(visitor("v1"), f.conversation, "late", "yes!"));
    EXPECT_TRUE(said);
    f.w.here.idle();
    if (!closed_before) {
      EXPECT_EQ(f.body().state, desk::State::active);
    }
    if (undisturbed) {
      EXPECT_TRUE(closed_before) << "undisturbed, it closes";
    }
  }
}

}  // namespace
}  // namespace baton::test
