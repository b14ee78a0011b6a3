// What an attached connection hears: each event once, copies only when they changed, nothing of the notes for
// visitors, resets before a new epoch, and everything that a lost publication left out.
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Attached : Scene {
  Attached() {
    tell(ana);
    tell(customer);
    w.here.idle();
    forget();
  }
  void forget() {
    before_ana.insert(before_ana.end(), ana->heard.begin(), ana->heard.end());
    before_customer.insert(before_customer.end(), customer->heard.begin(), customer->heard.end());
    ana->heard.clear();
    customer->heard.clear();
  }
  void expect_true_copies() {
    forget();
    ana->heard = before_ana;
    customer->heard = before_customer;
    expect_true_copy(ana);
    expect_true_copy(customer);
  }
  void check_positions() {
    w.here.ask(w.here.hub.check_positions());
    w.here.idle();
  }
  std::vector<std::string> before_ana;
  std::vector<std::string> before_customer;
};

store::LogRecord record(const Attached& s, store::Seq seq, const std::string& text) {
  return {s.conversation, "epoch-1", seq, 1, {{"v1", "", desk::Role::visitor}, "", desk::Message{text}}, 0};
}

TEST(HubDelivery, ADuplicatePublicationIsDropped) {
  Attached s;
  s.w.say(visitor("v1"), s.conversation, "once");
  s.w.here.idle();
  s.w.here.hub.on_log(record(s, 4, "once"));
  s.w.here.hub.on_log(record(s, 2, "old"));
  s.w.here.idle();
  EXPECT_THAT(s.customer->heard, ElementsAre(StartsWith("log 4 ")));
}

TEST(HubDelivery, AGapIsPulledAndComesInOrder) {
  Attached s;
  s.w.here.store.unfollow_conversation(s.conversation);  // a silent partition
  s.w.say(visitor("v1"), s.conversation, "four");
  s.w.say(visitor("v1"), s.conversation, "five");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, IsEmpty());
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_log(s.conversation)));
  s.w.say(visitor("v1"), s.conversation, "six");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard,
              ElementsAre(HasSubstr("message:four"), HasSubstr("message:five"), HasSubstr("message:six")));
  s.expect_true_copies();
}

// The change of the body was published in the same moment as the events, and is missing with them.
TEST(HubDelivery, WhatAGapHidTheCopyTells) {
  Attached s;
  s.w.close(s.w.caller("ana"), s.conversation);
  s.w.here.idle();
  s.w.here.store.unfollow_conversation(s.conversation);
  s.w.say(visitor("v1"), s.conversation, "still?");  // reopens it
  s.w.here.idle();
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_log(s.conversation)));
  s.w.say(visitor("v1"), s.conversation, "hello?");
  s.w.here.idle();
  s.expect_true_copies();
}

// A change without an event, or whose event was heard and which was not.
TEST(HubDelivery, AChangeThatWasNotHeardIsFoundByThePositionCheck) {
  Attached s;
  auto& stored = s.w.stored(s.conversation);
  stored.body.tags = {"vip"};
  ++stored.version;
  s.check_positions();
  EXPECT_THAT(s.ana->heard, ElementsAre(AllOf(StartsWith("copy"), HasSubstr("tag=vip"))));
  s.forget();
  s.check_positions();
  EXPECT_THAT(s.ana->heard, IsEmpty());
}

TEST(HubDelivery, AGapOfTheNotesIsPulled) {
  Attached s;
  s.w.here.store.unfollow_notes(s.conversation);
  s.w.note("ana", s.conversation, "two");
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_notes(s.conversation)));
  s.w.note("ana", s.conversation, "three");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, ElementsAre(HasSubstr("note:two"), HasSubstr("note:three")));
  EXPECT_THAT(s.customer->heard, IsEmpty());
}

TEST(HubDelivery, ANoteTellsOfTheGapInTheLogBeforeIt) {
  Attached s;
  s.w.here.store.unfollow_conversation(s.conversation);
  s.w.say(visitor("v1"), s.conversation, "four");
  s.w.here.idle();
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_log(s.conversation)));
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_notes(s.conversation)));
  s.w.note("ana", s.conversation, "two");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, ElementsAre(HasSubstr("message:four"), HasSubstr("note:two")));
  EXPECT_THAT(s.customer->heard, ElementsAre(HasSubstr("message:four")));
  s.expect_true_copies();
}

TEST(HubDelivery, AGapOfMoreThanAPageIsPulledWhole) {
  Attached s;
  s.w.here.store.unfollow_conversation(s.conversation);
  for (int i = 0; i < 450; ++i) s.w.say(visitor("v1"), s.conversation, "m");
  s.check_positions();
  EXPECT_EQ(s.ana->heard.size(), 450U);
  s.expect_true_copies();
}

// Everything lost in silence, the change of the body as well, is found by the position check.
TEST(HubDelivery, LostPublicationsAreHealedByThePositionCheck) {
  Attached s;
  s.w.here.store.unfollow_conversation(s.conversation);
  s.w.say(visitor("v1"), s.conversation, "lost");
  s.w.close(s.w.caller("ana"), s.conversation);
  s.w.here.idle();
  EXPECT_THAT(s.customer->heard, IsEmpty());
  s.check_positions();
  s.expect_true_copies();
}

TEST(HubDelivery, LostPublicationsAreHealedWhenSubscriptionsAreRestored) {
  Attached s;
  s.w.here.store.away(true);
  s.w.say(visitor("v1"), s.conversation, "lost");
  s.w.close(s.w.caller("ana"), s.conversation);
  const auto other = s.w.start("v3");
  s.w.take("ana", other);  // its notice is lost as well
  s.w.here.idle();
  s.w.here.store.away(false);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, Contains(AllOf(StartsWith("copy 1"), HasSubstr("visitor=Visitor-v3"))));
  EXPECT_THAT(s.customer->heard, Contains(HasSubstr("closed")));
}

// A conversation that a visitor began while the node could not hear.
TEST(HubDelivery, AVisitorsLostNoticeIsHealedWhenSubscriptionsAreRestored) {
  Attached s;
  const auto tab = s.w.connect(visitor("v3"));
  s.w.here.hub.expect(tab);
  s.w.here.store.away(true);
  s.w.start("v3");
  s.w.here.idle();
  s.w.here.store.away(false);
  s.w.here.idle();
  EXPECT_THAT(tab->heard, Contains(StartsWith("copy 0")));
  EXPECT_THAT(tab->heard, Contains(HasSubstr("message:hello")));
}

// What they had before is over, and still followed.
TEST(HubDelivery, ALostNoticeOfASecondConversationIsHealed) {
  Attached s;
  s.w.close(visitor("v1"), s.conversation);
  s.w.here.idle();
  s.w.here.store.away(true);
  s.w.start("v1", "again");
  s.w.here.idle();
  s.w.here.store.away(false);
  s.w.here.idle();
  EXPECT_THAT(s.customer->heard, Contains(HasSubstr("message:again")));
}

TEST(HubDelivery, WhoConnectedWhileItWasClosedHearsOfItWhenItIsReopened) {
  Attached s;
  s.w.done(s.w.there.conversations.observe(s.w.caller("sue"), s.conversation, true));
  s.w.close(s.w.caller("ana"), s.conversation);
  const auto sue = s.w.connect(s.w.caller("sue"));
  s.w.here.idle();
  EXPECT_THAT(sue->heard, IsEmpty());
  s.w.say(visitor("v1"), s.conversation, "back");
  s.w.here.idle();
  EXPECT_THAT(sue->heard, Contains(HasSubstr("message:back")));
}

TEST(HubDelivery, AllConnectionsAreResetBeforeTheNewEpoch) {
  Attached s;
  const auto kept = s.w.state->data;
  s.w.say(visitor("v1"), s.conversation, "lost");
  s.w.note("ana", s.conversation, "lost");
  s.w.here.idle();
  s.forget();
  s.w.fail_over(kept);
  s.w.say(visitor("v1"), s.conversation, "new");
  s.w.here.idle();
  // And what this node knows is put back.
  EXPECT_THAT(
      s.ana->heard,
      ElementsAre("reset log epoch-2 3", "reset notes epoch-2 2", StartsWith("log 4 epoch-2 message:new"),
                  StartsWith("log 5 epoch-2 message:lost"), StartsWith("notes 3 epoch-2 note:lost")));
  EXPECT_THAT(s.customer->heard, ElementsAre("reset log epoch-2 3", StartsWith("log 4 epoch-2 message:new"),
                                             StartsWith("log 5 epoch-2 message:lost")));
  s.expect_true_copies();
}

// What became of the conversation was told, and is no more: it is told as it is again.
TEST(HubDelivery, CopiesGoBackWithTheLogs) {
  Attached s;
  const auto kept = s.w.state->data;
  s.w.close(s.w.caller("ana"), s.conversation);
  s.w.here.idle();
  s.forget();
  s.w.fail_over(kept);
  s.w.say(visitor("v1"), s.conversation, "still");
  s.w.here.idle();
  EXPECT_THAT(s.customer->heard, Contains(StartsWith("copy")));
  EXPECT_THAT(s.ana->heard, Contains(StartsWith("copy")));
  s.expect_true_copies();
}

// A result that carries the new epoch waits until everybody here is reset to it.
TEST(HubDelivery, WhoFollowsWhatTheStoreLostWholeComesBackToBeTold) {
  Attached s;
  auto without = s.w.state->data;
  without.conversations.clear();
  s.w.fail_over(without);
  s.check_positions();
  EXPECT_THAT(s.customer->heard, Contains("restart"));
  EXPECT_THAT(s.ana->heard, Contains("restart"));
}

TEST(HubDelivery, ResultsOfANewEpochComeAfterTheReset) {
  Attached s;
  s.w.fail_over(s.w.state->data);
  const auto done = s.w.here.ask(s.w.here.conversations.send(visitor("v1"), s.conversation, "c1", "hi"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->epoch, "epoch-2");
  EXPECT_THAT(s.customer->heard, Contains("reset log epoch-2 3"));
  EXPECT_THAT(s.ana->heard, Contains("reset notes epoch-2 2"));
  s.w.fail_over(s.w.state->data);
  s.forget();
  const auto got = s.w.here.ask(s.w.here.conversations.get(s.w.caller("ana"), s.conversation));
  ASSERT_TRUE(got);
  EXPECT_THAT(s.customer->heard, Contains("reset log epoch-3 4"));
  s.w.fail_over(s.w.state->data);
  s.forget();
  const auto noted = s.w.here.ask(s.w.here.conversations.note(s.w.caller("ana"), s.conversation, "c2", "n"));
  ASSERT_TRUE(noted);
  EXPECT_THAT(s.customer->heard, Contains("reset log epoch-4 4"));
}

// What was written in the epoch that ended waits for what was said in it, and is lost, to be said again.
TEST(HubDelivery, NothingIsSaidInAnotherEpochThanItsAuthors) {
  Attached s;
  const auto say = [&](const chat::Caller& who, const std::string& cid, const std::string& epoch) {
    return s.w.here.ask(s.w.here.conversations.send(who, s.conversation, cid, cid, epoch));
  };
  ASSERT_TRUE(say(visitor("v1"), "first", "epoch-1"));
  s.w.here.idle();
  s.forget();
  s.w.fail_over(s.w.state->data);
  const auto refused = say(visitor("v1"), "second", "epoch-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, chat::Reason::conflict);
  EXPECT_EQ(refused.error().why, "epoch");
  EXPECT_THAT(s.customer->heard, Contains("reset log epoch-2 4")) << "before the refusal";
  EXPECT_EQ(s.w.stored(s.conversation).hot.log_seq, 4U);
  EXPECT_TRUE(say(visitor("v1"), "second", "epoch-2"));
  // Closed, where it would open it again.
  s.w.close(s.w.caller("ana"), s.conversation);
  const auto still = say(visitor("v1"), "third", "epoch-1");
  ASSERT_FALSE(still);
  EXPECT_EQ(still.error().why, "epoch");
  EXPECT_TRUE(say(visitor("v1"), "third", "epoch-2"));
}

TEST(HubDelivery, CopiesAreSentOnlyWhenAVisibleFieldChanged) {
  Attached s;
  s.w.say(visitor("v1"), s.conversation, "a message moves no copy");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, Not(Contains(StartsWith("copy"))));
  const auto tagged =
      s.w.there.ask(s.w.there.conversations.tag(s.w.caller("ana"), s.conversation, "t", {"vip"}));
  ASSERT_TRUE(tagged);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, Contains(AllOf(StartsWith("copy"), HasSubstr("tag=vip"))));
  EXPECT_THAT(s.customer->heard, ElementsAre(StartsWith("log 4 "))) << "tags are not for visitors";
  s.forget();
  s.w.here.hub.on_changed(s.conversation, desk::Because::changed, false);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, IsEmpty());
}

TEST(HubDelivery, WhoIsNoLongerConcernedHearsLeftAndThenNothing) {
  Attached s;
  s.ana_is_lost();
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard.back(), StartsWith("copy 9 "));
  EXPECT_THAT(s.ana->heard, Contains(HasSubstr("left:ana")));
  s.forget();
  s.w.say(visitor("v1"), s.conversation, "hello?");
  s.w.note("sue", s.conversation, "seen");
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, IsEmpty());
  EXPECT_THAT(s.customer->heard, ElementsAre(StartsWith("log 6 ")));
  s.w.take("ana", s.conversation);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard.front(), StartsWith("copy 1 "));
}

TEST(HubDelivery, TheCidIsShownToItsAuthorOnly) {
  Attached s;
  const auto tab = s.w.connect(visitor("v1"), s.conversation);
  tab->heard.clear();
  const auto said = s.w.there.ask(s.w.there.conversations.send(visitor("v1"), s.conversation, "mine", "hi"));
  ASSERT_TRUE(said);
  const auto noted =
      s.w.there.ask(s.w.there.conversations.note(s.w.caller("sue"), s.conversation, "hers", "n"));
  ASSERT_TRUE(noted);
  s.w.here.idle();
  EXPECT_THAT(s.customer->heard, Contains(HasSubstr("cid=mine")));
  EXPECT_THAT(tab->heard, Contains(HasSubstr("cid=mine")));
  EXPECT_THAT(s.ana->heard, Not(Contains(HasSubstr("cid="))));
}

TEST(HubDelivery, SignalsGoToTheOthersAndPreviewsToStaff) {
  Attached s;
  store::TypingSignal typing{{"v1", "", desk::Role::visitor}, true, "secret draft"};
  const auto told = s.w.there.ask(s.w.there.store.signal(s.conversation, store::Signal(typing)));
  ASSERT_TRUE(told);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, Contains("signal typing v1 secret draft"));
  EXPECT_THAT(s.customer->heard, IsEmpty());
  store::ReadSignal read{{"sue", "", desk::Role::supervisor}, true, 2};
  const auto marked = s.w.there.ask(s.w.there.store.signal(s.conversation, store::Signal(read)));
  ASSERT_TRUE(marked);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, Contains("signal read sue notes 2"));
  EXPECT_THAT(s.customer->heard, IsEmpty());
}

TEST(HubDelivery, NothingMoreIsHeardOfASealedConversation) {
  Attached s;
  s.w.close(s.w.caller("ana"), s.conversation);
  s.w.pass(desk::minutes(31));
  const auto sealed = s.w.there.ask(s.w.there.store.seal(s.conversation));
  ASSERT_TRUE(sealed && *sealed);
  s.w.here.idle();
  EXPECT_EQ(s.w.here.hub.followed(), 0U);
  s.forget();
  const auto again = s.w.connect(visitor("v1"), s.conversation);
  EXPECT_THAT(again->heard, IsEmpty());
  EXPECT_EQ(s.w.here.hub.followed(), 0U);
}

TEST(HubDelivery, ARevokedSessionIsTold) {
  Attached s;
  store::Notice notice;
  notice.kind = store::Notice::Kind::revoked;
  notice.conversation = "hash";
  const auto told = s.w.there.ask(s.w.there.store.notify("ana", notice));
  ASSERT_TRUE(told);
  s.w.here.idle();
  EXPECT_THAT(s.ana->heard, ElementsAre("revoked hash"));
}

}  // namespace
}  // namespace baton::test
