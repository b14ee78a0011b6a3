// Law L9 as calls: why the customer may not be asked now, who may set that aside, and that no path leads a
// customer to a rep while the guard objects.
#include "tests/unit/chat/sale.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using desk::Answer;
using ::testing::Contains;

TEST(Guard, SaysWhyAndWhoMaySetItAside) {
  Sale s;
  ASSERT_TRUE(s.ask(s.c.solve(visitor("v1"), s.conversation, s.cid(), false)));
  const auto refused = s.propose("ana").error();
  EXPECT_EQ(refused.reason, Reason::guarded);
  EXPECT_EQ(refused.why, "not_solved");
  EXPECT_TRUE(refused.may_override);
  auto what = s.proposal();
  what.override_reason = "she asked me on the phone";
  EXPECT_EQ(s.propose("ana", what).error().reason, Reason::forbidden);
  EXPECT_EQ(s.state(), "flagged");
  ASSERT_TRUE(s.propose("sue", what));
  EXPECT_THAT(s.entered(), Contains("overridden"));
  ASSERT_TRUE(s.ask(s.c.set_unhappy(s.w.caller("ana"), s.conversation, s.cid(), true)));
  EXPECT_EQ(s.state(), "flagged") << "and the question is gone";
  EXPECT_EQ(s.log().back(), "handoff_withdrawn:" + s.handoff());
  const auto unhappy = s.propose("sue", what).error();
  EXPECT_EQ(unhappy.why, "unhappy");
  EXPECT_FALSE(unhappy.may_override);
}

TEST(Guard, ARefusalIsKeptUntilTheCustomerAsks) {
  Sale s;
  const auto before = s.w.say(visitor("v1"), s.conversation, "what would a set cost?");
  s.w.pass(1);
  ASSERT_TRUE(s.propose("ana"));
  ASSERT_TRUE(s.reply(Answer::no));
  EXPECT_EQ(s.state(), "declined");
  EXPECT_TRUE(s.remembered().refused_at);
  s.opportunity = s.flag("ana")->opportunity;
  EXPECT_EQ(s.propose("ana").error().why, "cooling_off");
  auto asked = s.proposal();
  asked.customer_asked = before.seq;
  EXPECT_EQ(s.propose("ana", asked).error().field, "customer_asked") << "that was before they said no";
  s.w.pass(1);
  const auto mine = s.w.say(s.w.caller("ana"), s.conversation, "anything else?");
  const auto after = s.w.say(visitor("v1"), s.conversation, "I have thought again");
  for (const store::Seq seq : {store::Seq{0}, store::Seq{2}, mine.seq, after.seq + 1}) {
    asked.customer_asked = seq;
    const auto wrong = s.propose("ana", asked).error();
    EXPECT_EQ(wrong.reason, Reason::invalid) << seq;
    EXPECT_EQ(wrong.field, "customer_asked") << seq;
  }
  EXPECT_EQ(s.o(1).state, desk::OpportunityState::flagged);
  asked.customer_asked = after.seq;
  ASSERT_TRUE(s.propose("ana", asked));
  EXPECT_EQ(s.o(1).state, desk::OpportunityState::offered) << "nobody is asked again";
}

// What the customer says in another conversation counts, whether the hand-off hears of it or not.
TEST(Guard, HearsOfAComplaintInAnOlderConversation) {
  Sale s;
  const auto older = s.conversation;
  s.w.close(s.w.caller("ana"), older);
  s.w.pass(desk::days(8));
  s.assign_by(desk::AssignMode::manual);
  s.conversation = s.w.start("v1", "me again");
  s.w.take("ana", s.conversation);
  ASSERT_TRUE(s.ask(s.c.solve(s.w.caller("ana"), s.conversation, s.cid(), true)));
  s.opportunity = s.flag("ana")->opportunity;
  s.offered();
  ASSERT_TRUE(s.ask(s.c.complain(visitor("v1"), older, s.cid(), true, "it broke")));
  EXPECT_EQ(s.state(), "consented");
  EXPECT_EQ(s.holder(), "");
  EXPECT_FALSE(s.body().pending) << "held back";
  s.in_step();
  ASSERT_TRUE(s.ask(s.c.complain(s.w.caller("sue"), older, s.cid(), false, {})));
  EXPECT_EQ(s.state(), "offered") << "and on its way again";
}

// The matcher asks the guard itself: a body that nothing has settled is no way around it.
TEST(Guard, TheMatcherHoldsBackAndGoesOn) {
  Sale s;
  s.go("sam");
  s.go("sid");
  ASSERT_TRUE(s.propose("ana"));
  ASSERT_TRUE(s.reply(Answer::yes));
  ASSERT_TRUE(s.body().pending);
  s.remembered().complaint_since = 1;
  s.assign_by(desk::AssignMode::manual);
  const auto behind = s.w.start("v2");
  s.w.take("ben", behind);
  ASSERT_TRUE(s.ask(s.c.transfer(s.w.caller("ben"), behind, s.cid(), {.department = "sales"}, {})));
  s.come("sam");
  s.w.here.matchers.wake("sales");
  s.w.here.idle();
  EXPECT_FALSE(s.body().pending);
  EXPECT_EQ(s.state(), "consented");
  EXPECT_EQ(s.w.stored(behind).body.owner->id, "sam") << "it blocks nobody";
  s.in_step();
}

TEST(Guard, IsAskedAgainWhenARepAccepts) {
  Sale s;
  s.offered();
  s.remembered().unhappy_since = 1;
  const auto refused = s.answer(s.holder(), true).error();
  EXPECT_EQ(refused.reason, Reason::guarded);
  EXPECT_EQ(refused.why, "unhappy");
  EXPECT_EQ(s.body().owner->id, "ana");
}

TEST(Guard, AComplaintDuringAnOfferEndsIt) {
  Sale s;
  s.offered();
  const auto holder = s.holder();
  ASSERT_TRUE(s.ask(s.c.complain(visitor("v1"), s.conversation, s.cid(), true, "no!")));
  EXPECT_EQ(s.state(), "consented");
  EXPECT_EQ(s.answer(holder, true).error().reason, Reason::conflict) << "it was withdrawn";
  EXPECT_EQ(s.body().owner->id, "ana");
  s.in_step();
}

}  // namespace
}  // namespace baton::test
