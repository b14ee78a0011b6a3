// Departments that may not stand: numbers, ladders that lead nowhere or in a circle, hours that cannot be
// kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "server/desk/settings_rules.hpp"
#include "tests/unit/desk/zones.hpp"

namespace baton::desk {

void PrintTo(const Problem& problem, std::ostream* out);  // in settings_rules_test.cpp

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What is said of five good departments a … e after one change.
std::vector<Problem> after(const std::function<void(std::vector<Department>&)>& change) {
  Settings s;
  for (const auto* id : {"a", "b", "c", "d", "e"}) s.departments.push_back({.id = id, .name = id});
  change(s.departments);
  return problems(s, find_zone);
}
auto says(const std::string& field, const std::string& message) {
  return ElementsAre(Problem{field, message});
}

TEST(DepartmentRules, EveryModeIsThere) {
  for (const auto mode : {AssignMode::automatic, AssignMode::offer, AssignMode::manual})
    EXPECT_THAT(after([&](auto& all) { all[0].assign = mode; }), IsEmpty());
}

TEST(DepartmentRules, NobodyHasMinusOneOrAThousandMillionPlaces) {
  for (const auto n : {0, 50}) EXPECT_THAT(after([&](auto& all) { all[1].capacity = n; }), IsEmpty());
  for (const auto n : {-1, 51, 1'000'000'000})
    EXPECT_THAT(
        after([&](auto& all) { all[1].capacity = n; }),
        says("departments[1].capacity", "Set it to 0–50 conversations, not " + std::to_string(n) + "."));
}

TEST(DepartmentRules, AQueueReopensBelowItsLimit) {
  const auto with = [](int limit, int below) {
    return after([&](auto& all) {
      all[0].queue_limit = limit;
      all[0].reopen_below = below;
    });
  };
  EXPECT_THAT(with(200, 199), IsEmpty());
  EXPECT_THAT(with(2, 1), IsEmpty());
  for (const auto below : {0, 200, 201})
    EXPECT_THAT(with(200, below),
                says("departments[0].reopen_below",
                     "Set it to 1–199 conversations, below queue_limit, not " + std::to_string(below) + "."));
  EXPECT_THAT(with(1, 1),
              says("departments[0].reopen_below", "Leave it out, because a queue of one is full or empty."));
  EXPECT_THAT(with(std::numeric_limits<int>::max(), 5),
              says("departments[0].queue_limit", "Set it to 1–100000 conversations, not 2147483647."));
  EXPECT_EQ((Department{.queue_limit = 200}.reopens_below()), 160);
  EXPECT_EQ((Department{.queue_limit = 1}.reopens_below()), 1);
  EXPECT_EQ((Department{.queue_limit = 100'000}.reopens_below()), 80'000);
}

// --- ladders

TEST(DepartmentRules, LaddersLeadSomewhere) {
  EXPECT_THAT(after([](auto& all) {
                all[0].ladder = {{1, "b"}, {2, "c"}, {minutes(24 * 60), "form"}};
                all[1].ladder = {{seconds(1), "c"}};
                all[2].ladder = {{seconds(1), "e"}, {seconds(2), "form"}};
              }),
              IsEmpty());
  const auto ladder = [](std::vector<Rung> rungs) {
    return after([&](auto& all) { all[1].ladder = std::move(rungs); });
  };
  EXPECT_THAT(ladder({{5, "x"}}),
              says("departments[1].ladder[0].to", "Name one of these departments, or form."));
  EXPECT_THAT(ladder({{5, ""}}),
              says("departments[1].ladder[0].to", "Name one of these departments, or form."));
  EXPECT_THAT(ladder({{5, "b"}}), says("departments[1].ladder[0].to",
                                       "Name another department, because it waits in this one already."));
  EXPECT_THAT(
      ladder({{5, "c"}, {6, "c"}}),
      says("departments[1].ladder[1].to", "Name another department, because a rung before it leads there."));
  EXPECT_THAT(
      ladder({{5, "form"}, {6, "c"}}),
      says("departments[1].ladder[0].to", "Make form the last rung, because nothing comes after it."));
  EXPECT_THAT(ladder({{5, "a"}, {5, "c"}}),
              says("departments[1].ladder[1].after_ms", "Set it to more than the rung before it has (5)."));
  for (const Duration n : {Duration{0}, minutes(24 * 60) + 1})
    EXPECT_THAT(ladder({{n, "a"}}), says("departments[1].ladder[0].after_ms",
                                         "Set it to 1–86400000 ms (1 day), not " + std::to_string(n) + "."));
}

TEST(DepartmentRules, ACircleIsSaidOnce) {
  EXPECT_THAT(
      after([](auto& all) {
        all[1].ladder = {{5, "d"}, {9, "form"}};
        all[3].ladder = {{5, "b"}};
      }),
      says("departments[1].ladder[0].to",
           "Name another department or form, because this one leads back: b → d → b, and nobody would "
           "ever be missed."));
  EXPECT_THAT(
      after([](auto& all) {
        all[0].ladder = {{5, "b"}};
        all[1].ladder = {{5, "e"}, {6, "c"}};
        all[2].ladder = {{5, "a"}, {6, "d"}};
        all[3].ladder = {{5, "c"}};
      }),
      ElementsAre(Problem{"departments[0].ladder[0].to",
                          "Name another department or form, because this one leads back: a → b → c → a, "
                          "and nobody would ever be missed."},
                  Problem{"departments[2].ladder[1].to",
                          "Name another department or form, because this one leads back: c → d → c, and "
                          "nobody would ever be missed."}));
}

TEST(DepartmentRules, FormIsNoDepartment) {
  EXPECT_THAT(
      after([](auto& all) { all[4].id = "form"; }),
      says("departments[4].id", "Choose another id, because form is what a ladder calls the leave form."));
}

// --- hours

std::vector<Problem> with_hours(const std::function<void(Hours&)>& change) {
  Hours hours{"Europe/Berlin", {}, {}};
  hours.week[2] = {{540, 1020}};
  change(hours);
  return after([&](auto& all) { all[0].hours = hours; });
}

TEST(DepartmentRules, HoursThatCanBeKept) {
  EXPECT_THAT(with_hours([](Hours&) {}), IsEmpty());
  EXPECT_THAT(with_hours([](Hours& h) {
                for (auto& day : h.week) day = {{0, 1440}};
              }),
              IsEmpty());
  EXPECT_THAT(with_hours([](Hours& h) {
                for (auto& day : h.week) day = {{360, 1800}};  // a day from 6:00 on, every day
              }),
              IsEmpty());
  EXPECT_THAT(with_hours([](Hours& h) { h.week[2] = {{540, 720}, {720, 1020}, {1439, 2879}}; }), IsEmpty());
}

TEST(DepartmentRules, HoursThatEndBeforeTheyStart) {
  const auto day = [](std::vector<Interval> intervals) {
    return with_hours([&](Hours& h) { h.week[2] = std::move(intervals); });
  };
  const std::string end =
      "Let it end after it begins; over midnight the hours go on counting, so that 22:00-30:00 ends at 6:00 "
      "in "
      "the morning.";
  EXPECT_THAT(day({{1320, 360}}), says("departments[0].hours.wednesday[0]", end));
  EXPECT_THAT(day({{540, 540}}), says("departments[0].hours.wednesday[0]", end));
  EXPECT_THAT(day({{540, 540 + 1441}}),
              says("departments[0].hours.wednesday[0]", "Let it last 24 hours at most."));
  for (const auto from : {-1, 1440})
    EXPECT_THAT(day({{from, 1500}}), says("departments[0].hours.wednesday[0]",
                                          "Let it begin at 00:00 or later and before 24:00."));
}

TEST(DepartmentRules, HoursThatOverlap) {
  EXPECT_THAT(with_hours([](Hours& h) {
                h.week[2] = {{540, 780}, {779, 1020}};
              }),
              says("departments[0].hours.wednesday[1]",
                   "Let it begin when wednesday[0] has ended, at 13:00 or later."));
  // The night reaches into the next morning, Sunday's into Monday.
  EXPECT_THAT(with_hours([](Hours& h) {
                h.week[1] = {{1320, 1440 + 541}};
              }),
              says("departments[0].hours.wednesday[0]",
                   "Let it begin when tuesday[0] has ended, at 09:01 or later."));
  EXPECT_THAT(
      with_hours([](Hours& h) {
        h.week[6] = {{600, 700}, {1320, 1800}};
        h.week[0] = {{359, 900}};
      }),
      says("departments[0].hours.monday[0]", "Let it begin when sunday[1] has ended, at 06:00 or later."));
  EXPECT_THAT(with_hours([](Hours& h) {
                h.holidays = {{*date_of("2024-12-24"), {{540, 780}, {600, 1020}}}};
              }),
              says("departments[0].hours.holidays[0].open[1]",
                   "Let it begin when holidays[0].open[0] has ended, at 13:00 or later."));
}

TEST(DepartmentRules, ZonesAndDatesThatAreNone) {
  EXPECT_THAT(
      with_hours([](Hours& h) { h.zone = "Europe/Atlantis"; }),
      says("departments[0].hours.zone",
           "Name a time zone of the IANA database, such as Europe/Berlin; there is none of this name here."));
  EXPECT_THAT(with_hours([](Hours& h) { h.zone.clear(); }),
              says("departments[0].hours.zone",
                   "Name the time zone as the IANA database does, such as Europe/Berlin."));
  const auto date = *date_of("2024-12-24");
  EXPECT_THAT(with_hours([&](Hours& h) {
                h.holidays = {{date, {}}, {{}, {}}, {date, {{0, 1}}}};
              }),
              ElementsAre(Problem{"departments[0].hours.holidays[1].date",
                                  "Give a date of the calendar, such as 2026-12-24."},
                          Problem{"departments[0].hours.holidays[2].date",
                                  "Leave this one out, because holidays[0] is the same date."}));
}

TEST(DepartmentRules, HoursWithoutAny) {
  EXPECT_THAT(
      with_hours([](Hours& h) { h.week[2].clear(); }),
      says("departments[0].hours",
           "Give one day its hours at least, such as monday = [\"09:00-17:00\"], or leave them all out: "
           "then it is always open."));
  EXPECT_THAT(with_hours([](Hours& h) {
                h.week[2].clear();
                h.holidays = {{*date_of("2024-12-24"), {{540, 780}}}};
              }),
              IsEmpty());
}

}  // namespace
}  // namespace baton::desk
