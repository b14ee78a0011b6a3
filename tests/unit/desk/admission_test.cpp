// Where somebody goes who starts, or has waited too long: by hours, by limits with their hysteresis, by
// ladders.
#include "server/desk/admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "server/desk/settings_rules.hpp"
#include "tests/unit/desk/zones.hpp"

namespace baton::desk {

void PrintTo(const Admission& a, std::ostream* out) {
  *out << a.department.value_or("nobody") << " below " << a.bound << (a.reopens ? " reopens" : "")
       << " fills";
  for (const auto& id : a.fills) *out << " " << id;
}
void PrintTo(const Overflow& o, std::ostream* out) {
  *out << o.to.value_or("stays") << " until " << o.again.value_or(-1);
}

namespace {

const Time noon = utc(2024, 1, 10, 12);  // a Wednesday

Hours weekday_hours() {
  Hours hours{"Etc/UTC", {}, {}};
  for (std::size_t d = 0; d < 5; ++d) hours.week[d] = {{9 * 60, 17 * 60}};
  return hours;
}

// care → late → sales, care → backup; limits of ten.
Settings shop() {
  Settings s;
  for (const auto* id : {"care", "late", "sales", "backup"})
    s.departments.push_back({.id = id, .name = id, .queue_limit = 10});
  s.departments[0].ladder = {{minutes(2), "late"}, {minutes(5), "backup"}, {minutes(9), "form"}};
  s.departments[1].ladder = {{minutes(1), "sales"}, {minutes(2), "form"}};
  EXPECT_TRUE(problems(s, find_zone).empty());
  return s;
}

Admission at(const Settings& s, const Queues& queues, Time now = noon) {
  return admission(s, "care", queues, find_zone, now);
}

TEST(Admission, OpenAndWithRoom) {
  EXPECT_EQ(at(shop(), {}), (Admission{"care", 10}));
  EXPECT_EQ(at(shop(), {{"care", {9}}}), (Admission{"care", 10}));
}

TEST(Admission, AFullQueueTurnsAwayUpTheLadder) {
  EXPECT_EQ(at(shop(), {{"care", {10}}}), (Admission{"late", 10, false, {"care"}}));
  EXPECT_EQ(at(shop(), {{"care", {11}}, {"late", {10}}}), (Admission{"sales", 10, false, {"care", "late"}}));
  // The form ends the ladder of `late` only: a person before a form.
  EXPECT_EQ(at(shop(), {{"care", {10}}, {"late", {10}}, {"sales", {10}}}),
            (Admission{"backup", 10, false, {"care", "late", "sales"}}));
  EXPECT_EQ(at(shop(), {{"care", {10}}, {"late", {10}}, {"sales", {10}}, {"backup", {10}}}),
            (Admission{std::nullopt, 0, false, {"care", "late", "sales", "backup"}}));
}

TEST(Admission, AQueueThatWasFullReopensBelowItsThreshold) {
  auto s = shop();
  s.departments[0].ladder.clear();
  EXPECT_EQ(at(s, {{"care", {10}}}), (Admission{std::nullopt, 0, false, {"care"}}));
  // Said already: nothing more to set.
  EXPECT_EQ(at(s, {{"care", {10, true}}}), (Admission{std::nullopt}));
  for (const auto waiting : {9, 8})
    EXPECT_EQ(at(s, {{"care", {waiting, true}}}), (Admission{std::nullopt})) << waiting;
  EXPECT_EQ(at(s, {{"care", {7, true}}}), (Admission{"care", 8, true}));
  EXPECT_EQ(at(s, {{"care", {9, false}}}), (Admission{"care", 10}));
  s.departments[0].reopen_below = 2;
  EXPECT_EQ(at(s, {{"care", {2, true}}}), (Admission{std::nullopt}));
  EXPECT_EQ(at(s, {{"care", {1, true}}}), (Admission{"care", 2, true}));
  // A limit that was lowered below the threshold of before still holds.
  s.departments[0].reopen_below.reset();
  s.departments[0].queue_limit = 1;
  EXPECT_EQ(at(s, {{"care", {0, true}}}), (Admission{"care", 1, true}));
}

TEST(Admission, AClosedDepartmentTurnsAwayUpTheLadder) {
  auto s = shop();
  s.departments[0].hours = weekday_hours();
  const auto evening = utc(2024, 1, 10, 17);
  EXPECT_EQ(at(s, {}, evening - 1), (Admission{"care", 10}));
  EXPECT_EQ(at(s, {{"care", {10}}}, evening), (Admission{"late", 10}));  // closed, not full
  s.departments[1].hours = s.departments[2].hours = s.departments[3].hours = weekday_hours();
  EXPECT_EQ(at(s, {}, evening), (Admission{std::nullopt}));
  // A server without the zone reads the hours in UTC.
  EXPECT_EQ(admission(s, "care", {}, nullptr, evening), (Admission{std::nullopt}));
  EXPECT_EQ(admission(s, "care", {}, nullptr, evening - 1), (Admission{"care", 10}));
}

TEST(Admission, ThereIsNoSuchDepartment) {
  EXPECT_EQ(admission(shop(), "moon", {}, find_zone, noon), (Admission{std::nullopt}));
}

// Arrivals and departures one by one, the bit kept as the header says: it opens and closes with the
// threshold, never with every chat, and nobody is let in beyond the limit.
RC_GTEST_PROP(AdmissionProperty, AQueueIsFullFromItsLimitDownToItsThreshold, ()) {
  Settings s;
  s.departments = {{.id = "care", .name = "Care", .queue_limit = *rc::gen::inRange(1, 12)}};
  auto& d = s.departments[0];
  if (d.queue_limit > 1 && *rc::gen::arbitrary<bool>()) d.reopen_below = *rc::gen::inRange(1, d.queue_limit);
  Queue queue;
  bool turned_away = false;  // since it was last below the threshold
  for (const bool arrives : *rc::gen::container<std::vector<bool>>(200, rc::gen::arbitrary<bool>())) {
    if (!arrives) {
      queue.waiting = std::max<std::int64_t>(0, queue.waiting - 1);
      continue;
    }
    const auto a = admission(s, "care", {{"care", queue}}, find_zone, noon);
    if (queue.waiting < d.reopens_below()) turned_away = false;
    const bool expected = queue.waiting < d.queue_limit && !turned_away;
    RC_ASSERT(a.department.has_value() == expected);
    if (!expected) turned_away = true;
    RC_ASSERT(!expected || queue.waiting < a.bound);
    if (a.reopens) queue.full = false;
    if (!a.fills.empty()) queue.full = true;
    if (expected) ++queue.waiting;
    RC_ASSERT(queue.waiting <= d.queue_limit);
  }
}

// --- waiting too long

Overflow waits(const Settings& s, Duration waited, const Queues& queues = {}, Time now = noon) {
  return overflow(s, "care", now - waited, queues, find_zone, now);
}

TEST(Overflow, RungByRung) {
  const auto s = shop();
  EXPECT_EQ(waits(s, 0), (Overflow{std::nullopt, noon + minutes(2)}));
  EXPECT_EQ(waits(s, minutes(2) - 1), (Overflow{std::nullopt, noon + 1}));
  EXPECT_EQ(waits(s, minutes(2)), (Overflow{"late", {}}));
  // A rung that has no room is passed by until it has.
  const Queues late_full{{"late", {10}}};
  EXPECT_EQ(waits(s, minutes(2), late_full), (Overflow{std::nullopt, noon + minutes(3)}));
  EXPECT_EQ(waits(s, minutes(4)), (Overflow{"late", {}}));
  EXPECT_EQ(waits(s, minutes(5), late_full), (Overflow{"backup", {}}));
  const Queues both_full{{"late", {10}}, {"backup", {8, true}}};
  EXPECT_EQ(waits(s, minutes(5), both_full), (Overflow{std::nullopt, noon + minutes(4)}));
  EXPECT_EQ(waits(s, minutes(9), both_full), (Overflow{"form", {}}));
}

TEST(Overflow, ADepartmentThatCloses) {
  auto s = shop();
  s.departments[0].hours = weekday_hours();
  const auto evening = utc(2024, 1, 10, 17);
  EXPECT_EQ(waits(s, 0, {}, evening - seconds(9)), (Overflow{std::nullopt, evening}));
  EXPECT_EQ(waits(s, 0, {}, evening - minutes(3)), (Overflow{std::nullopt, evening - minutes(1)}));
  EXPECT_EQ(waits(s, 0, {}, evening), (Overflow{"late", {}}));
  EXPECT_EQ(waits(s, 0, {{"late", {10}}, {"backup", {10}}}, evening), (Overflow{"form", {}}));
  s.departments[0].ladder.clear();
  EXPECT_EQ(waits(s, 0, {}, evening), (Overflow{"form", {}}));
  EXPECT_EQ(waits(s, 0, {}, noon), (Overflow{std::nullopt, evening}));
}

TEST(Overflow, WithoutALadderItStays) {
  auto s = shop();
  s.departments[0].ladder.clear();
  EXPECT_EQ(waits(s, minutes(600)), (Overflow{}));
  EXPECT_EQ(overflow(s, "moon", noon, {}, find_zone, noon), (Overflow{"form", {}}));
}

TEST(Onward, UpTheFirstRungThatTakesItWhateverItsTime) {
  auto s = shop();
  const auto from = [&](const Queues& queues, Time now = noon) {
    return onward(s, "care", queues, find_zone, now);
  };
  EXPECT_EQ(from({}), "late");
  EXPECT_EQ(from({{"late", {10}}}), "backup");
  EXPECT_EQ(from({{"late", {9, true}}, {"backup", {9}}}), "backup") << "it was full";
  EXPECT_EQ(from({{"late", {10}}, {"backup", {10}}}), "form") << "the ladder of late is not climbed";
  s.departments[1].hours = weekday_hours();
  EXPECT_EQ(from({}, utc(2024, 1, 10, 17)), "backup") << "late is closed";
  s.departments[0].ladder.pop_back();
  EXPECT_EQ(from({{"late", {10}}, {"backup", {10}}}), "form") << "nobody is left";
  s.departments[0].ladder.clear();
  EXPECT_EQ(from({}), "form");
  EXPECT_EQ(onward(s, "moon", {}, find_zone, noon), "form");
}

TEST(Recovery, IsDueAfterTheNextOpening) {
  auto s = shop();
  const auto later = s.timing.recovery_due;
  EXPECT_EQ(later, minutes(240));
  EXPECT_EQ(recovery_due(s, "care", find_zone, noon), noon + later);
  s.departments[0].hours = weekday_hours();
  EXPECT_EQ(recovery_due(s, "care", find_zone, noon), noon + later);
  EXPECT_EQ(recovery_due(s, "care", find_zone, utc(2024, 1, 12, 18)), utc(2024, 1, 15, 9) + later);
  s.departments[0].hours->week = {};
  EXPECT_EQ(recovery_due(s, "care", find_zone, noon), noon + later);
  EXPECT_EQ(recovery_due(s, "moon", find_zone, noon), noon + later);
}

TEST(Capacity, OfSomebodyNew) {
  auto s = shop();
  EXPECT_EQ(s.capacity_in({"care", "late"}), 4);
  s.departments[0].capacity = 6;
  EXPECT_EQ(s.capacity_in({"care", "late"}), 6);
  s.departments[1].capacity = 2;
  EXPECT_EQ(s.capacity_in({"care", "late"}), 2);
  EXPECT_EQ(s.capacity_in({"moon"}), 4);
}

}  // namespace
}  // namespace baton::desk
