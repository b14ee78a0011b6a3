// The site's settings by call: only admins, only what the rules let pass, only over those that were read, and
// never with conversations left behind.
#include "server/chat/site_settings.hpp"

#include <gmock/gmock.h>

#include "tests/unit/chat/world.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using desk::StaffRole;

class SiteSettingsTest : public testing::Test {
protected:
  SiteSettingsTest() {
    world.hire(staff_member("ada", {"care"}, {StaffRole::admin}));
    world.hire(staff_member("sue", {"care"}, {StaffRole::supervisor}));
  }

  chat::Result<chat::SettingsChanged> set(const std::string& who, chat::SiteSettings::Wanted wanted) {
    auto done = world.here.ask(calls.set(world.caller(who), std::move(wanted)));
    world.here.idle();
    return done;
  }
  // As they are now, to be changed.
  chat::SiteSettings::Wanted wanted() const {
    chat::SiteSettings::Wanted out;
    out.settings = stored();
    out.settings.identity_secret.reset();
    out.version = world.state->data.settings.version;
    return out;
  }
  const desk::Settings& stored() const { return world.state->data.settings.body; }

  World world;
  desk::Zone utc;
  chat::SiteSettings calls{world.here.store, [this](const std::string& name) -> const desk::Zone* {
                             return name == "Etc/UTC" ? &utc : nullptr;
                           }};
};

TEST_F(SiteSettingsTest, OnlyAdminsMay) {
  const auto before = stored();
  auto what = wanted();
  what.settings.name = "Mine";
  const auto read = world.here.ask(calls.get(world.caller("sue")));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, Reason::forbidden);
  const auto done = set("sue", what);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::forbidden);
  EXPECT_TRUE(stored() == before);
  EXPECT_TRUE(world.here.ask(calls.get(world.caller("ada"))));
}

TEST_F(SiteSettingsTest, WhoWasAdminIsNoMore) {
  const auto ada = world.caller("ada");
  world.state->data.staff.at("ada").body.roles = {StaffRole::agent};
  const auto read = world.here.ask(calls.get(ada));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, Reason::forbidden);
}

TEST_F(SiteSettingsTest, AChangeKeepsTheSecretAndTellsItsVersion) {
  store::Commit commit{store::Reading{}};
  auto with_secret = stored();
  with_secret.identity_secret = std::string(32, 'x');
  commit.change(world.state->data.settings, with_secret);
  world.must(std::move(commit));
  auto what = wanted();
  what.settings.name = "The shop";
  const auto done = set("ada", what);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->version, world.state->data.settings.version);
  EXPECT_EQ(stored().name, "The shop");
  EXPECT_EQ(stored().identity_secret, std::string(32, 'x'));
}

TEST_F(SiteSettingsTest, WhatIsWrongIsSaidAtItsField) {
  const auto before = stored();
  auto what = wanted();
  what.settings.departments[1].hours.emplace().zone = "Moon/Base";
  what.settings.departments[1].hours->week[0] = {desk::Interval{}};
  what.settings.default_capacity = 51;
  what.unreadable = {{"departments[1].hours.monday[0]", "That is no time."}};
  const auto done = set("ada", what);
  ASSERT_FALSE(done);
  const auto& refused = done.error();
  EXPECT_EQ(refused.reason, Reason::invalid);
  std::vector<std::string> fields;
  for (const auto& problem : refused.problems) fields.push_back(problem.field);
  EXPECT_THAT(fields, testing::ElementsAre("default_capacity", "departments[1].hours.zone",
                                           "departments[1].hours.monday[0]"));
  EXPECT_EQ(refused.problems[2].message, "That is no time.");
  EXPECT_EQ(refused.field, fields.front());
  EXPECT_EQ(refused.message, refused.problems.front().message);
  EXPECT_TRUE(stored() == before);
}

TEST_F(SiteSettingsTest, OverSomebodyElsesNothingIsWritten) {
  auto mine = wanted();
  mine.settings.name = "Mine";
  auto theirs = wanted();
  theirs.settings.name = "Theirs";
  ASSERT_TRUE(set("ada", theirs));
  const auto done = set("ada", mine);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, Reason::conflict);
  EXPECT_EQ(done.error().why, "version");
  EXPECT_EQ(stored().name, "Theirs");
}

TEST_F(SiteSettingsTest, ADepartmentGoesWhenItIsSaidWhere) {
  auto what = wanted();
  what.settings.departments.push_back({.id = "old", .name = "The old desk"});
  ASSERT_TRUE(set("ada", what));
  chat::Conversations::Start start{"c1", "old", "hello"};
  const auto id = world.done(world.there.conversations.start(visitor("v1"), start)).conversation;

  auto without = wanted();
  without.settings.departments.pop_back();
  const auto refused = set("ada", without);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::conflict);
  EXPECT_EQ(refused.error().why, "stranded");
  EXPECT_THAT(refused.error().stranded, testing::ElementsAre(testing::Pair("old", 1u)));
  EXPECT_EQ(refused.error().message,
            "Department old has 1 conversation open, missed or still to be reopened; say where it goes.");

  without.moves = {{"old", "moon"}};
  const auto nowhere = set("ada", without);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().reason, Reason::invalid);
  EXPECT_EQ(nowhere.error().field, "moves");

  without.moves = {{"old", "care"}};
  const auto done = set("ada", without);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->moved, 1u);
  EXPECT_EQ(done->version, world.state->data.settings.version);
  EXPECT_EQ(world.stored(id).body.department, "care");
  EXPECT_EQ(stored().department("old"), nullptr);
}

}  // namespace
}  // namespace baton::test
