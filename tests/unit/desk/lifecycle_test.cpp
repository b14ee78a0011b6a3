// Each row of states.md that lifecycle.hpp covers: what becomes of the body, what is written, and what is
// refused.
#include "server/desk/lifecycle.hpp"

#include <gtest/gtest.h>

#include "server/desk/waiting.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = 1'000'000;
const Timing timing;

TEST(Start, QueuesWithTheMessageFirst) {
  Start what{.id = "c1", .department = "care", .visitor = {.id = "vera"}, .cid = "k", .text = "hello"};
  what.previous = "c0";
  const auto change = start(what, at(now));
  const auto& c = change.conversation;
  EXPECT_EQ(c.state, State::queued);
  EXPECT_EQ(c.started_at, now);
  EXPECT_EQ(c.previous, "c0");
  EXPECT_TRUE(change.arrives);
  EXPECT_EQ(change.because, Because::started);
  EXPECT_EQ(kinds(change.log), "message queued");
  EXPECT_EQ(change.log[0].cid, "k");
  EXPECT_EQ(change.log[0].by.role, Role::visitor);
  EXPECT_EQ(change.log[1].cid, "");
  EXPECT_EQ(change.log[1].by, baton_itself());
}

TEST(Start, WithoutTextQueuedCarriesTheCid) {
  const auto change =
      start({.id = "c1", .department = "care", .visitor = {.id = "vera"}, .cid = "k"}, at(now));
  EXPECT_EQ(kinds(change.log), "queued");
  EXPECT_EQ(change.log[0].cid, "k");
}

TEST(Start, IsKeptForWhoHadThisCustomerLastIfTheyAreThere) {
  auto ana = person("ana", 1, {"another"});  // full: a slot may be free in a moment
  EXPECT_EQ(preference_for(ana, true, "care", at(now)), (Preference{"ana", now + timing.preferred_patience}));
  EXPECT_EQ(preference_for(ana, false, "care", at(now)), std::nullopt);
  EXPECT_EQ(preference_for(ana, true, "sales", at(now)), std::nullopt);
  auto none = at(now);
  none.settings.timing.preferred_patience = 0;
  EXPECT_EQ(preference_for(ana, true, "care", none), std::nullopt);
  ana.presence = Presence::away;
  EXPECT_EQ(preference_for(ana, true, "care", at(now)), std::nullopt);
}

TEST(Assign, GivesItToThemInOneStep) {
  auto c = queued("c1");
  c.observers = {"ana", "olga"};
  c.pref = Preference{"ana", now + 1};
  const auto change = assign(c, person("ana"), {"ana", "bob"}, at(now));
  const auto& after = change.conversation;
  EXPECT_EQ(after.state, State::active);
  EXPECT_EQ(after.owner->id, "ana");
  EXPECT_EQ(after.assigned_at, now);
  EXPECT_FALSE(after.pref);
  EXPECT_EQ(after.observers, std::vector<std::string>{"olga"});
  ASSERT_EQ(after.participants.size(), 1u);
  EXPECT_FALSE(after.participants[0].helper);
  ASSERT_TRUE(change.staff);
  EXPECT_EQ(change.staff->owned, std::vector<std::string>{"c1"});
  EXPECT_EQ(change.staff->idle_since, now);
  EXPECT_EQ(kinds(change.log), "assigned");
  EXPECT_EQ(std::get<Decision>(change.notes.at(0).what).considered, (std::vector<std::string>{"ana", "bob"}));
  EXPECT_EQ(std::get<Decision>(change.notes.at(0).what).because, "preferred");
  EXPECT_FALSE(change.arrives);
}

TEST(Take, FromTheQueueByTheirOwnWish) {
  const auto change = take(queued("c1"), person("ana"), "k", false, false, at(now));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->conversation.state, State::active);
  EXPECT_EQ(kinds(change->log), "assigned");
  EXPECT_EQ(change->log[0].cid, "k");
  EXPECT_EQ(change->log[0].by.id, "ana");
  EXPECT_EQ(std::get<Decision>(change->notes.at(0).what).because, "taken out of order");
  EXPECT_FALSE(change->arrives);
}

TEST(Take, OverCapacityOnlyWithOverAndSaysSo) {
  const auto full = person("ana", 1, {"c9"});
  EXPECT_EQ(why(take(queued("c1"), full, "k", false, true, at(now))), Refusal::Why::capacity);
  const auto change = take(queued("c1"), full, "k", true, true, at(now));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->staff->owned, (std::vector<std::string>{"c1", "c9"}));
  EXPECT_EQ(std::get<Decision>(change->notes.at(0).what).because, "taken in turn, over capacity");
}

TEST(Take, FromTheRecoveryListReopens) {
  const auto change = take(missed("c1", now - 1), person("ana"), "k", false, true, at(now));
  ASSERT_TRUE(change);
  const auto& after = change->conversation;
  EXPECT_EQ(after.state, State::active);
  EXPECT_EQ(kinds(change->log), "reopened assigned");
  EXPECT_FALSE(after.recovery || after.closed_at || after.close_reason);
}

TEST(Take, NothingElseCanBeTaken) {
  for (const auto& c : {active("c1"), closed("c1", now), offered("c1")})
    EXPECT_EQ(why(take(c, person("bob"), "k", true, true, at(now))), Refusal::Why::state);
}

TEST(Close, FreesTheOwnerAndOpensTheWindow) {
  auto c = active("c1");
  c.participants.push_back({{"hal", "Hal"}, Role::agent, true});
  c.pending = Pending{};
  const auto change = close(c, person("ana").actor(), "k", CloseReason::resolved,
                            std::vector<std::string>{"tag"}, at(now, {person("ana", 4, {"c1", "c2"})}));
  ASSERT_TRUE(change);
  const auto& after = change->conversation;
  EXPECT_EQ(after.state, State::closed);
  EXPECT_EQ(after.owner->id, "ana") << "the last owner stays";
  EXPECT_EQ(after.closed_at, now);
  EXPECT_EQ(after.close_reason, CloseReason::resolved);
  EXPECT_EQ(after.reopen_until, now + timing.reopen_window);
  EXPECT_EQ(after.seal_at, now + timing.seal_after);
  EXPECT_FALSE(after.pending);
  EXPECT_TRUE(writers(after).empty());
  EXPECT_FALSE(after.participants.back().helper);
  EXPECT_EQ(change->staff->owned, std::vector<std::string>{"c2"});
  EXPECT_EQ(change->staff->idle_since, now);
  EXPECT_EQ(kinds(change->log), "closed");
  EXPECT_EQ(change->log[0].cid, "k");
  EXPECT_EQ(after.tags, std::vector<std::string>{"tag"});
  EXPECT_EQ(change->notes.size(), 1u);
}

TEST(Close, OnlyWhatIsActive) {
  for (const auto& c : {queued("c1"), offered("c1"), closed("c1", now), missed("c1", now)}) {
    const auto decided = close(c, person("ana").actor(), "k", CloseReason::spam, std::nullopt, at(now));
    EXPECT_EQ(why(decided), Refusal::Why::state);
    EXPECT_EQ(decided.error().state, c.state);
  }
}

TEST(LeaveChat, IsMissedOnlyWhenTheyWroteAndNoHumanAnswered) {
  const Actor vera{"vera", "", Role::visitor};
  const auto state_after = [&](const Conversation& c, Said said) {
    const auto change = leave_chat(c, vera, "k", at(now, {person("ana", 4, {"c1"})}, said));
    return change ? change->conversation.state : State::queued;
  };
  EXPECT_EQ(state_after(queued("c1"), {true, false}), State::missed);
  EXPECT_EQ(state_after(queued("c1"), {false, false}), State::closed);
  EXPECT_EQ(state_after(queued("c1"), {true, true}), State::closed) << "requeued after an answer";
  EXPECT_EQ(state_after(active("c1"), {true, false}), State::missed) << "assigned, but nobody said a word";
  EXPECT_EQ(state_after(active("c1"), {true, true}), State::closed);
  EXPECT_EQ(state_after(offered("c1"), {true, false}), State::missed);
  for (const auto& c : {closed("c1", now), missed("c1", now)})
    EXPECT_EQ(why(leave_chat(c, vera, "k", at(now))), Refusal::Why::state);
}

TEST(LeaveChat, AMissedOneIsOwedAndNobodys) {
  const auto change = leave_chat(active("c1"), {"vera", "", Role::visitor}, "k",
                                 at(now, {person("ana", 4, {"c1"})}, {true, false}));
  ASSERT_TRUE(change);
  const auto& after = change->conversation;
  EXPECT_FALSE(after.owner);
  ASSERT_TRUE(after.recovery);
  EXPECT_FALSE(after.reopen_until || after.seal_at);
  EXPECT_TRUE(change->staff->owned.empty());
  EXPECT_EQ(kinds(change->log), "closed");
  EXPECT_EQ(after.close_reason, CloseReason::visitor_left);
  EXPECT_EQ(std::get<Alert>(change->notes.at(0).what), (Alert{true, AlertReason::missed}));
}

TEST(LeaveChat, WhoWasMissedIsOwedAnAnswerUntilSomebodyGivesOne) {
  const Actor vera{"vera", "", Role::visitor};
  const Said twice{.visitor = 3, .staff = 2};  // staff's word is from before it was missed
  const auto facts = at(now, {person("ana", 4, {"c1"})}, twice);
  const auto taken = take(missed("c1", now - 1), person("ana"), "k", false, true, facts);
  ASSERT_TRUE(taken);
  const auto unanswered =
      close(taken->conversation, person("ana").actor(), "k", CloseReason::resolved, {}, facts);
  ASSERT_TRUE(unanswered);
  const auto back = reopen(unanswered->conversation, vera, "k", {}, {}, facts);
  ASSERT_TRUE(back);
  EXPECT_EQ(leave_chat(back->conversation, vera, "k", facts)->conversation.state, State::missed);
  const auto answered = at(now, {person("ana", 4, {"c1"})}, {.visitor = 3, .staff = 4});
  EXPECT_EQ(leave_chat(back->conversation, vera, "k", answered)->conversation.state, State::closed);
}

class Reopen : public ::testing::Test {
protected:
  const Actor vera{"vera", "", Role::visitor};
  const LogEvent message{vera, "m", Message{"again"}};
  static Returning present_and_free() {
    return {.owner = person("ana"), .present = true, .nobody_waits = true};
  }
  Decided back(const Conversation& c, const Returning& previous, Time when = now) {
    return reopen(c, vera, "k", message, previous, at(when));
  }
};

TEST_F(Reopen, GoesStraightBackToAnOwnerWhoIsPresentAndFreeWhileNobodyWaits) {
  const auto change = back(closed("c1", now), present_and_free());
  ASSERT_TRUE(change);
  EXPECT_EQ(change->conversation.state, State::active);
  EXPECT_EQ(kinds(change->log), "reopened message assigned");
  EXPECT_EQ(change->log[0].cid, "");
  EXPECT_EQ(change->log[1].cid, "m");
  EXPECT_FALSE(change->arrives);
  EXPECT_EQ(change->staff->owned, std::vector<std::string>{"c1"});
  const auto& after = change->conversation;
  EXPECT_FALSE(after.closed_at || after.close_reason || after.reopen_until || after.seal_at);
}

TEST_F(Reopen, ElseItWaitsWithANewArrivalAndAPreference) {
  const auto waits = [&](Returning previous) {
    const auto change = back(closed("c1", now), previous);
    const auto& c = change->conversation;
    return c.state == State::queued && !c.owner && change->arrives && !change->staff &&
           kinds(change->log) == "reopened message queued" &&
           c.pref == Preference{"ana", now + timing.preferred_patience};
  };
  auto absent = present_and_free();
  absent.present = false;
  EXPECT_TRUE(waits(absent));
  auto away = present_and_free();
  away.owner->presence = Presence::away;
  EXPECT_TRUE(waits(away));
  auto full = present_and_free();
  full.owner->owned = {"a", "b", "c", "d"};
  EXPECT_TRUE(waits(full));
  auto moved = present_and_free();
  moved.owner->departments = {"sales"};
  EXPECT_TRUE(waits(moved));
  auto others_wait = present_and_free();
  others_wait.nobody_waits = false;
  EXPECT_TRUE(waits(others_wait));
}

TEST_F(Reopen, AFormerOwnerWhoLeftTheTeamIsNotWaitedFor) {
  const auto change = back(closed("c1", now), {});
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->conversation.pref);
  EXPECT_FALSE(change->conversation.owner);
}

TEST_F(Reopen, OnlyInItsWindow) {
  const auto c = closed("c1", now);
  EXPECT_TRUE(back(c, {}, *c.reopen_until - 1));
  EXPECT_EQ(why(back(c, {}, *c.reopen_until)), Refusal::Why::window);
  EXPECT_TRUE(back(missed("c1", now), {}, now + minutes(100'000))) << "what we owe does not expire";
}

TEST_F(Reopen, AMissedOneWaitsWithANewArrival) {
  const auto change = back(missed("c1", now), present_and_free());
  ASSERT_TRUE(change);
  EXPECT_EQ(change->conversation.state, State::queued);
  EXPECT_TRUE(change->arrives);
  EXPECT_FALSE(change->conversation.recovery);
}

TEST_F(Reopen, WithoutAMessageReopenedCarriesTheCid) {
  const auto change = reopen(closed("c1", now), vera, "k", std::nullopt, {}, at(now));
  ASSERT_TRUE(change);
  EXPECT_EQ(kinds(change->log), "reopened queued");
  EXPECT_EQ(change->log[0].cid, "k");
}

TEST_F(Reopen, NothingOpenCanBeReopened) {
  for (const auto& c : {queued("c1"), offered("c1"), active("c1")})
    EXPECT_EQ(why(back(c, {})), Refusal::Why::state);
}

TEST(OwnerLost, GoesBackToItsPlaceAndWaitsForThem) {
  const auto c = active("c1");
  const auto change = owner_lost(c, person("ana", 4, {"c1", "c2"}), at(now));
  ASSERT_TRUE(change);
  const auto& after = change->conversation;
  EXPECT_EQ(after.state, State::queued);
  EXPECT_FALSE(after.owner || after.pending);
  EXPECT_EQ(after.pref, (Preference{"ana", now + timing.preferred_patience}));
  EXPECT_FALSE(change->arrives) << "the arrival is kept";
  EXPECT_EQ(change->staff->owned, std::vector<std::string>{"c2"});
  EXPECT_EQ(kinds(change->log), "left queued");
  EXPECT_EQ(std::get<Alert>(change->notes.at(0).what), (Alert{true, AlertReason::waiting}));
}

TEST(OwnerLost, OnlyTheOwnerCanBeLost) {
  EXPECT_EQ(why(owner_lost(active("c1"), person("bob"), at(now))), Refusal::Why::state);
  EXPECT_EQ(why(owner_lost(queued("c1"), person("ana"), at(now))), Refusal::Why::state);
  EXPECT_EQ(why(owner_lost(closed("c1", now), person("ana"), at(now))), Refusal::Why::state);
}

TEST(PatienceOver, AnyoneMayHaveItThen) {
  auto c = queued("c1");
  EXPECT_EQ(why(patience_over(c, now)), Refusal::Why::state);
  c.pref = Preference{"ana", now};
  EXPECT_EQ(why(patience_over(c, now - 1)), Refusal::Why::state);
  const auto change = patience_over(c, now);
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->conversation.pref);
  EXPECT_FALSE(change->arrives);
  EXPECT_TRUE(change->log.empty());
}

TEST(JoinAndSay, ASupervisorJoinsFirst) {
  auto uma = person("uma");
  uma.roles = {StaffRole::agent, StaffRole::supervisor};
  auto c = active("c1");
  c.observers = {"uma"};
  const auto change = join_and_say(c, uma, {uma.actor(), "k", Message{"let me help"}}, at(now));
  ASSERT_TRUE(change);
  EXPECT_EQ(kinds(change->log), "joined message");
  EXPECT_TRUE(change->conversation.observers.empty());
  EXPECT_EQ(relation(change->conversation, uma), Relation::helper);
  EXPECT_EQ(change->conversation.owner->id, "ana");
  EXPECT_EQ(why(join_and_say(closed("c1", now), uma, {}, at(now))), Refusal::Why::state);
  EXPECT_EQ(why(join_and_say(missed("c1", now), uma, {}, at(now))), Refusal::Why::state);
}

TEST(Labels, LeaveTheStateAlone) {
  const Actor ana = person("ana").actor();
  for (const auto& c : {queued("c1"), active("c1"), closed("c1", now), missed("c1", now)}) {
    const auto tagged = tag(c, ana, "k", {"a", "b"});
    ASSERT_TRUE(tagged);
    EXPECT_EQ(tagged->conversation.tags, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(tagged->conversation.state, c.state);
    EXPECT_TRUE(tagged->log.empty());
    EXPECT_EQ(note(c, ana, "k", "text").conversation, c);
    EXPECT_EQ(note(c, ana, "k", "text").notes.size(), 1u);
    const auto first = prioritise(c, ana, "k", Priority::urgent);
    EXPECT_EQ(first.has_value(), c.open());
    if (first) {
      EXPECT_EQ(first->conversation.priority, Priority::urgent);
    }
  }
}

}  // namespace
}  // namespace baton::desk
