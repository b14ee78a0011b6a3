// What money may be, and the ids that name opportunities.
#include "server/desk/money.hpp"

#include <gtest/gtest.h>

#include "server/desk/opportunity.hpp"

namespace baton::desk {
namespace {

TEST(Money, IsInACurrencyOfIso4217) {
  for (const auto* code : {"EUR", "USD", "JPY", "AED", "ZWG", "XOF", "KWD"})
    EXPECT_TRUE(known_currency(code)) << code;
  for (const auto* code :
       {"", "eur", "EU", "EURO", "XXX", "XTS", "XAU", "XDR", "CLF", "DEM", "HRK", "AAA", "ZZZ"})
    EXPECT_FALSE(known_currency(code)) << code;
}

TEST(Money, HasAnAmountWithinItsBounds) {
  EXPECT_TRUE(valid({0, "EUR"}));
  EXPECT_TRUE(valid({most_amount, "EUR"}));
  EXPECT_FALSE(valid({-1, "EUR"}));
  EXPECT_FALSE(valid({most_amount + 1, "EUR"}));
  EXPECT_FALSE(valid({1, "XXX"}));
}

TEST(OpportunityIds, NameTheirConversation) {
  EXPECT_EQ(opportunity_id("c_-1", 12), "c_-1.12");
  EXPECT_EQ(conversation_of("c_-1.12"), "c_-1");
  for (const auto* id :
       {"", "c1", "c1.", ".1", "c1.0", "c1.01", "c1.x", "c1.1x", "c1.1.1", "c1.-1", "c1.9999999999"})
    EXPECT_EQ(conversation_of(id), std::nullopt) << id;
  Opportunity o;
  o.id = "c1.2";
  o.proposals = 3;
  EXPECT_EQ(handoff_id(o), "c1.2.3");
}

}  // namespace
}  // namespace baton::desk
