// The guard's table, row by row: when each objection applies, in which order they are told, and who lifts
// them.
#include "server/desk/guard.hpp"

#include <gtest/gtest.h>

#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = days(1000);
const Settings settings;

std::optional<Objection> asking(const Customer& customer, Solved solved = Solved::proposed,
                                const Lifted& lifted = {}) {
  return may_ask(customer, solved, lifted, settings, now);
}

TEST(Guard, LetsAContentCustomerWithASolvedIssueBeAsked) {
  EXPECT_EQ(asking({}), std::nullopt);
  EXPECT_EQ(asking({}, Solved::confirmed), std::nullopt);
  EXPECT_EQ(asking({.rating = 3}), std::nullopt);
}

TEST(Guard, ObjectsInTheOrderOfItsTable) {
  Customer all{.refused_at = now, .complaint_since = now, .unhappy_since = now};
  EXPECT_EQ(asking(all, Solved::no), Objection::cooling_off);
  all.refused_at.reset();
  EXPECT_EQ(asking(all, Solved::no), Objection::open_complaint);
  all.complaint_since.reset();
  EXPECT_EQ(asking(all, Solved::no), Objection::unhappy);
  all.unhappy_since.reset();
  EXPECT_EQ(asking(all, Solved::no), Objection::not_solved);
}

TEST(Guard, CoolsOffForExactlyItsTime) {
  const auto cooling = settings.sales.cooling_off;
  EXPECT_EQ(asking({.refused_at = now - cooling + 1}), Objection::cooling_off);
  EXPECT_EQ(asking({.refused_at = now - cooling}), std::nullopt);
}

TEST(Guard, KnowsAnUnhappyCustomer) {
  EXPECT_TRUE(unhappy({.rating = 2}, now));
  EXPECT_TRUE(unhappy({.unhappy_since = now - days(300)}, now)) << "nobody has cleared it";
  EXPECT_TRUE(unhappy({.starts = {now - days(7) + 1, now - 1, now}}, now)) << "the third within seven days";
  EXPECT_FALSE(unhappy({.starts = {now - days(7), now - 1, now}}, now));
  EXPECT_FALSE(unhappy({.starts = {now, now}}, now));
  Customer customer;
  for (const auto at : {now - days(9), now - days(8), now - 2, now - 1}) began(customer, at);
  EXPECT_EQ(customer.starts, (std::vector<Time>{now - days(8), now - 2, now - 1}));
}

TEST(Guard, LiftsWhatItsTableSaysAndNothingElse) {
  const Customer refused{.refused_at = now}, complains{.complaint_since = now},
      unhappy_one{.unhappy_since = now};
  const Lifted asked{true, false}, overridden{false, true}, both{true, true};
  EXPECT_EQ(asking(refused, Solved::proposed, asked), std::nullopt);
  EXPECT_EQ(asking(refused, Solved::proposed, overridden), Objection::cooling_off);
  EXPECT_EQ(asking(complains, Solved::proposed, asked), Objection::open_complaint);
  EXPECT_EQ(asking(complains, Solved::proposed, overridden), std::nullopt);
  EXPECT_EQ(asking(unhappy_one, Solved::proposed, both), Objection::unhappy);
  EXPECT_EQ(asking({}, Solved::no, asked), std::nullopt);
  EXPECT_EQ(asking({}, Solved::no, overridden), std::nullopt);
  for (const auto objection : {Objection::cooling_off, Objection::open_complaint, Objection::unhappy,
                               Objection::not_solved, Objection::no_consent})
    EXPECT_EQ(may_override(objection),
              objection == Objection::open_complaint || objection == Objection::not_solved);
}

TEST(Guard, GivesNobodyToSalesWithoutTheirYes) {
  auto c = active("c1");
  c.solved = Solved::confirmed;
  Opportunity o;
  o.handoff = Handoff{};
  const auto giving = [&](const Customer& customer) { return may_give(customer, c, o, settings, now); };
  for (const auto state : {OpportunityState::flagged, OpportunityState::proposed, OpportunityState::declined,
                           OpportunityState::deferred, OpportunityState::withdrawn}) {
    o.state = state;
    EXPECT_EQ(giving({}), Objection::no_consent);
  }
  o.state = OpportunityState::consented;
  EXPECT_EQ(giving({}), std::nullopt);
  EXPECT_EQ(giving({.refused_at = now - 1}), std::nullopt) << "having said yes lifts an earlier no";
  EXPECT_EQ(giving({.complaint_since = now}), Objection::open_complaint);
  EXPECT_EQ(giving({.rating = 1}), Objection::unhappy);
  c.solved = Solved::no;
  EXPECT_EQ(giving({}), Objection::not_solved);
  o.handoff->asked = true;
  EXPECT_EQ(giving({}), std::nullopt);
  EXPECT_EQ(giving({.complaint_since = now}), Objection::open_complaint);
  o.handoff->overridden = true;
  EXPECT_EQ(giving({.complaint_since = now}), std::nullopt);
  EXPECT_EQ(giving({.unhappy_since = now}), Objection::unhappy);
}

}  // namespace
}  // namespace baton::desk
