// The rows of the opportunity table of states.md until a rep has it to answer: flag, ask, answer, withdraw,
// defer. What becomes of it, what the customer reads, what the ledger says, and what is refused. Random
// sequences of all rows are in handoff_property_test.cpp.
#include "server/desk/satisfaction.hpp"
#include "tests/unit/desk/handoff_fixture.hpp"

namespace baton::desk::handoffs {
namespace {

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
  EXPECT_EQ(why(flag(closed("c1", handoff_day), ana.actor(), "k", {}, facts)), Refusal::Why::state);
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
            (HandoffProposed{"c1.1.1", "Sales", what.pitch, handoff_day + 1 + hours(24)}));
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
  facts.customer->refused_at = handoff_day;
  auto what = asking();
  what.asked_at = handoff_day;
  EXPECT_EQ(why(try_propose(what, ana.actor())), Refusal::Why::wish) << "no newer than their no";
  what.asked_at = handoff_day + 1;
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
  EXPECT_EQ(why(defer(c, ana.actor(), "k", "c1.2", handoff_day, facts)), Refusal::Why::state);
  change = done(defer(c, ana.actor(), "k", "c1.1", handoff_day + 5, facts));
  EXPECT_EQ(o().state, deferred);
  EXPECT_EQ(o().due, handoff_day + 5);
  EXPECT_FALSE(c.pending);
  EXPECT_TRUE(std::get<HandoffDeclined>(change.log[0].what).later);
}

}  // namespace
}  // namespace baton::desk::handoffs
