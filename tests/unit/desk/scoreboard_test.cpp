// Two scoreboards from one ledger: each number from the entries that make it, and sums that are exact.
#include "server/desk/scoreboard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace baton::desk {
namespace {

using What = LedgerEntry::What;
__extension__ using Wide = __int128;  // so that the test's own sums cannot overflow

LedgerEntry entry(What what, const std::string& conversation = "c1", const std::string& visitor = "v1") {
  return {.what = what,
          .conversation = conversation,
          .visitor = visitor,
          .department = "care",
          .by = {"ana", "ana", Role::agent}};
}
LedgerEntry sale(What what, const std::string& opportunity, std::optional<Money> money = {}) {
  auto e = entry(what);
  e.opportunity = opportunity;
  e.money = money;
  if (what == What::won || what == What::clawback || what == What::accepted) e.closer = PersonRef{"cy", "cy"};
  return e;
}
LedgerEntry took(What what, const std::string& conversation, Duration duration) {
  auto e = entry(what, conversation);
  e.took = duration;
  return e;
}
LedgerEntry rated(const std::string& conversation, int score, std::optional<int> nps) {
  auto e = entry(What::rated, conversation);
  e.score = score;
  e.nps = nps;
  return e;
}
Boards all(const std::vector<Entered>& entries, GroupBy by = GroupBy::none) {
  return scoreboard(entries, 0, days(10000), std::nullopt, by, 0);
}

TEST(Scoreboard, OfNothingHasNoMeans) {
  const auto board = all({}).all;
  EXPECT_EQ(board, Board{});
  EXPECT_EQ(board.care.csat, std::nullopt);
  EXPECT_EQ(board.sales.conversion, std::nullopt);
}

TEST(Scoreboard, CountsCare) {
  const auto care = all({{1, entry(What::started, "c1", "v1")},
                         {2, took(What::answered, "c1", 30)},
                         {3, took(What::resolved, "c1", 100)},
                         {4, rated("c1", 1, 0)},
                         {5, took(What::resolved, "c1", 900)},
                         {6, rated("c1", 5, 10)},
                         {7, entry(What::started, "c2", "v2")},
                         {8, entry(What::missed, "c2", "v2")},
                         {9, entry(What::recovered, "c2", "v2")},
                         {10, took(What::answered, "c2", 10)},
                         {11, rated("c2", 4, 6)},
                         {12, rated("c3", 2, 8)},
                         {13, entry(What::complained, "c2", "v2")}})
                        .all.care;
  EXPECT_EQ(care.conversations, 2);
  EXPECT_EQ(care.first_response, (Percentiles{10, 30}));
  EXPECT_EQ(care.resolution, (Percentiles{900, 900})) << "reopened: the last time counts";
  EXPECT_DOUBLE_EQ(*care.csat, 11.0 / 3) << "the last rating of each";
  EXPECT_DOUBLE_EQ(*care.nps, 0) << "one promoter, one detractor, one of neither";
  EXPECT_EQ(care.missed, 1);
  EXPECT_EQ(care.recovered, 1);
  EXPECT_EQ(care.complaints, 1);
  EXPECT_EQ(care.repeat_contacts, 0);
}

TEST(Scoreboard, KnowsWhoCameBackWithinSevenDays) {
  const auto again = [](Time first, Time second) {
    return scoreboard({{first, entry(What::started, "c1")}, {second, entry(What::started, "c2")}}, second,
                      second + 1, std::nullopt, GroupBy::none, 0)
        .all.care;
  };
  EXPECT_EQ(again(days(1), days(8) - 1).repeat_contacts, 1) << "the earlier one lies before the period";
  EXPECT_EQ(again(days(1), days(8)).repeat_contacts, 0);
  EXPECT_EQ(again(days(1), days(8)).conversations, 1);
}

TEST(Scoreboard, CountsSales) {
  const Money ten{10, "EUR"};
  const auto sales = all({{1, sale(What::suggested, "")},
                          {1, sale(What::suggestion_accepted, "o1")},
                          {1, sale(What::suggestion_dismissed, "")},
                          {1, sale(What::flagged, "o1")},
                          {2, sale(What::proposed, "o1")},
                          {3, sale(What::consented, "o1")},
                          {13, sale(What::accepted, "o1")},
                          {14, sale(What::returned, "o1")},
                          {99, sale(What::accepted, "o1")},
                          {100, sale(What::won, "o1", ten)},
                          {101, sale(What::won, "o2", Money{5, "EUR"})},
                          {102, sale(What::clawback, "o1", Money{4, "EUR"})},
                          {103, sale(What::proposed, "o3")},
                          {104, sale(What::declined, "o3")},
                          {105, sale(What::deferred, "o4")},
                          {106, sale(What::accepted, "o5")},
                          {107, sale(What::lost, "o5")}})
                         .all.sales;
  EXPECT_EQ(sales.suggested, 1);
  EXPECT_EQ(sales.suggestions_accepted, 1);
  EXPECT_EQ(sales.suggestions_dismissed, 1);
  EXPECT_EQ(sales.flagged, 1);
  EXPECT_EQ(sales.proposed, 2);
  EXPECT_EQ(sales.consented, 1);
  EXPECT_EQ(sales.declined, 1);
  EXPECT_EQ(sales.deferred, 1);
  EXPECT_EQ(sales.accepted, 3);
  EXPECT_EQ(sales.won, 2);
  EXPECT_EQ(sales.lost, 1);
  EXPECT_EQ(sales.revenue, (std::map<std::string, std::int64_t>{{"EUR", 11}}));
  EXPECT_EQ(sales.average_deal, (std::map<std::string, std::int64_t>{{"EUR", 6}})) << "5.5, half up";
  EXPECT_EQ(sales.time_to_accept, (Percentiles{10, 10})) << "from the consent, once";
  EXPECT_DOUBLE_EQ(*sales.conversion, 0.5) << "of the two accepted one was won; the third was never accepted";
  EXPECT_DOUBLE_EQ(*sales.refusal_rate, 0.5);
}

TEST(Scoreboard, GroupsByDayDepartmentRepAndRule) {
  auto other = sale(What::won, "o2", Money{7, "EUR"});
  other.department = "vip";
  other.rule = "more_seats";
  other.closer = PersonRef{"di", "di"};
  const std::vector<Entered> entries{{days(1) - 1, sale(What::won, "o1", Money{5, "EUR"})}, {days(1), other}};
  const auto keys = [&](GroupBy by, Duration offset) {
    std::vector<std::string> found;
    for (const auto& [key, board] : scoreboard(entries, 0, days(9), std::nullopt, by, offset).groups)
      found.push_back(key + " " + std::to_string(board.sales.revenue.at("EUR")));
    return found;
  };
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys(GroupBy::none, 0), Keys{});
  EXPECT_EQ(keys(GroupBy::day, 0), (Keys{"1970-01-01 5", "1970-01-02 7"}));
  EXPECT_EQ(keys(GroupBy::day, 1), (Keys{"1970-01-02 12"}));
  EXPECT_EQ(keys(GroupBy::department, 0), (Keys{"care 5", "vip 7"}));
  EXPECT_EQ(keys(GroupBy::rep, 0), (Keys{"cy 5", "di 7"})) << "never whoever flagged it";
  EXPECT_EQ(keys(GroupBy::rule, 0), (Keys{"more_seats 7"}));
  EXPECT_EQ(scoreboard(entries, 0, days(9), "vip", GroupBy::none, 0).all.sales.won, 1);
  EXPECT_EQ(scoreboard(entries, 0, days(1), std::nullopt, GroupBy::none, 0).all.sales.won, 1) << "at < to";
}

TEST(Scoreboard, AddsUpExactlyInEveryOrderAndGrouping) {
  EXPECT_TRUE(rc::check("sums of random amounts and currencies", [] {
    static const std::vector<std::string> currencies{"EUR", "USD", "JPY", "KWD"};
    const auto count = *rc::gen::inRange(0, 60);
    std::vector<Entered> entries;
    std::map<std::string, Wide> sums;
    std::map<std::string, std::int64_t> deals;
    for (int i = 0; i < count; ++i) {
      const auto amount = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 1000),
                                          rc::gen::inRange<std::int64_t>(0, most_amount + 1));
      const auto& currency = *rc::gen::elementOf(currencies);
      const auto back = *rc::gen::inRange<std::int64_t>(0, amount + 1);
      const auto id = "o" + std::to_string(i);
      const Time at = *rc::gen::inRange<Time>(0, days(5));
      entries.push_back({at, sale(What::won, id, Money{amount, currency})});
      sums[currency] += amount;
      ++deals[currency];
      if (i % 3 != 0) continue;
      entries.push_back({at + 1, sale(What::clawback, id, Money{back, currency})});
      sums[currency] -= back;
    }
    const auto boards = all(entries, GroupBy::day);
    std::map<std::string, std::int64_t> parts;
    for (const auto& [day, board] : boards.groups)
      for (const auto& [currency, amount] : board.sales.revenue) parts[currency] += amount;
    RC_ASSERT(parts == boards.all.sales.revenue);
    RC_ASSERT(boards.all.sales.revenue.size() == sums.size());
    for (const auto& [currency, sum] : sums) {
      RC_ASSERT(boards.all.sales.revenue.at(currency) == static_cast<std::int64_t>(sum));
      const auto mean = boards.all.sales.average_deal.at(currency);
      const Wide twice = 2 * sum, n = deals[currency];  // half up: mean − ½ ≤ sum / n < mean + ½
      RC_ASSERT((2 * Wide{mean} - 1) * n <= twice && twice < (2 * Wide{mean} + 1) * n);
    }
    auto turned = entries;
    std::reverse(turned.begin(), turned.end());
    RC_ASSERT(all(turned).all.sales.revenue == boards.all.sales.revenue);
  }));
}

TEST(Scoreboard, RoundsHalfUpBelowZeroToo) {
  const auto mean = [](std::int64_t won, std::int64_t back) {
    return all({{1, sale(What::won, "a", Money{won, "EUR"})},
                {1, sale(What::won, "b", Money{0, "EUR"})},
                {2, sale(What::clawback, "z", Money{back, "EUR"})}})
        .all.sales.average_deal.at("EUR");
  };
  EXPECT_EQ(mean(3, 0), 2);
  EXPECT_EQ(mean(0, 1), 0);   // −0.5
  EXPECT_EQ(mean(0, 3), -1);  // −1.5
  EXPECT_EQ(mean(0, 4), -2);
}

}  // namespace
}  // namespace baton::desk
