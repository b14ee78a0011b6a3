// Each row of the opportunity table of states.md: what becomes of it, what the customer reads, what the
// ledger says, and what is refused. Random sequences of them are in handoff_property_test.cpp.
#include "server/desk/handoff.hpp"

#include <gtest/gtest.h>

#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "server/desk/offering.hpp"
#include "server/desk/satisfaction.hpp"
#include "server/desk/supervising.hpp"
#include "server/desk/transferring.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

using enum OpportunityState;
using What = LedgerEntry::What;
using Whats = std::vector<What>;

constexpr Time now = days(1000);
const Actor vera{"vera", "Vera", Role::visitor};
const Actor sue{"sue", "sue", Role::supervisor};
const Money price{49'900, "EUR"};

Whats whats(const Change& change) {
  Whats all;
  for (const auto& e : change.ledger) all.push_back(e.what);
  return all;
}

// A chat of ana's, in which the customer's issue is solved, and whoever may take part.
class Handoffs : public testing::Test {
protected:
  Handoffs() { SetUpAnew(); }

  void SetUpAnew() {
    ana = person("ana", 4, {"c1"});
    cy = person("cy");
    cy.roles = {StaffRole::sales};
    cy.departments = {"sales"};
    di = cy;
    di.id = di.name = "di";
    c = active("c1");
    c.solved = Solved::proposed;
    facts = Facts{.now = now};
    facts.settings.departments = {{.id = "care", .name = "Care"},
                                  {.id = "sales", .name = "Sales", .kind = DepartmentKind::sales}};
    facts.customer = Customer{};
    facts.rep_free = true;
    know();
  }

  void know() { facts.people = {ana, cy, di}; }
  // Carries it out.
  Change done(const Decided& decided) {
    EXPECT_TRUE(decided.has_value()) << (decided ? 0 : static_cast<int>(decided.error().why));
    if (!decided) return {.conversation = c};
    return done(*decided);
  }
  Change done(const Change& change) {
    c = change.conversation;
    for (auto* known : {&ana, &cy, &di}) {
      if (change.staff && change.staff->id == known->id) *known = *change.staff;
      for (const auto& other : change.others)
        if (other.id == known->id) *known = other;
    }
    if (change.customer) facts.customer = change.customer;
    know();
    facts.now += 1;
    return change;
  }
  const Opportunity& o() const { return c.opportunities.back(); }

  Decided try_flag(const Actor& by, const Flag& what = {.product = "seats", .reason = "asked"}) {
    return flag(c, by, "k", what, facts);
  }
  Proposal asking() const {
    return {.opportunity = "c1.1", .brief = {.summary = "S"}, .department = "sales"};
  }
  Decided try_propose(const Proposal& what, const Actor& by) { return propose(c, by, "k", what, facts); }
  // So far, by the shortest way.
  void flag_it() { done(try_flag(ana.actor())); }
  void propose_it() { flag_it(), done(try_propose(asking(), ana.actor())); }
  void consent() { propose_it(), done(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts)); }
  void offer_it() { consent(), done(offer(c, cy, {"cy"}, facts)); }
  void accept_it() { offer_it(), done(accept(c, cy, "k", facts)); }
  Return back(std::optional<Outcome> outcome = {}) const {
    return {.outcome = outcome, .staff = ana, .here = true, .department = "care"};
  }

  Staff ana, cy, di;
  Conversation c;
  Facts facts;
};

TEST_F(Handoffs, AFlagIsForStaffOnly) {
  const auto change = done(try_flag(ana.actor(), {.product = "seats", .reason = "asked", .value = price}));
  EXPECT_EQ(kinds(change.log), "");
  ASSERT_EQ(change.notes.size(), 1u);
  EXPECT_EQ(change.notes[0].cid, "k");
  EXPECT_EQ(o().id, "c1.1");
  EXPECT_EQ(o().flagged_by.id, "ana");
  EXPECT_EQ(whats(change), Whats{What::flagged});
  EXPECT_EQ(change.ledger[0].money, price);
  EXPECT_EQ(change.ledger[0].flagger->id, "ana");
}

TEST_F(Handoffs, AFlagIsRefused) {
  EXPECT_EQ(why(try_flag(person("bob").actor())), Refusal::Why::not_yours);
  EXPECT_EQ(why(try_flag({"ana", "ana", Role::sales})), Refusal::Why::not_yours) << "sales does not sow";
  EXPECT_EQ(why(try_flag(ana.actor(), {.value = Money{-1, "EUR"}})), Refusal::Why::money);
  EXPECT_EQ(why(try_flag(ana.actor(), {.value = Money{1, "XXX"}})), Refusal::Why::money);
  EXPECT_EQ(why(try_flag(ana.actor(), {.suggestion = "more_seats"})), Refusal::Why::state);
  EXPECT_EQ(why(flag(closed("c1", now), ana.actor(), "k", {}, facts)), Refusal::Why::state);
  for (std::size_t i = 0; i < most_opportunities; ++i) flag_it();
  EXPECT_EQ(why(try_flag(ana.actor())), Refusal::Why::too_many);
}

TEST_F(Handoffs, ASuggestionIsAcceptedOrDismissedOnce) {
  c.suggestions = {{.id = "r1", .product = "A"}, {.id = "r2", .product = "B"}};
  const auto change = done(try_flag(ana.actor(), {.product = "A", .suggestion = "r1"}));
  EXPECT_EQ(whats(change), (Whats{What::suggestion_accepted, What::flagged}));
  EXPECT_EQ(o().rule, "r1");
  EXPECT_EQ(change.ledger[1].rule, "r1");
  EXPECT_EQ(why(dismiss_suggestion(c, ana.actor(), "k", "r1", facts)), Refusal::Why::state);
  EXPECT_EQ(whats(done(dismiss_suggestion(c, ana.actor(), "k", "r2", facts))),
            Whats{What::suggestion_dismissed});
  EXPECT_EQ(why(try_flag(ana.actor(), {.suggestion = "r2"})), Refusal::Why::state);
}

TEST_F(Handoffs, TheCustomerIsAsked) {
  flag_it();
  auto what = asking();
  what.pitch = "May a colleague tell you about seats?";
  const auto change = done(try_propose(what, ana.actor()));
  EXPECT_EQ(kinds(change.log), "handoff_proposed");
  EXPECT_EQ(std::get<HandoffProposed>(change.log[0].what),
            (HandoffProposed{"c1.1.1", "Sales", what.pitch, now + 1 + hours(24)}));
  EXPECT_EQ(change.log[0].cid, "k");
  EXPECT_EQ(o().state, proposed);
  EXPECT_EQ(whats(change), Whats{What::proposed});
  EXPECT_EQ(why(try_propose(asking(), ana.actor())), Refusal::Why::state) << "proposing twice";
}

TEST_F(Handoffs, AQuestionIsRefused) {
  flag_it();
  EXPECT_EQ(why(try_propose(asking(), person("bob").actor())), Refusal::Why::not_yours);
  auto what = asking();
  what.opportunity = "c1.2";
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::state);
  what = asking();
  what.department = "care";
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::desk_full);
  what = asking();
  what.staff = person("bob");
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::state) << "no rep";
  what = asking();
  what.override_reason = "please";
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::not_yours);
  c.solved = Solved::no;
  const auto no = try_propose(asking(), ana.actor());
  EXPECT_EQ(why(no), Refusal::Why::guarded);
  EXPECT_EQ(no.error().objection, Objection::not_solved);
  facts.customer.reset();
  EXPECT_FALSE(try_propose(asking(), ana.actor())) << "nothing is known of the customer";
}

TEST_F(Handoffs, ASupervisorOverridesAndItIsRecorded) {
  flag_it();
  c.solved = Solved::no;
  auto what = asking();
  what.override_reason = "their wish by phone";
  const auto change = done(try_propose(what, sue));
  EXPECT_EQ(whats(change), (Whats{What::overridden, What::proposed}));
  EXPECT_EQ(change.ledger[0].reason, what.override_reason);
  EXPECT_EQ(std::get<Alert>(change.notes[0].what), (Alert{true, AlertReason::override_}));
  EXPECT_TRUE(o().handoff->overridden);
  done(solve(c, ana.actor(), "k", true, facts));
  done(solve(c, vera, "k", false, facts));
  EXPECT_EQ(o().state, proposed) << "what is overridden withdraws no question";
}

TEST_F(Handoffs, AnOverrideThatLiftsNothingIsNone) {
  flag_it();
  auto what = asking();
  what.override_reason = "to be sure";
  const auto change = done(try_propose(what, sue));
  EXPECT_EQ(whats(change), Whats{What::proposed});
  done(solve(c, vera, "k", false, facts));
  EXPECT_EQ(o().state, flagged);
}

TEST_F(Handoffs, WhoeverAsksIsNotAsked) {
  flag_it();
  c.solved = Solved::no;
  facts.customer->refused_at = now;
  auto what = asking();
  what.asked_at = now;
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::wish) << "no newer than their no";
  what.asked_at = now + 1;
  const auto change = done(try_propose(what, ana.actor()));
  EXPECT_EQ(kinds(change.log), "handoff_consented");
  EXPECT_EQ(change.log[0].by.id, "ana");
  EXPECT_EQ(whats(change), Whats{What::consented});
  EXPECT_TRUE(c.handoff_pending());
}

TEST_F(Handoffs, AYesGoesToTheQueueOfSales) {
  propose_it();
  const auto change = done(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts));
  EXPECT_EQ(kinds(change.log), "handoff_consented");
  EXPECT_EQ(o().state, consented);
  EXPECT_EQ(c.pending, (Pending{Pending::Kind::handoff, "sales", {}, 0, "sales"}));
  EXPECT_TRUE(c.waits());
  EXPECT_EQ(c.served_by(), "sales");
  EXPECT_EQ(c.owner->id, "ana");
  EXPECT_EQ(why(answer(c, vera, "k", "c1.1.1", Answer::no, {}, facts)), Refusal::Why::state) << "answered";
}

TEST_F(Handoffs, NobodyFreeIsToldOnce) {
  facts.rep_free = false;
  propose_it();
  const auto change = done(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts));
  EXPECT_EQ(kinds(change.log), "handoff_consented handoff_failed");
  EXPECT_EQ(std::get<HandoffFailed>(change.log[1].what).reason, HandoffFailure::nobody);
  EXPECT_TRUE(c.handoff_pending()) << "it waits";
  done(complain(c, vera, "k", true, {}, facts));
  EXPECT_FALSE(c.pending) << "held back";
  const auto resumed = done(complain(c, ana.actor(), "k", false, {}, facts));
  EXPECT_TRUE(c.handoff_pending()) << "and resumed";
  EXPECT_EQ(kinds(resumed.log), "");
}

TEST_F(Handoffs, ANamedRepIsOfferedItAtOnceWhereTheyAreThereAndFree) {
  const auto yes = [&](bool here, int capacity) {
    SetUpAnew();
    flag_it();
    cy.capacity = capacity;
    know();
    auto what = asking();
    what.staff = cy;
    done(try_propose(what, ana.actor()));
    facts.named_here = here;
    return done(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts));
  };
  const auto change = yes(true, 1);
  EXPECT_EQ(o().state, offered);
  EXPECT_EQ(*c.offeree(), "cy");
  EXPECT_EQ(cy.offered, std::vector<std::string>{"c1"});
  EXPECT_EQ(whats(change), (Whats{What::consented, What::offered}));
  EXPECT_EQ(change.because, Because::offered);
  yes(false, 1);
  EXPECT_EQ(o().state, consented);
  EXPECT_TRUE(c.waits());
  yes(true, 0);
  EXPECT_EQ(o().state, consented);
}

TEST_F(Handoffs, LaterAndNo) {
  propose_it();
  auto change = done(answer(c, vera, "k", "c1.1.1", Answer::later, {}, facts));
  EXPECT_EQ(o().state, deferred);
  EXPECT_EQ(o().due, facts.now - 1 + facts.settings.sales.follow_up);
  EXPECT_TRUE(std::get<HandoffDeclined>(change.log[0].what).later);
  EXPECT_FALSE(change.customer) << "no refusal";
  done(try_propose(asking(), ana.actor()));
  EXPECT_EQ(o().handoff->id, "c1.1.2") << "a new question has a new id";
  EXPECT_EQ(o().due, std::nullopt);
  EXPECT_EQ(why(answer(c, vera, "k", "c1.1.1", Answer::no, {}, facts)), Refusal::Why::state)
      << "the old one's";
  change = done(answer(c, vera, "k", "c1.1.2", Answer::no, {}, facts));
  EXPECT_EQ(o().state, declined);
  EXPECT_EQ(facts.customer->refused_at, facts.now - 1);
  EXPECT_EQ(whats(change), Whats{What::declined});
  done(try_flag(ana.actor()));
  auto what = asking();
  what.opportunity = "c1.2";
  EXPECT_EQ(try_propose(what, ana.actor()).error().objection, Objection::cooling_off);
}

TEST_F(Handoffs, AQuestionIsOpenForItsTime) {
  propose_it();
  EXPECT_EQ(why(proposal_over(c, facts)), Refusal::Why::state) << "too early";
  facts.now = o().handoff->expires_at;
  EXPECT_EQ(why(answer(c, vera, "k", "c1.1.1", Answer::yes, {}, facts)), Refusal::Why::state) << "too late";
  const auto change = done(proposal_over(c, facts));
  EXPECT_EQ(kinds(change.log), "handoff_withdrawn");
  EXPECT_EQ(o().state, flagged);
}

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
  facts.customer->complaint_since = now;  // in another conversation: no row of this one has heard of it
  const auto no = accept(c, cy, "k", facts);
  EXPECT_EQ(why(no), Refusal::Why::guarded);
  EXPECT_EQ(no.error().objection, Objection::open_complaint);
  facts.customer.reset();
  EXPECT_EQ(why(accept(c, cy, "k", facts)), Refusal::Why::guarded) << "nothing is known";
  SetUpAnew();
  consent();
  facts.customer->complaint_since = now;
  EXPECT_EQ(why(take(c, cy, "k", false, true, facts)), Refusal::Why::guarded);
  const auto held = done(offer(c, cy, {"cy"}, facts));
  EXPECT_EQ(o().state, consented);
  EXPECT_FALSE(c.pending);
  EXPECT_TRUE(cy.offered.empty());
  EXPECT_TRUE(held.ledger.empty());
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
    const auto pairs = match({{c, 0}}, {{cy, true}}, facts.settings, now, 9);
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_TRUE(pairs[0].offer);
  }
  facts.settings.departments[1].assign = AssignMode::manual;
  EXPECT_TRUE(match({{c, 0}}, {{cy, true}}, facts.settings, now, 9).empty());
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

TEST_F(Handoffs, WithdrawAndDefer) {
  offer_it();
  EXPECT_EQ(why(withdraw_handoff(c, cy.actor(), "k", "c1.1", facts)), Refusal::Why::not_yours);
  auto change = done(withdraw_handoff(c, ana.actor(), "k", "c1.1", facts));
  EXPECT_EQ(kinds(change.log), "handoff_withdrawn");
  EXPECT_EQ(o().state, withdrawn);
  EXPECT_FALSE(c.pending);
  EXPECT_TRUE(cy.offered.empty());
  EXPECT_EQ(why(withdraw_handoff(c, ana.actor(), "k", "c1.1", facts)), Refusal::Why::state);
  SetUpAnew();
  consent();
  EXPECT_EQ(why(defer(c, ana.actor(), "k", "c1.2", now, facts)), Refusal::Why::state);
  change = done(defer(c, ana.actor(), "k", "c1.1", now + 5, facts));
  EXPECT_EQ(o().state, deferred);
  EXPECT_EQ(o().due, now + 5);
  EXPECT_FALSE(c.pending);
  EXPECT_TRUE(std::get<HandoffDeclined>(change.log[0].what).later);
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
  EXPECT_EQ(why(follow_up(c, di, "k", "c1.1", now, facts)), Refusal::Why::not_yours);
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
}  // namespace baton::desk
