// Solved or not, content or not: the rows, and what they remember of the customer and write into the ledger.
#include "server/desk/satisfaction.hpp"

#include <gtest/gtest.h>

#include "server/desk/lifecycle.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = 1'000'000;
const Actor vera{"vera", "Vera", Role::visitor};
const auto ana = person("ana", 4, {"c1"});

Facts knowing(Customer customer) {
  auto facts = at(now, {ana});
  facts.customer = std::move(customer);
  return facts;
}

TEST(Solving, StaffProposeAndTheCustomerConfirmsOrDenies) {
  const auto row = [](Solved before, const Actor& by, bool solved) -> std::optional<Solved> {
    auto c = active("c1");
    c.solved = before;
    const auto decided = solve(c, by, "k", solved, knowing({}));
    if (!decided) return std::nullopt;
    EXPECT_EQ(kinds(decided->log), solved ? "solved" : "not_solved");
    EXPECT_EQ(decided->log[0].cid, "k");
    return decided->conversation.solved;
  };
  const auto staff = ana.actor();
  using enum Solved;
  EXPECT_EQ(row(no, staff, true), proposed);
  EXPECT_EQ(row(proposed, staff, true), std::nullopt);
  EXPECT_EQ(row(confirmed, staff, true), std::nullopt);
  EXPECT_EQ(row(no, staff, false), std::nullopt);
  EXPECT_EQ(row(proposed, staff, false), no);
  EXPECT_EQ(row(confirmed, staff, false), std::nullopt) << "it is the customer's word";
  EXPECT_EQ(row(no, vera, true), confirmed);
  EXPECT_EQ(row(proposed, vera, true), confirmed);
  EXPECT_EQ(row(confirmed, vera, true), std::nullopt);
  EXPECT_EQ(row(no, vera, false), std::nullopt);
  EXPECT_EQ(row(proposed, vera, false), no);
  EXPECT_EQ(row(confirmed, vera, false), no);
  EXPECT_EQ(why(solve(queued("c1"), vera, "k", true, knowing({}))), Refusal::Why::state);
  EXPECT_EQ(why(solve(closed("c1", now), vera, "k", true, knowing({}))), Refusal::Why::state);
}

TEST(Solving, WhoComesBackHasMoreToSay) {
  auto c = closed("c1", now);
  c.solved = Solved::confirmed;
  const auto by = [&](const Actor& who) {
    return reopen(c, who, "k", std::nullopt, {}, knowing({}))->conversation.solved;
  };
  EXPECT_EQ(by(vera), Solved::no);
  EXPECT_EQ(by(ana.actor()), Solved::confirmed);
}

TEST(Ratings, AreTheLastOne) {
  for (const auto& c : {active("c1"), closed("c1", now), missed("c1", now)}) {
    const auto change = rate(c, vera, "k", {2, 9, "slow"}, knowing({.rating = 5}));
    ASSERT_TRUE(change);
    EXPECT_EQ(change->conversation.rating, (Rating{2, 9, "slow"}));
    EXPECT_EQ(change->customer->rating, 2);
    EXPECT_EQ(kinds(change->log), "rated");
    ASSERT_EQ(change->ledger.size(), 1u);
    EXPECT_EQ(change->ledger[0].score, 2);
    EXPECT_EQ(change->ledger[0].nps, 9);
    EXPECT_EQ(change->ledger[0].reason, std::nullopt) << "no words of the customer's in the ledger";
  }
  const auto erased = rate(closed("c1", now), vera, "k", {1, {}, {}}, at(now));
  ASSERT_TRUE(erased);
  EXPECT_FALSE(erased->customer);
}

TEST(Complaints, AreOpenUntilTheyAreClosed) {
  const auto c = closed("c1", now);
  const auto first = complain(c, vera, "k", true, "it broke", knowing({}));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->customer->complaint_since, now);
  EXPECT_EQ(kinds(first->log), "") << "for staff";
  ASSERT_EQ(first->notes.size(), 1u);
  EXPECT_EQ(first->ledger.size(), 1u);
  const auto second = complain(c, vera, "k", true, "again", knowing({.complaint_since = 1}));
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->customer) << "it is open since then";
  EXPECT_TRUE(second->ledger.empty());
  const auto over = complain(c, ana.actor(), "k", false, {}, knowing({.complaint_since = 1}));
  ASSERT_TRUE(over);
  EXPECT_EQ(over->customer->complaint_since, std::nullopt);
  EXPECT_EQ(why(complain(c, ana.actor(), "k", false, {}, knowing({}))), Refusal::Why::state);
}

TEST(Unhappy, IsSetConfirmedAndCleared) {
  const auto set = [](const Conversation& c, bool on, Customer customer) {
    return set_unhappy(c, ana.actor(), "k", on, knowing(std::move(customer)));
  };
  EXPECT_EQ(set(active("c1"), true, {})->customer->unhappy_since, now);
  const auto confirmed = set(active("c1"), true, {.unhappy_since = 5});
  ASSERT_TRUE(confirmed);
  EXPECT_FALSE(confirmed->customer);
  EXPECT_EQ(confirmed->notes.size(), 1u);
  EXPECT_EQ(set(active("c1"), false, {.unhappy_since = 5})->customer->unhappy_since, std::nullopt);
  EXPECT_EQ(why(set(active("c1"), false, {})), Refusal::Why::state);
  EXPECT_EQ(why(set(closed("c1", now), true, {})), Refusal::Why::state);
}

TEST(Ledger, TellsTheCareOfAConversation) {
  using What = LedgerEntry::What;
  const auto entries = [](const Change& change) {
    std::vector<What> all;
    for (const auto& e : change.ledger) all.push_back(e.what);
    return all;
  };
  const Start what{.id = "c1", .department = "care", .visitor = {.id = "vera"}, .cid = "k", .text = "hello"};
  const auto begun = start(what, knowing({.starts = {1, 2, 3}}));
  EXPECT_EQ(entries(begun), std::vector{What::started});
  EXPECT_EQ(begun.customer->starts, (std::vector<Time>{2, 3, now}));
  EXPECT_EQ(entries(leave_message(what, knowing({}))), (std::vector{What::started, What::missed}));
  auto c = active("c1");
  c.started_at = now - 70;
  const auto end = [&](CloseReason reason, Seq staff, std::optional<Seq> recovering = {}) {
    c.recovering = recovering;
    auto facts = knowing({});
    facts.said = {1, staff, now};
    return *desk::close(c, ana.actor(), "k", reason, {}, facts);
  };
  EXPECT_EQ(entries(end(CloseReason::resolved, 2)), std::vector{What::resolved});
  EXPECT_EQ(end(CloseReason::resolved, 2).ledger[0].took, 70);
  EXPECT_EQ(entries(end(CloseReason::resolved, 0)), std::vector{What::closed});
  EXPECT_EQ(entries(end(CloseReason::spam, 2)), std::vector{What::closed});
  EXPECT_EQ(entries(end(CloseReason::resolved, 3, 2)), (std::vector{What::recovered, What::resolved}));
  EXPECT_EQ(entries(end(CloseReason::resolved, 2, 2)), std::vector{What::closed});
  auto facts = knowing({});
  const auto uma = person("uma");
  const auto joined = [&](Seq staff) {
    facts.said = {1, staff, now};
    return *join_and_say(c, uma, {uma.actor(), "k", Message{"hello"}}, facts);
  };
  EXPECT_EQ(entries(joined(0)), std::vector{What::answered});
  EXPECT_EQ(joined(0).ledger[0].took, 70);
  EXPECT_TRUE(joined(2).ledger.empty());
}

}  // namespace
}  // namespace baton::desk
