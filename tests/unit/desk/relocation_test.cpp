// Departments that are taken out: who needs them, what moves may be meant, and what a move changes.
#include "server/desk/relocation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/desk/admission.hpp"

namespace baton::desk {
namespace {

Settings with(const std::vector<std::string>& ids) {
  Settings s;
  for (const auto& id : ids) s.departments.push_back({.id = id, .name = id});
  return s;
}
Conversation in(const std::string& department, State state) {
  Conversation c;
  c.id = "c1";
  c.department = department;
  c.state = state;
  return c;
}

TEST(Relocation, OnlyWhatIsTakenOutMoves) {
  const auto before = with({"care", "sales", "old"}), after = with({"care", "sales", "new"});
  EXPECT_THAT(dropped(before, after), testing::ElementsAre("old"));
  EXPECT_EQ(wrong({}, before, after), std::nullopt);
  EXPECT_EQ(wrong({{"old", "new"}}, before, after), std::nullopt);
  EXPECT_EQ(wrong({{"moon", "new"}}, before, after), "There is no department moon to move from.");
  EXPECT_EQ(wrong({{"old", "moon"}}, before, after), "There is no department moon to move to.");
  EXPECT_EQ(wrong({{"old", "old"}}, before, after), "There is no department old to move to.");
  EXPECT_EQ(
      wrong({{"care", "new"}}, before, after),
      "Department care stays, so that nothing of it is moved; leave it out of the settings, or the move.");
  EXPECT_EQ(wrong({{"old", "new"}, {"old", "care"}}, before, after), "Say once where old goes.");
}

TEST(Relocation, WhatNeedsItsDepartment) {
  for (const auto state : {State::queued, State::offered, State::active, State::missed}) {
    EXPECT_TRUE(needs(in("old", state), "old", 5));
    EXPECT_FALSE(needs(in("care", state), "old", 5));
  }
  auto closed = in("old", State::closed);
  EXPECT_FALSE(needs(closed, "old", 5));
  closed.reopen_until = 5;
  EXPECT_FALSE(needs(closed, "old", 5));
  EXPECT_TRUE(needs(closed, "old", 4));
  auto coming = in("care", State::active);
  coming.pending = Pending{Pending::Kind::transfer, "old", {}, 9};
  EXPECT_TRUE(needs(coming, "old", 5));
}

TEST(Relocation, WhileTheyMoveNobodyComes) {
  const auto settings = meanwhile(with({"care", "new"}), {{"old", "new"}});
  ASSERT_NE(settings.department("old"), nullptr);
  EXPECT_EQ(admission(settings, "old", {}, nullptr, 5).department, "new");
  EXPECT_EQ(settings.departments.front().id, "care");
}

TEST(Relocation, AConversationKeepsAllButItsPlace) {
  auto queued = in("old", State::queued);
  queued.pref = Preference{"ana", 9};
  const auto change = relocated(queued, {"old", "new"});
  EXPECT_FALSE(change.arrives);
  EXPECT_THAT(change.log, testing::ElementsAre(LogEvent{baton_itself(), "", Queued{"new", "moved"}}));
  queued.department = "new";
  EXPECT_TRUE(change.conversation == queued);
  for (const auto state : {State::active, State::missed, State::closed}) {
    const auto quiet = relocated(in("old", state), {"old", "new"});
    EXPECT_TRUE(quiet.log.empty());
    EXPECT_EQ(quiet.conversation.department, "new");
  }
  auto coming = in("care", State::active);
  coming.pending = Pending{Pending::Kind::transfer, "old", {}, 9};
  const auto redirected = relocated(coming, {"old", "new"});
  EXPECT_EQ(redirected.conversation.pending->to, "new");
  EXPECT_EQ(redirected.conversation.department, "care");
}

TEST(Relocation, PeopleServeWhereItGoes) {
  Staff ana;
  ana.departments = {"care", "old"};
  EXPECT_THAT(relocated(ana, {"old", "new"}).departments, testing::ElementsAre("care", "new"));
  EXPECT_THAT(relocated(ana, {"old", "care"}).departments, testing::ElementsAre("care"));
  EXPECT_THAT(relocated(ana, {"moon", "new"}).departments, testing::ElementsAre("care", "old"));
}

}  // namespace
}  // namespace baton::desk
