// A chat of ana's on its way to sales, by the shortest way, and what the ledger says of a step.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/desk/handoff.hpp"
#include "server/desk/offering.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk::handoffs {
using enum OpportunityState;
using What = LedgerEntry::What;
using Whats = std::vector<What>;

inline constexpr Time handoff_day = days(1000);
inline const Actor vera{"vera", "Vera", Role::visitor};
inline const Actor sue{"sue", "sue", Role::supervisor};
inline const Money price{49'900, "EUR"};

inline Whats whats(const Change& change) {
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
    facts = Facts{.now = handoff_day};
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

}  // namespace baton::desk::handoffs
