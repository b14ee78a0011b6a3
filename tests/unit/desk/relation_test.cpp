// How people stand to a conversation, who may write, whom changes reach; and eligibility, one reason at a
// time.
#include <gtest/gtest.h>

#include "server/desk/match.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

TEST(Relations, TheStrongestHolds) {
  auto c = active("c1");
  c.participants.push_back({{"hal", "Hal"}, Role::agent, true});
  c.participants.push_back({{"pat", "Pat"}, Role::agent, false});
  c.observers = {"olga"};
  c.pending = Pending{.to = "otto", .offeree = "otto"};
  EXPECT_EQ(relation(c, "vera"), Relation::visitor);
  EXPECT_EQ(relation(c, "vito"), Relation::none);
  EXPECT_EQ(relation(c, person("ana")), Relation::owner);
  EXPECT_EQ(relation(c, person("hal")), Relation::helper);
  EXPECT_EQ(relation(c, person("olga")), Relation::observer);
  EXPECT_EQ(relation(c, person("otto")), Relation::offeree);
  EXPECT_EQ(relation(c, person("pat")), Relation::past);
  EXPECT_EQ(relation(c, person("new")), Relation::colleague);
  auto stranger = person("new");
  stranger.departments = {"sales"};
  EXPECT_EQ(relation(c, stranger), Relation::none);
  EXPECT_EQ(writers(c), (std::vector<std::string>{"vera", "ana", "hal"}));
  EXPECT_EQ(staff_subscribed(c), (std::vector<std::string>{"ana", "hal", "olga", "otto"}));
}

TEST(Eligible, EachReasonAlone) {
  const Department automatic{.id = "care"};
  const Time now = 1000;
  const auto yes = [&](const Conversation& c, const Staff& a, bool here = true) {
    return eligible(c, a, here, automatic, now);
  };
  EXPECT_TRUE(yes(queued("c1"), person("ana")));
  EXPECT_FALSE(yes(queued("c1"), person("ana"), false));
  Department manual = automatic;
  manual.assign = AssignMode::manual;
  EXPECT_FALSE(eligible(queued("c1"), person("ana"), true, manual, now));
  auto a = person("ana");
  a.presence = Presence::away;
  EXPECT_FALSE(yes(queued("c1"), a));
  EXPECT_FALSE(yes(queued("c1"), person("ana", 1, {"c9"})));
  EXPECT_FALSE(yes(queued("c1"), person("ana", 0)));
  a = person("ana");
  a.departments = {"sales"};
  EXPECT_FALSE(yes(queued("c1"), a));
  auto c = queued("c1");
  c.skills = {"de", "fr"};
  a = person("ana");
  a.skills = {"fr"};
  EXPECT_FALSE(yes(c, a));
  a.skills = {"fr", "de"};
  EXPECT_TRUE(yes(c, a));
  c = queued("c1");
  c.declined = {{"ana", now + 1}};
  EXPECT_FALSE(yes(c, person("ana")));
  EXPECT_TRUE(yes(c, person("bob")));
  c.declined = {{"ana", now}};
  EXPECT_TRUE(yes(c, person("ana")));
  c = queued("c1");
  c.pref = Preference{"bob", now + 1};
  EXPECT_FALSE(yes(c, person("ana")));
  EXPECT_TRUE(yes(c, person("bob")));
  c.pref->until = now;
  EXPECT_TRUE(yes(c, person("ana")));
}

TEST(Match, SkipsUnknownDepartmentsAndWhatDoesNotWait) {
  Settings settings;
  settings.departments = {{.id = "care"}};
  auto elsewhere = queued("c1");
  elsewhere.department = "gone";
  const auto pairs =
      match({{elsewhere, 1}, {active("c2"), 2}, {queued("c3"), 3}}, {{person("ana"), true}}, settings, 0, 16);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].waiting, 2u);
  EXPECT_TRUE(match({}, {{person("ana"), true}}, settings, 0, 16).empty());
  EXPECT_TRUE(match({{queued("c3"), 3}}, {}, settings, 0, 16).empty());
  EXPECT_TRUE(match({{queued("c3"), 3}}, {{person("ana"), true}}, settings, 0, 0).empty());
}

TEST(Match, OrdersByVirtualStartThenIdAndStopsAtMost) {
  Settings settings;
  settings.departments = {{.id = "care"}};
  const auto pairs = match({{queued("c9"), 5}, {queued("c2"), 5}, {queued("c1"), 7}, {queued("c3"), 1}},
                           {{person("ana"), true}}, settings, 0, 3);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].waiting, 3u);
  EXPECT_EQ(pairs[1].waiting, 1u);
  EXPECT_EQ(pairs[2].waiting, 0u);
}

}  // namespace
}  // namespace baton::desk
