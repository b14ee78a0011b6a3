// What the rows of states.md write and say beside moving the body, which the property test walks: the events
// of both logs, who is told, and the words of a refusal.
#include <gtest/gtest.h>

#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/silence.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "server/desk/waiting.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = 1'000'000;
const Timing timing;
const auto ana = person("ana", 4, {"c1"});
const auto bob = person("bob");

std::string noted(const Change& change) {
  static constexpr const char* names[] = {"note", "tagged", "alert", "decision", "observed"};
  std::string text;
  for (const auto& event : change.notes)
    text += (text.empty() ? "" : " ") + std::string(names[event.what.index()]);
  return text;
}

TEST(Offers, AreShownToNobodyButStaff) {
  const auto change = offer(queued("c1"), bob, {"bob"}, at(now));
  EXPECT_EQ(change.conversation.offer, (Offer{"bob", now + timing.offer}));
  EXPECT_EQ(change.staff->offered, std::vector<std::string>{"c1"});
  EXPECT_EQ(kinds(change.log), "");
  EXPECT_EQ(noted(change), "decision");
  EXPECT_EQ(change.because, Because::offered);
  EXPECT_EQ(staff_subscribed(change.conversation), std::vector<std::string>{"bob"});
  EXPECT_EQ(relation(change.conversation, bob), Relation::offeree);
  auto sales = queued("c2");
  sales.department = "sales";
  auto facts = at(now);
  facts.settings.departments = {{.id = "sales", .kind = DepartmentKind::sales}};
  EXPECT_EQ(offer(sales, bob, {}, facts).conversation.offer->until, now + timing.sales_offer);
}

TEST(Offers, AnAcceptedOneIsAssignedByTheirOwnCall) {
  auto holder = bob;
  holder.offered = {"c1"};
  holder.missed_offers = 1;
  const auto c = offer(queued("c1"), bob, {}, at(now)).conversation;
  const auto change = accept(c, holder, "k", at(now + 1, {holder}));
  ASSERT_TRUE(change);
  EXPECT_EQ(kinds(change->log), "assigned");
  EXPECT_EQ(change->log[0].cid, "k");
  EXPECT_EQ(change->log[0].by.id, "bob");
  EXPECT_EQ(change->staff->missed_offers, 0);
  EXPECT_EQ(change->staff->load(), 1);
  EXPECT_EQ(change->conversation.reply, (ReplyLease{now + 1 + timing.first_reply, 0}));
  EXPECT_EQ(why(accept(c, holder, "k", at(now + timing.offer, {holder}))), Refusal::Why::state) << "too late";
  EXPECT_EQ(why(accept(c, ana, "k", at(now, {ana}))), Refusal::Why::state) << "not theirs";
  holder.capacity = 1;
  holder.owned = {"c9"};
  EXPECT_EQ(why(accept(c, holder, "k", at(now, {holder}))), Refusal::Why::capacity) << "taken over meanwhile";
}

TEST(Offers, WhenEverybodyHasRefusedItGoesOn) {
  auto c = queued("c1");
  EXPECT_FALSE(all_refused(c, {}, now)) << "nobody there is not everybody refusing";
  c.declined = {{"ana", now + 1}, {"bob", now + 1}};
  c.refused = {"ana"};
  EXPECT_TRUE(all_refused(c, {ana}, now));
  EXPECT_FALSE(all_refused(c, {ana}, now + 1));
  EXPECT_FALSE(all_refused(c, {ana, bob}, now)) << "bob only let it pass";
  const auto held = offer(queued("c1"), bob, {}, at(now)).conversation;
  const auto missed = decline(held, bob, "k", std::string(to_recovery), at(now, {bob}));
  ASSERT_TRUE(missed);
  EXPECT_EQ(missed->conversation.state, State::missed);
  EXPECT_EQ(kinds(missed->log), "closed");
  EXPECT_EQ(noted(*missed), "decision alert");
  EXPECT_EQ(missed->conversation.close_reason, CloseReason::missed);
}

TEST(Transfers, TheGiverStaysAsObserverOfTheTakers) {
  const auto given = transfer(active("c1"), ana.actor(), "k", {.staff = bob, .here = true},
                              "she is in a hurry", at(now, {ana}));
  ASSERT_TRUE(given);
  EXPECT_EQ(given->conversation.owner->id, "ana");
  EXPECT_EQ(noted(*given), "note decision");
  EXPECT_EQ(given->notes[1].cid, "k");
  EXPECT_EQ(kinds(given->log), "") << "the visitor is told when it has happened";
  EXPECT_EQ(given->staff->offered, std::vector<std::string>{"c1"});
  const auto taken = accept(given->conversation, *given->staff, "k2", at(now + 1, {ana, *given->staff}));
  ASSERT_TRUE(taken);
  EXPECT_EQ(kinds(taken->log), "transferred");
  EXPECT_EQ(taken->conversation.owner->id, "bob");
  EXPECT_EQ(taken->conversation.observers, std::vector<std::string>{"ana"});
  EXPECT_EQ(taken->because, Because::transferred);
  ASSERT_EQ(taken->others.size(), 1u);
}

TEST(Transfers, ToSomebodyAbsentFullOrTheGiverAreRefused) {
  const auto to = [&](Staff staff, bool here) {
    return why(transfer(active("c1"), ana.actor(), "k", {.staff = std::move(staff), .here = here}, {},
                        at(now, {ana})));
  };
  EXPECT_EQ(to(bob, false), Refusal::Why::offline);
  auto away = bob;
  away.presence = Presence::away;
  EXPECT_EQ(to(away, true), Refusal::Why::offline);
  EXPECT_EQ(to(person("bob", 1, {"c9"}), true), Refusal::Why::capacity);
  EXPECT_EQ(to(ana, true), Refusal::Why::state);
  EXPECT_EQ(why(transfer(queued("c1"), ana.actor(), "k", {.department = "sales"}, {}, at(now))),
            Refusal::Why::state);
}

TEST(Transfers, OfALostGiverWaitInTheTargetDepartment) {
  auto c = active("c1");
  c.pending = Pending{Pending::Kind::transfer, "sales", "bob", now + 1, "sales"};
  auto holder = bob;
  holder.offered = {"c1"};
  const auto change = owner_lost(c, ana, at(now, {ana, holder}));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->conversation.department, "sales");
  EXPECT_FALSE(change->conversation.pref);
  EXPECT_EQ(kinds(change->log), "left queued");
  EXPECT_EQ(noted(*change), "alert");
  EXPECT_EQ(change->others.size(), 1u) << "the offer is withdrawn";
}

TEST(Waiting, AwayIsTenMinutesFromTheLossOfTheConnection) {
  const auto away = visitor_away(queued("c1"), at(now));
  ASSERT_TRUE(away);
  EXPECT_EQ(away->conversation.away, now - timing.visitor_away + timing.visitor_recovery);
  EXPECT_EQ(kinds(away->log), "");
  const auto missed = recover(away->conversation, at(*away->conversation.away));
  ASSERT_TRUE(missed);
  EXPECT_EQ(kinds(missed->log), "closed");
  EXPECT_EQ(missed->conversation.close_reason, CloseReason::missed);
  EXPECT_EQ(noted(*missed), "alert");
}

TEST(Waiting, LaddersKeepTheArrivalAndSayWhereItWaits) {
  const auto change = go_on(queued("c1"), "sales", at(now));
  ASSERT_TRUE(change);
  EXPECT_EQ(std::get<Queued>(change->log.at(0).what), (Queued{"sales", "overflow"}));
  EXPECT_FALSE(change->arrives);
  EXPECT_EQ(change->conversation.entered_at, now);
}

TEST(Waiting, ALeftMessageIsOwedAtOnceOrAtTheNextOpening) {
  auto facts = at(now);
  facts.due = now + minutes(600);
  const auto change = leave_message({"c1", "care", {.id = "vera"}, "k", "call me", {}, {}}, facts);
  EXPECT_EQ(kinds(change.log), "message closed");
  EXPECT_EQ(change.log[0].cid, "k");
  EXPECT_EQ(change.conversation.recovery->due, *facts.due);
  EXPECT_EQ(why(overdue(change.conversation, *facts.due - 1)), Refusal::Why::state);
  const auto late = overdue(change.conversation, *facts.due);
  EXPECT_EQ(noted(*late), "alert");
  EXPECT_EQ(why(overdue(late->conversation, *facts.due)), Refusal::Why::state) << "once";
}

TEST(Silence, AnUnansweredAssignmentGoesBackAndPrefersOthers) {
  auto c = active("c1");
  c.reply = ReplyLease{now, 3};
  const auto change = first_reply_over(c, at(now, {ana}, {.visitor = 4, .staff = 3}));
  ASSERT_TRUE(change);
  EXPECT_EQ(kinds(change->log), "left queued");
  EXPECT_EQ(noted(*change), "alert");
  EXPECT_EQ(change->conversation.avoid, std::vector<std::string>{"ana"});
  const auto settings = [] {
    Settings s;
    s.departments = {{.id = "care"}};
    return s;
  }();
  const std::vector<Candidate> both{{person("ana"), true}, {person("bob", 4, {"c7", "c8"}), true}};
  const auto pairs = match({{change->conversation, 0}}, both, settings, now, 1);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(both[pairs[0].candidate].body.id, "bob") << "though ana is less loaded";
  EXPECT_EQ(match({{change->conversation, 0}}, {both[0]}, settings, now, 1).size(), 1u) << "nobody else";
  const auto answered = first_reply_over(c, at(now, {ana}, {.visitor = 3, .staff = 4}));
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->conversation.state, State::active);
  EXPECT_FALSE(answered->conversation.reply);
}

class Quiet : public ::testing::Test {
protected:
  Quiet() { c.silence = Silence{timing.idle_warn, now}; }
  Decided look(Said said, Time when = now) { return silence_over(c, "still there?", at(when, {ana}, said)); }
  Conversation c = active("c1");
  const Time last = now - timing.idle_warn;
};

TEST_F(Quiet, StaffHadTheLastWordTheVisitorIsWarnedThenItEnds) {
  const auto warned = look({4, 5, last});
  ASSERT_TRUE(warned);
  EXPECT_EQ(kinds(warned->log), "message");
  EXPECT_EQ(warned->log[0].by, baton_itself());
  c = warned->conversation;
  EXPECT_EQ(c.silence->at, now + timing.idle_close - timing.idle_warn);
  EXPECT_EQ(why(look({4, 5, now}, c.silence->at - 1)), Refusal::Why::state);
  const auto ended = look({4, 5, now}, c.silence->at);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->conversation.close_reason, CloseReason::idle);
  EXPECT_EQ(ended->log[0].by, baton_itself());
  EXPECT_TRUE(ended->staff->owned.empty());
  c.away = now;
  EXPECT_EQ(look({4, 5, now}, c.silence->at)->conversation.close_reason, CloseReason::visitor_left);
}

TEST_F(Quiet, AVisitorWhoSpeaksAfterTheWarningIsNotEnded) {
  c = look({4, 5, last})->conversation;
  const auto at_the_end = c.silence->at;
  const auto looked = look({7, 5, at_the_end - timing.idle_warn}, at_the_end);
  ASSERT_TRUE(looked);
  EXPECT_EQ(looked->conversation.state, State::active);
  EXPECT_EQ(noted(*looked), "alert");
  c = looked->conversation;
  EXPECT_EQ(noted(*look({7, 5, at_the_end - timing.idle_warn}, at_the_end)), "") << "once a message";
}

TEST_F(Quiet, TooEarlyItIsLookedAtAgain) {
  const auto again = look({4, 5, last + 1});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->conversation.silence->at, now + 1);
  EXPECT_TRUE(again->log.empty());
}

TEST(Supervisor, ReadsAlongUnseen) {
  auto sue = person("sue");
  sue.roles = {StaffRole::supervisor};
  const auto on = observe(active("c1"), sue, true);
  ASSERT_TRUE(on);
  EXPECT_TRUE(on->log.empty());
  EXPECT_EQ(noted(*on), "observed");
  EXPECT_EQ(staff_subscribed(on->conversation), (std::vector<std::string>{"ana", "sue"}));
  EXPECT_TRUE(observe(on->conversation, sue, true)->notes.empty()) << "already";
  EXPECT_EQ(observe(on->conversation, sue, false)->conversation, active("c1"));
}

TEST(Supervisor, ForceIsNeverSilentAndDismissesWhatIsMissed) {
  auto sue = person("sue", 0);
  sue.roles = {StaffRole::supervisor};
  const auto over =
      force(active("c1"), sue, "k", {Force::Action::takeover, {}, "I know her"}, at(now, {ana, sue}));
  ASSERT_TRUE(over);
  EXPECT_EQ(kinds(over->log), "transferred");
  EXPECT_EQ(noted(*over), "note decision");
  EXPECT_EQ(std::get<Decision>(over->notes[1].what).because, "over capacity");
  EXPECT_EQ(over->notes[0].cid, "k");
  for (const auto& [reason, ends] :
       {std::pair{"spam", CloseReason::spam}, {"answered", CloseReason::resolved}}) {
    const auto out = force(missed("c1", now), sue, "k", {Force::Action::close, {}, reason}, at(now));
    ASSERT_TRUE(out);
    EXPECT_EQ(out->conversation.state, State::closed);
    EXPECT_EQ(out->conversation.close_reason, ends);
    EXPECT_FALSE(out->conversation.recovery);
  }
  EXPECT_EQ(why(force(closed("c1", now), sue, "k", {Force::Action::close, {}, "x"}, at(now))),
            Refusal::Why::state);
}

}  // namespace
}  // namespace baton::desk
