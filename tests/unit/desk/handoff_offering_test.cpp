// The rows of the opportunity table of states.md from consent to a rep: offers, who may take it, the guard's
// second look, and what the desk's other rows do to a hand-off under way.
#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/satisfaction.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "tests/unit/desk/handoff_fixture.hpp"

namespace baton::desk::handoffs {
namespace {

TEST_F(Handoffs, AnOfferIsAcceptedInOneStep) {
  offer_it();
  EXPECT_EQ(o().state, offered);
  EXPECT_EQ(c.owner->id, "ana");
  EXPECT_EQ(c.pending->until, facts.now - 1 + facts.settings.timing.sales_offer);
  const auto change = done(accept(c, cy, "k", facts));
  EXPECT_EQ(kinds(change.log), "handed_off");
  EXPECT_EQ(change.because, Because::handed_off);
  EXPECT_EQ(c.owner->id, "cy");
  EXPECT_EQ(c.department, "sales");
  EXPECT_EQ(c.observers, std::vector<std::string>{"ana"});
  EXPECT_EQ(o().giver->id, "ana");
  EXPECT_EQ(o().giver_department, "care");
  EXPECT_EQ(whats(change), Whats{What::accepted});
  EXPECT_EQ(change.ledger[0].flagger->id, "ana");
  EXPECT_EQ(change.ledger[0].closer->id, "cy");
  EXPECT_TRUE(ana.owned.empty());
}

TEST_F(Handoffs, TheGuardIsAskedAgainByWhoeverGivesOrTakesIt) {
  offer_it();
  facts.customer->complaint_since =
      handoff_day;  // in another conversation: no row of this one has heard of it
  const auto no = accept(c, cy, "k", facts);
  EXPECT_EQ(why(no), Refusal::Why::guarded);
  EXPECT_EQ(no.error().objection, Objection::open_complaint);
  facts.customer.reset();
  EXPECT_EQ(why(accept(c, cy, "k", facts)), Refusal::Why::guarded) << "nothing is known";
  SetUpAnew();
  consent();
  facts.customer->complaint_since = handoff_day;
  EXPECT_EQ(why(take(c, cy, "k", false, true, facts)), Refusal::Why::guarded);
  const auto held = done(offer(c, cy, {"cy"}, facts));
  EXPECT_EQ(o().state, consented);
  EXPECT_FALSE(c.pending);
  EXPECT_TRUE(cy.offered.empty());
  EXPECT_TRUE(held.ledger.empty());
  SetUpAnew();
  consent();
  facts.customer.reset();
  done(offer(c, cy, {"cy"}, facts));
  EXPECT_FALSE(c.pending) << "nothing is known";
  EXPECT_TRUE(cy.offered.empty());
}

TEST_F(Handoffs, RepsTakeItAndNobodyElseDoes) {
  consent();
  EXPECT_EQ(why(take(c, person("bob"), "k", false, true, facts)), Refusal::Why::not_yours);
  EXPECT_EQ(why(take(c, ana, "k", false, true, facts)), Refusal::Why::state)
      << "it is theirs to withdraw, not to take back";
  const auto change = done(take(c, cy, "k", false, true, facts));
  EXPECT_EQ(o().state, accepted);
  EXPECT_EQ(kinds(change.log), "handed_off");
  EXPECT_EQ(why(take(c, di, "k", false, true, facts)), Refusal::Why::state) << "two reps at once";
}

TEST_F(Handoffs, TheMatcherOffersAndNeverAssigns) {
  consent();
  for (const auto mode : {AssignMode::automatic, AssignMode::offer}) {
    facts.settings.departments[1].assign = mode;
    const auto pairs = match({{c, 0}}, {{cy, true}}, facts.settings, handoff_day, 9);
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_TRUE(pairs[0].offer);
  }
  facts.settings.departments[1].assign = AssignMode::manual;
  EXPECT_TRUE(match({{c, 0}}, {{cy, true}}, facts.settings, handoff_day, 9).empty());
  const auto change = done(assign(c, cy, {"cy"}, facts));
  EXPECT_EQ(change.conversation.owner->id, "ana");
  EXPECT_EQ(o().state, offered);
}

TEST_F(Handoffs, AnOfferThatFailsGoesToTheNextOrIsTold) {
  offer_it();
  auto change = done(decline(c, cy, "k", std::nullopt, facts));
  EXPECT_EQ(o().state, consented);
  EXPECT_TRUE(c.waits());
  EXPECT_EQ(kinds(change.log), "") << "there is another";
  done(offer(c, di, {"di"}, facts));
  facts.rep_free = false;
  facts.now += facts.settings.timing.sales_offer;
  change = done(lapse(c, facts));
  EXPECT_EQ(std::get<HandoffFailed>(change.log[0].what).reason, HandoffFailure::timeout);
  EXPECT_TRUE(c.waits()) << "and it waits on";
  done(offer(c, di, {"di"}, facts));
  change = done(offeree_gone(c, "di", facts));
  EXPECT_EQ(std::get<HandoffFailed>(change.log[0].what).reason, HandoffFailure::disconnected);
  done(offer(c, di, {"di"}, facts));
  change = done(decline(c, di, "k", "form", facts));
  EXPECT_EQ(std::get<HandoffFailed>(change.log[0].what).reason, HandoffFailure::declined);
  EXPECT_TRUE(c.waits()) << "where a transfer would have ended";
  EXPECT_EQ(c.owner->id, "ana");
}

TEST_F(Handoffs, OfALostGiverWaitInTheGiversDepartment) {
  offer_it();
  done(owner_lost(c, ana, facts));
  EXPECT_EQ(c.state, State::queued);
  EXPECT_EQ(c.department, "care");
  EXPECT_EQ(c.pref->staff, "ana");
  EXPECT_EQ(o().state, consented);
  EXPECT_TRUE(cy.offered.empty());
  auto bob = person("bob");
  facts.people.add(bob);
  const auto change = assign(c, bob, {"bob"}, facts);
  EXPECT_TRUE(change.conversation.handoff_pending()) << "the next agent's is on its way again";
}

TEST_F(Handoffs, OfALostRepGoHome) {
  accept_it();
  const auto change = done(owner_lost(c, cy, facts));
  EXPECT_EQ(c.department, "care");
  EXPECT_EQ(c.pref, (Preference{"ana", facts.now - 1 + facts.settings.timing.preferred_patience}));
  EXPECT_EQ(o().state, consented);
  EXPECT_EQ(o().owner, std::nullopt);
  EXPECT_EQ(whats(change), Whats{What::returned});
  SetUpAnew();
  accept_it();
  done(force(c, person("sue"), "k", {.reason = "because"}, facts));
  EXPECT_EQ(c.department, "care");
  EXPECT_EQ(o().state, consented);
}

TEST_F(Handoffs, ATransferTakesItsPlaceAndARepsGoesAlong) {
  offer_it();
  done(transfer(c, ana.actor(), "k", {.department = "care"}, {}, facts));
  EXPECT_EQ(o().state, consented);
  EXPECT_TRUE(cy.offered.empty());
  SetUpAnew();
  accept_it();
  done(transfer(c, cy.actor(), "k", {.staff = di, .here = true}, {}, facts));
  const auto change = done(accept(c, di, "k", facts));
  EXPECT_EQ(kinds(change.log), "transferred");
  EXPECT_EQ(o().owner->id, "di");
  EXPECT_TRUE(change.ledger.empty()) << "it was accepted once";
  auto uma = person("uma");
  done(force(c, uma, "k", {.action = Force::Action::takeover, .reason = "because"}, facts));
  EXPECT_EQ(o().state, accepted);
  EXPECT_EQ(o().owner->id, "di") << "a takeover leaves it the rep's";
}

TEST_F(Handoffs, TheEndOfTheConversationPutsEverythingOff) {
  offer_it();
  flag_it();
  const auto change = done(desk::close(c, ana.actor(), "k", CloseReason::resolved, {}, facts));
  for (const auto& each : c.opportunities) {
    EXPECT_EQ(each.state, deferred);
    EXPECT_EQ(each.due, facts.now - 1 + facts.settings.sales.follow_up);
  }
  EXPECT_EQ(kinds(change.log), "closed handoff_withdrawn");
  EXPECT_EQ(whats(change), (Whats{What::closed, What::deferred, What::deferred}));
  EXPECT_TRUE(cy.offered.empty());
  EXPECT_EQ(why(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts)), Refusal::Why::state);
}

}  // namespace
}  // namespace baton::desk::handoffs
