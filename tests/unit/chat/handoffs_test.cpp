// The hand-off as calls: the whole way there and back, what is refused and with which words, and what becomes
// of it when people, rules or the customer change on the way.
#include "tests/unit/chat/sale.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using chat::To;
using desk::Answer;
using ::testing::Contains;
using ::testing::ElementsAre;

chat::Handoffs::Back won(std::int64_t amount = 39'000) {
  chat::Handoffs::Back what;
  what.outcome = desk::Outcome::won;
  what.money = desk::Money{amount, "EUR"};
  what.note = "two sets";
  return what;
}

TEST(Handoff, TheWholeWayThereAndBack) {
  Sale s;
  const auto proposed = s.propose("ana");
  ASSERT_TRUE(proposed);
  EXPECT_EQ(proposed->opportunity, s.opportunity);
  EXPECT_EQ(proposed->conversation, s.conversation);
  EXPECT_EQ(s.state(), "proposed");
  EXPECT_EQ(s.log().back(), "handoff_proposed:" + s.handoff());
  const auto said_yes = s.reply(Answer::yes);
  ASSERT_TRUE(said_yes);
  EXPECT_EQ(said_yes->opportunity, s.opportunity);
  ASSERT_EQ(s.state(), "offered") << "the matcher has found a rep";
  EXPECT_EQ(s.body().owner->id, "ana") << "who owns until the rep has it";
  s.in_step();
  const auto rep = s.holder();
  ASSERT_TRUE(s.answer(rep, true));
  EXPECT_EQ(s.state(), "accepted");
  EXPECT_EQ(s.body().owner->id, rep);
  EXPECT_EQ(s.body().department, "sales");
  EXPECT_EQ(s.body().observers, std::vector<std::string>{"ana"});
  EXPECT_EQ(s.log().back(), "handed_off:" + rep);
  EXPECT_THAT(s.notes(), Contains("handoff_brief:wants a set for a café"));
  s.in_step();
  const auto returned = s.back(rep, won());
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->opportunity, s.opportunity);
  EXPECT_EQ(s.body().owner->id, "ana");
  EXPECT_EQ(s.body().department, "care");
  EXPECT_EQ(s.state(), "won");
  EXPECT_EQ(s.o().amount, (desk::Money{39'000, "EUR"}));
  EXPECT_EQ(s.log().back(), "handed_back:ana");
  s.in_step();
  EXPECT_THAT(s.entered(),
              ElementsAre("started", "flagged", "proposed", "consented", "offered", "accepted", "won"));
}

TEST(Handoff, EveryCallMayBeRepeated) {
  Sale s;
  const auto twice = [&](const std::function<chat::Task<chat::Done>()>& call) {
    const auto first = s.ask(call());
    ASSERT_TRUE(first) << static_cast<int>(first.error().reason) << first.error().why;
    const auto log = s.log();
    const auto notes = s.notes();
    const auto again = s.ask(call());
    ASSERT_TRUE(again) << static_cast<int>(again.error().reason);
    EXPECT_TRUE(again->duplicate);
    EXPECT_EQ(again->seq, first->seq);
    EXPECT_EQ(again->conversation, s.conversation);
    EXPECT_EQ(again->opportunity, first->opportunity);
    EXPECT_EQ(s.log(), log);
    EXPECT_EQ(s.notes(), notes);
  };
  const auto ana = s.w.caller("ana");
  twice([&] {
    return s.h.flag(ana, s.conversation, "1", {desk::OpportunityKind::renewal, "Lamp", "why", {}, {}});
  });
  const auto what = s.proposal();
  twice([&] { return s.h.propose(ana, s.conversation, "2", what); });
  const auto handoff = s.handoff();
  twice([&] { return s.h.answer(visitor("v1"), s.conversation, handoff, "3", Answer::yes, {}); });
  const auto rep = s.holder();
  ASSERT_TRUE(s.answer(rep, true));
  twice([&] { return s.h.back(s.w.caller(rep), s.conversation, "4", won()); });
  twice([&] { return s.h.refund(s.w.caller(rep), s.opportunity, "5", {9'000, "EUR"}, "one was broken"); });
  twice([&] { return s.h.follow_up(s.w.caller(rep), s.opportunity, "6", std::nullopt); });
  twice([&] { return s.h.close(ana, s.conversation + ".2", "7", {desk::Outcome::dismissed, {}, {}}); });
  const auto reused = s.ask(s.h.withdraw(ana, s.conversation, "2", s.opportunity));
  EXPECT_EQ(reused.error().why, "cid_reused");
}

// --- bad input

TEST(Handoff, WhatCannotBeMeantIsRefusedAndChangesNothing) {
  Sale s;
  auto what = s.proposal();
  what.to = To{.department = "care"};
  EXPECT_EQ(s.propose("ana", what).error().field, "to.department");
  what.to = To{.staff = "ben"};
  EXPECT_EQ(s.propose("ana", what).error().field, "to.staff");
  what.to = To{.staff = "nobody"};
  EXPECT_EQ(s.propose("ana", what).error().field, "to.staff");
  what = s.proposal();
  what.opportunity = s.conversation + ".9";
  EXPECT_EQ(s.propose("ana", what).error().reason, Reason::not_found);
  EXPECT_EQ(s.propose("ben").error().reason, Reason::forbidden);
  EXPECT_EQ(s.propose("sam").error().reason, Reason::not_found) << "not theirs to know";
  EXPECT_EQ(s.ask(s.h.answer(visitor("v2"), s.conversation, "x", s.cid(), Answer::yes, {})).error().reason,
            Reason::not_found);
  EXPECT_EQ(s.reply(Answer::yes, "x").error().reason, Reason::conflict) << "nothing was asked";
  EXPECT_EQ(s.back("ana").error().reason, Reason::forbidden);
  EXPECT_EQ(s.state(), "flagged");

  ASSERT_TRUE(s.propose("ana"));
  EXPECT_EQ(s.propose("ana").error().reason, Reason::conflict) << "proposing twice";
  const auto first = s.handoff();
  ASSERT_TRUE(s.ask(s.h.withdraw(s.w.caller("ana"), s.conversation, s.cid(), s.opportunity)));
  EXPECT_EQ(s.reply(Answer::yes, first).error().reason, Reason::conflict) << "withdrawn";
  EXPECT_EQ(s.state(), "withdrawn");

  s.w.close(s.w.caller("ana"), s.conversation);
  EXPECT_EQ(s.flag("ana").error().state, "closed");
}

TEST(Handoff, ADepartmentMustBeNamedWhereThereAreSeveral) {
  Sale s;
  auto settings = s.w.state->data.settings;
  auto after = settings.body;
  after.departments.push_back({"b2b", "Business", desk::DepartmentKind::sales});
  store::Commit commit{store::Reading{}};
  commit.change(settings, after);
  s.w.must(commit);
  EXPECT_EQ(s.propose("ana").error().field, "to");
  auto what = s.proposal();
  what.to = To{.department = "sales"};
  EXPECT_TRUE(s.propose("ana", what));
}

TEST(Opportunity, ClosingAndMoney) {
  Sale s;
  s.accepted();
  const auto rep = s.w.caller(s.rep());
  const auto other = s.w.caller(s.rep() == "sam" ? "sid" : "sam");
  EXPECT_EQ(s.ask(s.h.close(other, s.opportunity, s.cid(), {desk::Outcome::lost, {}, "no"})).error().reason,
            Reason::forbidden);
  EXPECT_EQ(s.ask(s.h.close(rep, "c9.1", s.cid(), {desk::Outcome::lost, {}, {}})).error().reason,
            Reason::not_found);
  EXPECT_EQ(s.ask(s.h.close(rep, "nonsense", s.cid(), {})).error().reason, Reason::not_found);
  EXPECT_EQ(s.ask(s.h.close(rep, s.opportunity, s.cid(), {desk::Outcome::won, {}, {}})).error().field,
            "amount");
  EXPECT_EQ(s.back(rep.id(),
                   [] {
                     auto what = won();
                     what.money.reset();
                     return what;
                   }())
                .error()
                .field,
            "amount");
  EXPECT_EQ(s.state(), "accepted");
  ASSERT_TRUE(s.back(rep.id(), won(1000)));
  EXPECT_EQ(s.ask(s.h.refund(rep, s.opportunity, s.cid(), {1001, "EUR"}, {})).error().field, "amount");
  ASSERT_TRUE(s.ask(s.h.refund(rep, s.opportunity, s.cid(), {400, "EUR"}, {})));
  EXPECT_EQ(s.o().refunded, 400);
  EXPECT_EQ(s.ask(s.h.refund(rep, s.opportunity, s.cid(), {601, "EUR"}, {})).error().field, "amount");
  EXPECT_EQ(s.ask(s.h.refund(s.w.caller("ana"), s.opportunity, s.cid(), {1, "EUR"}, {})).error().reason,
            Reason::forbidden);
}

// --- on the way

TEST(Handoff, NobodyIsFreeThenSomebodyComes) {
  Sale s;
  s.go("sam");
  s.go("sid");
  ASSERT_TRUE(s.propose("ana"));
  ASSERT_TRUE(s.reply(Answer::yes));
  EXPECT_EQ(s.log().back(), "handoff_failed:nobody") << "never a silent failure";
  EXPECT_EQ(s.state(), "consented");
  s.come("sid");
  s.w.here.matchers.wake("sales");
  s.w.here.idle();
  EXPECT_EQ(s.state(), "offered");
  EXPECT_EQ(s.holder(), "sid");
}

TEST(Handoff, ToARepByName) {
  Sale s;
  auto what = s.proposal();
  what.to = To{.staff = "sid"};
  ASSERT_TRUE(s.propose("ana", what));
  ASSERT_TRUE(s.reply(Answer::yes));
  EXPECT_EQ(s.holder(), "sid");
  s.in_step();
  ASSERT_TRUE(s.answer("sid", false));
  EXPECT_EQ(s.holder(), "sam") << "else whoever of the department is there";
  ASSERT_TRUE(s.answer("sam", false));
  EXPECT_EQ(s.log().back(), "handoff_failed:declined");
  EXPECT_EQ(s.state(), "consented");
  s.in_step();
  ASSERT_TRUE(s.ask(s.h.defer(s.w.caller("ana"), s.conversation, s.cid(), s.opportunity, 1'800'000'000'000)));
  EXPECT_EQ(s.state(), "deferred");
  EXPECT_FALSE(s.body().pending);
  EXPECT_EQ(s.o().due, 1'800'000'000'000);
}

TEST(Handoff, TheTimersOfItsQuestionAndItsOffer) {
  Sale s;
  s.go("sid");
  ASSERT_TRUE(s.propose("ana"));
  s.fire(store::TimerKind::proposal, s.conversation);
  EXPECT_EQ(s.state(), "proposed") << "early";
  s.w.pass(desk::hours(24));
  s.fire(store::TimerKind::proposal, s.conversation);
  EXPECT_EQ(s.state(), "flagged");
  EXPECT_EQ(s.reply(Answer::yes).error().reason, Reason::conflict);
  s.offered();
  s.w.pass(desk::seconds(45));
  s.fire(store::TimerKind::offer, s.conversation);
  EXPECT_EQ(s.state(), "consented");
  EXPECT_EQ(s.log().back(), "handoff_failed:timeout");
  s.in_step();
}

TEST(Handoff, WhenTheGiverOrARepIsLost) {
  Sale s;
  s.offered();
  auto holder = s.holder();
  s.go(holder);
  ASSERT_TRUE(s.ask(s.c.owner_lost(holder)));
  EXPECT_EQ(s.state(), "offered") << "to the other one";
  EXPECT_NE(s.holder(), holder);
  s.in_step();
  s.go("ana");
  s.go("ben");
  ASSERT_TRUE(s.ask(s.c.owner_lost("ana")));
  EXPECT_EQ(s.body().state, desk::State::queued);
  EXPECT_EQ(s.body().department, "care");
  EXPECT_EQ(s.state(), "consented");
  s.in_step();
  s.come("ana");
  s.w.here.matchers.wake("care");
  s.w.here.idle();
  EXPECT_EQ(s.body().owner->id, "ana");
  ASSERT_EQ(s.state(), "offered") << "care has it again";
  holder = s.holder();
  ASSERT_TRUE(s.answer(holder, true));
  s.go(holder);
  ASSERT_TRUE(s.ask(s.c.owner_lost(holder)));
  EXPECT_EQ(s.state(), "consented");
  EXPECT_EQ(s.body().department, "care");
  s.in_step();
}

TEST(Handoff, BackToTheQueueOfAGiverWhoIsGone) {
  Sale s;
  s.accepted();
  s.go("ana");
  s.go("ben");
  auto what = won();
  what.to = To{.department = "sales"};
  EXPECT_EQ(s.back(s.rep(), what).error().field, "to.department");
  what.to = To{.staff = "sid"};
  EXPECT_EQ(s.back(s.rep(), what).error().field, "to.staff");
  const auto rep = s.rep();
  ASSERT_TRUE(s.back(rep));
  EXPECT_EQ(s.body().state, desk::State::queued);
  EXPECT_EQ(s.body().department, "care");
  EXPECT_EQ(s.body().pref->staff, "ana");
  EXPECT_EQ(s.state(), "accepted") << "without an outcome it stays the rep's";
  s.in_step();
  ASSERT_TRUE(
      s.ask(s.h.close(s.w.caller(rep), s.opportunity, s.cid(), {desk::Outcome::lost, {}, "too dear"})));
  EXPECT_EQ(s.state(), "lost");
}

// --- races

// Two reps take at once, at every step of the first one's call: exactly one has it, and the customer reads
// so.
TEST(Handoff, TwoRepsAtOnceOneHasIt) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Sale s;
    auto settings = s.w.state->data.settings;
    auto manual = settings.body;
    manual.departments[1].assign = desk::AssignMode::manual;
    store::Commit commit{store::Reading{}};
    commit.change(settings, manual);
    s.w.must(commit);
    ASSERT_TRUE(s.propose("ana"));
    ASSERT_TRUE(s.reply(Answer::yes));
    ASSERT_EQ(s.state(), "consented") << "in a manual department reps take it";
    std::optional<chat::Result<chat::Done>> sam;
    boost::asio::co_spawn(s.w.here.context, s.c.take(s.w.caller("sam"), s.conversation, "race", false),
                          [&](std::exception_ptr, chat::Result<chat::Done> done) { sam = std::move(done); });
    int done = 0;
    while (done < steps && s.w.here.step()) ++done;
    undisturbed = done < steps;
    auto& there = s.w.there;
    const auto sid = there.ask(there.conversations.take(s.w.caller("sid"), s.conversation, "race", false));
    s.w.here.idle();
    ASSERT_TRUE(sam);
    EXPECT_NE(sam->has_value(), sid.has_value()) << steps;
    EXPECT_EQ(s.body().owner->id, *sam ? "sam" : "sid");
    EXPECT_EQ(s.rep(), s.body().owner->id);
    const auto log = s.log();
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [](auto& k) { return k.starts_with("handed_off"); }), 1);
    s.in_step();
  }
}

// A complaint between any two steps of an acceptance: the rep has it before, or not at all.
TEST(Handoff, AComplaintDuringAnAcceptance) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Sale s;
    s.offered();
    std::optional<chat::Result<chat::Done>> accepted;
    boost::asio::co_spawn(s.w.here.context, s.c.answer(s.w.caller(s.holder()), s.conversation, "race", true),
                          [&](std::exception_ptr, chat::Result<chat::Done> d) { accepted = std::move(d); });
    int done = 0;
    while (done < steps && s.w.here.step()) ++done;
    undisturbed = done < steps;
    const bool had = s.state() == "accepted";
    auto& there = s.w.there;
    EXPECT_TRUE(there.ask(there.conversations.complain(visitor("v1"), s.conversation, "no", true, {})));
    s.w.here.idle();
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->has_value(), had) << steps;
    EXPECT_EQ(s.state(), had ? "accepted" : "consented");
    s.in_step();
  }
}

// --- what everybody hears

TEST(Handoff, WhatItsPeopleHear) {
  Sale s;
  const auto sam = s.w.connect(s.w.caller("sam"));
  const auto vera = s.w.connect(visitor("v1"), s.conversation);
  s.go("sid");
  s.offered();
  EXPECT_THAT(sam->heard, Contains("offer handoff brief:wants a set for a café"));
  ASSERT_TRUE(s.ask(s.h.withdraw(s.w.caller("ana"), s.conversation, s.cid(), s.opportunity)));
  EXPECT_THAT(sam->heard, Contains("offer.withdrawn withdrawn"));
  const Replica shown(vera->heard);
  EXPECT_EQ(shown.shown.at("log"), s.log());
  for (const auto& frame : vera->heard) {
    EXPECT_FALSE(frame.starts_with("notes")) << frame;
    EXPECT_EQ(frame.find("café"), std::string::npos) << frame;
  }
}

}  // namespace
}  // namespace baton::test
