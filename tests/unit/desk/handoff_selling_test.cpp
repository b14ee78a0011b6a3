// The rows of the opportunity table of states.md from the rep on: back to care, outcomes, refunds, who is
// asked in, and what is shared with sales.
#include "server/desk/lifecycle.hpp"
#include "tests/unit/desk/handoff_fixture.hpp"

namespace baton::desk::handoffs {
namespace {

TEST_F(Handoffs, ASaleIsHandedBackToTheGiver) {
  accept_it();
  auto what = back(Outcome::won);
  EXPECT_EQ(why(hand_back(c, cy, "k", what, facts)), Refusal::Why::money);
  what.money = Money{1, "XXX"};
  EXPECT_EQ(why(hand_back(c, cy, "k", what, facts)), Refusal::Why::money);
  EXPECT_EQ(why(hand_back(c, di, "k", back(), facts)), Refusal::Why::not_yours);
  EXPECT_EQ(why(hand_back(c, cy, "k", back(Outcome::dismissed), facts)), Refusal::Why::state);
  what.money = price;
  what.note = "they were glad";
  const auto change = done(hand_back(c, cy, "k", what, facts));
  EXPECT_EQ(kinds(change.log), "handed_back");
  EXPECT_EQ(change.log[0].cid, "k");
  EXPECT_EQ(change.because, Because::handed_back);
  EXPECT_EQ(c.owner->id, "ana");
  EXPECT_EQ(c.department, "care");
  EXPECT_TRUE(c.observers.empty());
  EXPECT_TRUE(cy.owned.empty());
  EXPECT_EQ(o().state, won);
  EXPECT_EQ(o().amount, price);
  EXPECT_EQ(o().due, facts.now - 1 + facts.settings.sales.aftercare);
  EXPECT_EQ(whats(change), Whats{What::won});
  EXPECT_EQ(change.ledger[0].money, price);
}

TEST_F(Handoffs, WithoutTheGiverItWaitsForThem) {
  accept_it();
  auto what = back(Outcome::later);
  what.here = false;
  const auto change = done(hand_back(c, cy, "k", what, facts));
  EXPECT_EQ(kinds(change.log), "handed_back queued");
  EXPECT_EQ(std::get<HandedBack>(change.log[0].what).to, (PersonRef{"care", "Care"}));
  EXPECT_EQ(c.department, "care");
  EXPECT_EQ(c.pref->staff, "ana");
  EXPECT_EQ(o().state, deferred);
  EXPECT_EQ(o().owner->id, "cy") << "it stays the rep's";
  SetUpAnew();
  accept_it();
  EXPECT_EQ(whats(done(hand_back(c, cy, "k", back(), facts))), Whats{What::returned});
  EXPECT_EQ(o().state, accepted);
  done(owner_lost(c, ana, facts));
  EXPECT_EQ(o().state, accepted) << "the rep is not lost";
}

TEST_F(Handoffs, WhatARepHasClosedIsHandedBackWithoutAnOutcome) {
  accept_it();
  done(close_opportunity(c, cy, "k", "c1.1", {Outcome::lost, {}, "too dear"}, facts));
  EXPECT_EQ(o().state, lost);
  EXPECT_EQ(c.owner->id, "cy");
  EXPECT_EQ(why(hand_back(c, cy, "k", back(Outcome::lost), facts)), Refusal::Why::state);
  EXPECT_TRUE(done(hand_back(c, cy, "k", back(), facts)).ledger.empty());
  EXPECT_EQ(c.owner->id, "ana");
}

TEST_F(Handoffs, AnOpportunityIsClosedByWhoeverItIs) {
  accept_it();
  const Closing sale{Outcome::won, price, {}}, end{Outcome::dismissed, {}, {}};
  const auto by = [&](const Staff& who, const Closing& how) {
    return why(close_opportunity(c, who, "k", "c1.1", how, facts));
  };
  EXPECT_EQ(by(di, sale), Refusal::Why::not_yours);
  EXPECT_EQ(by(ana, end), Refusal::Why::not_yours) << "a rep has it";
  EXPECT_EQ(by(cy, {Outcome::won, {}, {}}), Refusal::Why::money);
  EXPECT_EQ(by(cy, {Outcome::lost, price, {}}), Refusal::Why::money);
  EXPECT_EQ(by(cy, {Outcome::later, {}, {}}), Refusal::Why::state);
  EXPECT_EQ(by(cy, sale), std::nullopt);
  SetUpAnew();
  offer_it();
  EXPECT_EQ(by(di, sale), Refusal::Why::state) << "nobody has accepted it";
  const auto change = done(close_opportunity(c, ana, "k", "c1.1", end, facts));
  EXPECT_EQ(kinds(change.log), "handoff_withdrawn");
  EXPECT_EQ(o().state, dismissed);
  EXPECT_FALSE(c.pending);
  EXPECT_EQ(by(ana, end), Refusal::Why::state);
}

TEST_F(Handoffs, ARefundIsAnEntryOfItsOwn) {
  accept_it();
  auto sale = back(Outcome::won);
  sale.money = price;
  done(hand_back(c, cy, "k", sale, facts));
  const auto closed_at = *o().closed_at;
  const auto by = [&](const Staff& who, Money money) {
    return refund(c, who, "k", "c1.1", money, "broken", facts);
  };
  EXPECT_EQ(why(by(ana, {1, "EUR"})), Refusal::Why::not_yours);
  EXPECT_EQ(why(by(cy, {1, "USD"})), Refusal::Why::money);
  EXPECT_EQ(why(by(cy, {0, "EUR"})), Refusal::Why::money);
  EXPECT_EQ(why(by(cy, {price.amount + 1, "EUR"})), Refusal::Why::money);
  const auto change = done(by(cy, {price.amount - 1, "EUR"}));
  EXPECT_EQ(whats(change), Whats{What::clawback});
  EXPECT_EQ(change.ledger[0].closer->id, "cy");
  EXPECT_EQ(o().state, won);
  EXPECT_EQ(o().amount, price);
  EXPECT_EQ(why(by(cy, {2, "EUR"})), Refusal::Why::money) << "more than was paid, together";
  facts.now = closed_at + facts.settings.sales.clawback;
  EXPECT_EQ(why(by(cy, {1, "EUR"})), Refusal::Why::window);
  facts.now -= 1;
  done(by(cy, {1, "EUR"}));
  EXPECT_EQ(o().refunded, price.amount);
  EXPECT_EQ(why(follow_up(c, di, "k", "c1.1", handoff_day, facts)), Refusal::Why::not_yours);
  done(follow_up(c, ana, "k", "c1.1", std::nullopt, facts));
  EXPECT_EQ(o().due, std::nullopt);
}

TEST_F(Handoffs, TheStoryIsBounded) {
  accept_it();
  auto sale = back(Outcome::won);
  sale.money = price;
  done(hand_back(c, cy, "k", sale, facts));
  for (std::size_t i = 0; i < most_steps + 5; ++i) done(refund(c, cy, "k", "c1.1", {1, "EUR"}, {}, facts));
  EXPECT_EQ(o().history.size(), most_steps);
}

TEST_F(Handoffs, TheGiverIsAskedIn) {
  accept_it();
  const auto ask = [&](const Staff& whom, bool here, bool on) {
    return invite(c, cy.actor(), "k", whom, here, on, facts);
  };
  EXPECT_EQ(why(invite(c, di.actor(), "k", ana, true, true, facts)), Refusal::Why::not_yours);
  EXPECT_EQ(why(ask(ana, false, true)), Refusal::Why::offline);
  EXPECT_EQ(why(ask(cy, true, true)), Refusal::Why::state) << "it is theirs";
  EXPECT_EQ(why(ask(ana, true, false)), Refusal::Why::state) << "they do not help";
  EXPECT_EQ(kinds(done(ask(ana, true, true)).log), "joined");
  EXPECT_EQ(relation(c, ana), Relation::helper);
  EXPECT_EQ(why(ask(ana, true, true)), Refusal::Why::state);
  EXPECT_EQ(kinds(done(invite(c, ana.actor(), "k", ana, true, false, facts)).log), "left");
  EXPECT_EQ(relation(c, ana), Relation::past);
}

TEST_F(Handoffs, ANoteIsSharedOnce) {
  c.shared = {3, 9};
  const auto change = done(share_note(c, ana.actor(), "k", {5, ana.actor(), "likes tea"}));
  EXPECT_EQ(c.shared, (std::vector<Seq>{3, 5, 9}));
  EXPECT_EQ(std::get<Shared>(change.notes[0].what).text, "likes tea");
  EXPECT_EQ(why(share_note(c, ana.actor(), "k", {5, ana.actor(), ""})), Refusal::Why::state);
  EXPECT_EQ(why(share_note(c, ana.actor(), "k", {0, ana.actor(), ""})), Refusal::Why::state);
}

}  // namespace
}  // namespace baton::desk::handoffs
