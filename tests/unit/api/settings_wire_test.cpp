// Settings over the wire come back as they were, every member of them, but for the secret; and what is no
// text of hours is said at its field.
#include "server/api/settings_wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/encode.hpp"

namespace baton::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// No member has its default.
desk::Settings full() {
  desk::Settings s;
  s.name = "Juniper";
  s.origins = {"https://shop.test"};
  s.identity_secret = "0123456789abcdef0123456789abcdef";
  s.default_capacity = 7;
  for (std::size_t i = 0; i < std::size(desk::duration_rules); ++i)
    s.timing.*desk::duration_rules[i].member = static_cast<desk::Duration>(1'000'000 + i);
  s.timing.missed_offers = 5;
  s.timing.relax_skills = {1, 2};
  desk::Department d{.id = "b",
                     .name = "B",
                     .kind = desk::DepartmentKind::sales,
                     .assign = desk::AssignMode::manual,
                     .queue_limit = 9,
                     .reopen_below = 3,
                     .capacity = 2};
  d.ladder = {{1000, "care"}, {2000, "form"}};
  d.hours.emplace().zone = "Europe/Berlin";
  for (std::size_t day = 0; day < d.hours->week.size(); ++day)
    d.hours->week[day] = {{static_cast<int>(60 * day), 1439}};
  d.hours->week[6].push_back({1439, 1800});
  d.hours->holidays = {{*desk::date_of("2026-12-24"), {{540, 720}}}, {*desk::date_of("2026-12-25"), {}}};
  s.departments = {d, {.id = "care", .name = "Care"}};
  return s;
}

TEST(SettingsWire, ComesBackButForTheSecret) {
  const auto shown = wire(full());
  EXPECT_TRUE(shown.identity);
  EXPECT_THAT(protocol::to_json(shown), Not(HasSubstr("0123456789abcdef")));
  auto expected = full();
  expected.identity_secret.reset();
  const auto read = read_settings(shown);
  EXPECT_TRUE(read.settings == expected);
  EXPECT_TRUE(read.unreadable.empty());
  EXPECT_FALSE(wire(expected).identity);
}

// The wire calls every duration as the rules do, which name it in what they refuse.
TEST(SettingsWire, DurationsHaveTheNamesOfTheRules) {
  const auto json = protocol::to_json(wire(full()));
  for (const auto& rule : desk::duration_rules) {
    const auto said = "\"" + std::string(rule.name) + "_ms\":" + std::to_string(full().timing.*rule.member);
    EXPECT_THAT(json, HasSubstr(said));
  }
}

TEST(SettingsWire, WhatIsNoHoursIsSaidAtItsField) {
  auto shown = wire(full());
  shown.departments[0].hours->tuesday = {"09:00-12:00", "soon"};
  shown.departments[0].hours->holidays[1] = {"Christmas", {"9"}};
  const auto read = read_settings(shown);
  ASSERT_EQ(read.unreadable.size(), 2u);
  EXPECT_EQ(read.unreadable[0].field, "departments[0].hours.tuesday[1]");
  EXPECT_EQ(read.unreadable[0].message, "Write the hours as 09:00-17:30, not soon.");
  EXPECT_EQ(read.unreadable[1].field, "departments[0].hours.holidays[1].open[0]");
  // The rules refuse what was left empty, so that nothing of it is ever stored.
  std::vector<std::string> refused;
  const desk::Zone utc;
  for (const auto& problem : desk::problems(read.settings, [&](const std::string&) { return &utc; }))
    refused.push_back(problem.field);
  EXPECT_THAT(refused, testing::IsSupersetOf({"departments[0].hours.tuesday[1]",
                                              "departments[0].hours.holidays[1].open[0]",
                                              "departments[0].hours.holidays[1].date"}));
}

TEST(SettingsWire, NumbersThatDoNotFitStayOutOfRange) {
  auto shown = wire(full());
  shown.default_capacity = protocol::max_integer;
  shown.departments[0].queue_limit = -protocol::max_integer;
  const auto read = read_settings(shown);
  EXPECT_EQ(read.settings.default_capacity, std::numeric_limits<int>::max());
  EXPECT_EQ(read.settings.departments[0].queue_limit, std::numeric_limits<int>::min());
}

}  // namespace
}  // namespace baton::api
