// Opening hours: real changes of the clock, holidays, nights, and any week in any zone against a model that
// counts minute by minute.
#include "server/desk/hours.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/unit/desk/zones.hpp"

namespace baton::desk {
namespace {

using std::chrono::year_month_day;

std::vector<Interval> day_of(const std::vector<std::string>& texts) {
  std::vector<Interval> day;
  for (const auto& text : texts) day.push_back(interval_of(text).value());
  return day;
}
Hours daily(const std::vector<std::string>& texts) {
  Hours hours;
  for (auto& day : hours.week) day = day_of(texts);
  return hours;
}
enum Day : std::size_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// Every opening and closing after `from`, until `to`.
std::vector<Time> changes(const Hours& hours, const Zone& zone, Time from, Time to) {
  std::vector<Time> found;
  for (auto at = from;;) {
    const auto next =
        open_at(hours, zone, at) ? next_closing(hours, zone, at) : next_opening(hours, zone, at);
    if (!next || *next > to) return found;
    found.push_back(at = *next);
  }
}

TEST(Hours, AnOrdinaryWeek) {
  Hours hours;
  for (const auto day : {monday, tuesday, wednesday, thursday, friday})
    hours.week[day] = day_of({"09:00-12:30", "13:30-18:00"});
  const auto zone = berlin();  // +1 in January
  EXPECT_FALSE(open_at(hours, zone, utc(2024, 1, 8, 7, 59)));
  EXPECT_TRUE(open_at(hours, zone, utc(2024, 1, 8, 8)));
  EXPECT_TRUE(open_at(hours, zone, utc(2024, 1, 8, 11, 30) - 1));
  EXPECT_FALSE(open_at(hours, zone, utc(2024, 1, 8, 11, 30)));
  EXPECT_EQ(next_opening(hours, zone, utc(2024, 1, 8, 11, 30)), utc(2024, 1, 8, 12, 30));
  EXPECT_EQ(next_closing(hours, zone, utc(2024, 1, 8, 8)), utc(2024, 1, 8, 11, 30));
  // Friday's end, until Monday.
  EXPECT_EQ(next_opening(hours, zone, utc(2024, 1, 12, 17)), utc(2024, 1, 15, 8));
  // Now, while it is so.
  EXPECT_EQ(next_opening(hours, zone, utc(2024, 1, 8, 9, 17)), utc(2024, 1, 8, 9, 17));
  EXPECT_EQ(next_closing(hours, zone, utc(2024, 1, 7, 9, 17)), utc(2024, 1, 7, 9, 17));
}

TEST(Hours, WhatIsSkippedHappensAtTheChange) {
  const auto from = utc(2024, 3, 30, 23), to = utc(2024, 3, 31, 22);
  const auto change = utc(2024, 3, 31, 1);
  EXPECT_EQ(changes(daily({"02:30-05:00"}), berlin(), from, to), (std::vector{change, utc(2024, 3, 31, 3)}));
  EXPECT_EQ(changes(daily({"00:00-02:30"}), berlin(), from, utc(2024, 3, 31, 21)), std::vector{change});
  // Wholly in the hour that is not there: not at all.
  EXPECT_EQ(changes(daily({"02:10-02:50"}), berlin(), from, to), std::vector<Time>{});
}

TEST(Hours, WhatComesTwiceOpensAtTheFirstAndClosesAtTheSecond) {
  // Berlin, 27 October 2024: 03:00 becomes 02:00 at 01:00 UTC.
  const auto from = utc(2024, 10, 26, 23), to = utc(2024, 10, 27, 22);
  EXPECT_EQ(changes(daily({"02:30-05:00"}), berlin(), from, to),
            (std::vector{utc(2024, 10, 27, 0, 30), utc(2024, 10, 27, 4)}));
  EXPECT_EQ(changes(daily({"01:00-02:30"}), berlin(), from, to), std::vector{utc(2024, 10, 27, 1, 30)});
  // New York, 3 November 2024, an hour later in the same night.
  EXPECT_EQ(changes(daily({"01:15-01:45"}), new_york(), utc(2024, 11, 3, 4), utc(2024, 11, 4, 4)),
            (std::vector{utc(2024, 11, 3, 5, 15), utc(2024, 11, 3, 6, 45)}));
}

TEST(Hours, ADayOfTwentyThreeOrTwentyFiveHours) {
  Hours night;
  night.week[saturday] = day_of({"22:00-30:00"});
  const auto length = [&](const Zone& zone, Time at) {
    return *next_closing(night, zone, *next_opening(night, zone, at)) - *next_opening(night, zone, at);
  };
  EXPECT_EQ(length(berlin(), utc(2024, 3, 30, 12)), hours_of(7));
  EXPECT_EQ(length(berlin(), utc(2024, 10, 26, 12)), hours_of(9));
  EXPECT_EQ(length(new_york(), utc(2025, 3, 8, 18)), hours_of(7));
  EXPECT_EQ(length(new_york(), utc(2025, 11, 1, 18)), hours_of(9));
  EXPECT_EQ(length(lord_howe(), utc(2024, 4, 6, 2)), hours_of(8, 30));
  EXPECT_EQ(length(lord_howe(), utc(2024, 10, 5, 2)), hours_of(7, 30));
  EXPECT_EQ(length(kathmandu(), utc(2024, 3, 30, 6)), hours_of(8));
}

TEST(Hours, AnOffsetOfQuartersOfAnHour) {
  EXPECT_EQ(next_opening(daily({"10:00-17:00"}), kathmandu(), utc(2024, 5, 5)), utc(2024, 5, 5, 4, 15));
}

TEST(Hours, AMidnightThatComesTwice) {
  // Santiago, 6 April 2024: 24:00 becomes 23:00 at 03:00 UTC.
  Hours hours;
  hours.week[saturday] = day_of({"20:00-24:00"});
  hours.week[sunday] = day_of({"00:00-01:00"});
  EXPECT_EQ(changes(hours, santiago(), utc(2024, 4, 6, 12), utc(2024, 4, 7, 12)),
            (std::vector{utc(2024, 4, 6, 23), utc(2024, 4, 7, 5)}));
}

TEST(Hours, ADateThatIsLeftOut) {
  Hours hours;
  hours.week[thursday] = hours.week[saturday] = day_of({"08:00-16:00"});
  hours.week[friday] = day_of({"10:00-11:00"});
  EXPECT_EQ(changes(hours, apia(), utc(2011, 12, 29, 17), utc(2011, 12, 31, 12)),
            (std::vector{utc(2011, 12, 29, 18), utc(2011, 12, 30, 2), utc(2011, 12, 30, 18),
                         utc(2011, 12, 31, 2)}));
}

TEST(Hours, HolidaysStandInsteadOfTheirDay) {
  auto hours = daily({"09:00-17:00"});
  hours.holidays = {{*date_of("2024-12-24"), day_of({"09:00-12:00"})}, {*date_of("2024-12-25"), {}}};
  EXPECT_EQ(changes(hours, berlin(), utc(2024, 12, 24), utc(2024, 12, 26, 9)),
            (std::vector{utc(2024, 12, 24, 8), utc(2024, 12, 24, 11), utc(2024, 12, 26, 8)}));
}

TEST(Hours, TheNightBelongsToTheDayOnWhichItBegins) {
  auto hours = daily({"22:00-30:00"});
  // What began on the 24th goes on to its end; nothing begins on the 25th.
  hours.holidays = {{*date_of("2024-12-25"), {}}};
  EXPECT_EQ(changes(hours, kathmandu(), utc(2024, 12, 24, 12), utc(2024, 12, 26, 20)),
            (std::vector{utc(2024, 12, 24, 16, 15), utc(2024, 12, 25, 0, 15), utc(2024, 12, 26, 16, 15)}));
  // A holiday of its own may last over midnight, into an ordinary morning that begins before it ends.
  hours = daily({"01:00-05:00"});
  hours.holidays = {{*date_of("2024-12-31"), day_of({"20:00-26:00"})}};
  EXPECT_EQ(changes(hours, Zone{}, utc(2024, 12, 31, 12), utc(2025, 1, 1, 23)),
            (std::vector{utc(2024, 12, 31, 20), utc(2025, 1, 1, 5)}));
}

TEST(Hours, LeapDays) {
  Hours hours;
  hours.holidays = {{*date_of("2024-02-29"), day_of({"10:00-11:00"})}};
  EXPECT_EQ(next_opening(hours, Zone{}, utc(2024, 2, 1)), utc(2024, 2, 29, 10));
  EXPECT_EQ(next_opening(hours, Zone{}, utc(2024, 2, 29, 11)), std::nullopt);
  hours = daily({"00:00-24:00"});
  hours.holidays = {{*date_of("2024-02-29"), {}}};
  EXPECT_EQ(next_closing(hours, Zone{}, utc(2024, 2, 1)), utc(2024, 2, 29));
  EXPECT_EQ(next_opening(hours, Zone{}, utc(2024, 2, 29)), utc(2024, 3, 1));
  EXPECT_FALSE(date_of("2023-02-29"));
}

TEST(Hours, AlwaysOpenAndNeverOpen) {
  for (const auto& hours : {daily({"00:00-24:00"}), daily({"06:00-30:00"})})
    for (const auto& zone : {berlin(), lord_howe(), santiago()}) {
      EXPECT_TRUE(open_at(hours, zone, utc(2024, 3, 31, 1, 30)));
      EXPECT_EQ(next_closing(hours, zone, utc(2024, 1, 1)), std::nullopt);
    }
  Hours never;
  EXPECT_FALSE(open_at(never, berlin(), utc(2024, 1, 1)));
  EXPECT_EQ(next_opening(never, berlin(), utc(2024, 1, 1)), std::nullopt);
  EXPECT_EQ(next_closing(never, berlin(), utc(2024, 1, 1)), utc(2024, 1, 1));
  // A year ahead is seen, and no further.
  never.holidays = {{*date_of("2025-01-01"), day_of({"00:00-01:00"})}};
  EXPECT_EQ(next_opening(never, Zone{}, utc(2024, 1, 1)), utc(2025, 1, 1));
  EXPECT_EQ(next_opening(never, Zone{}, utc(2024, 1, 1) - 1), std::nullopt);
}

TEST(Hours, TextsOfIntervalsAndDates) {
  for (const auto* text : {"00:00-24:00", "09:05-17:30", "22:00-30:00"})
    EXPECT_EQ(text_of(interval_of(text).value()), text);
  for (const auto* text : {"", "9:00-17:00", "09:00", "09:00-17:60", "09:00–17:00", "09.00-17.00",
                           "-9:00-17:00", "09:00-17:00 ", " 9:00-17:00", "+9:00-17:00"})
    EXPECT_FALSE(interval_of(text)) << text;
  for (const auto* text : {"2024-02-29", "0001-01-01", "9999-12-31"})
    EXPECT_EQ(text_of(date_of(text).value()), text);
  for (const auto* text : {"", "2024-13-01", "2024-00-01", "2024-01-32", "2023-02-29", "24-01-01",
                           "2024-1-01", "2024/01/01", "-024-01-01"})
    EXPECT_FALSE(date_of(text)) << text;
}

// --- any week, minute by minute

constexpr Duration minute = 60'000;
constexpr int window_days = 16;

Zone any_zone(Time from) {
  if (*rc::gen::arbitrary<bool>())
    return *rc::gen::elementOf(std::vector<Zone>{berlin(), new_york(), lord_howe(), kathmandu(), santiago()});
  const auto offset = [] { return *rc::gen::inRange<Duration>(-48, 57) * 15 * minute; };
  Zone zone{offset(), {}};
  for (auto at = from; at < from + minutes(window_days * minutes_a_day);) {
    at += *rc::gen::inRange<Duration>(60, 6 * minutes_a_day) * minute;
    zone.changes.push_back(
        {at, std::clamp(zone.offset_at(at) + *rc::gen::inRange<Duration>(-8, 9) * 15 * minute, hours_of(-12),
                        hours_of(14))});
  }
  return zone;
}

std::vector<Interval> any_day() {
  std::vector<Interval> day;
  int from = *rc::gen::inRange(0, 2 * minutes_a_day);
  while (from < minutes_a_day && day.size() < 4) {
    const int to = *rc::gen::inRange(from + 1, from + (day.empty() ? minutes_a_day : 300) + 1);
    day.push_back({from, to});
    from = to + *rc::gen::inRange(0, 300);
  }
  return day;
}

// What the rules would refuse (nights into a morning that has begun) has a meaning too: open in either.
Hours any_hours(Time from) {
  Hours hours;
  for (auto& day : hours.week) day = any_day();
  const auto count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    const auto day = from / hours_of(24) + *rc::gen::inRange(0, window_days);
    hours.holidays.push_back({year_month_day(std::chrono::sys_days(std::chrono::days(day))), any_day()});
  }
  return hours;
}

// Which minutes from `from` on are open: begins when the clock first shows the beginning, ends after it last
// showed less than the end.
std::vector<bool> model(const Hours& hours, const Zone& zone, Time from) {
  const int count = window_days * minutes_a_day;
  std::vector<Time> clock;
  for (int i = 0; i < count; ++i) {
    auto offset = zone.first;
    for (const auto& change : zone.changes)
      if (change.at <= from + i * minute) offset = change.offset;
    clock.push_back(from + i * minute + offset);
  }
  std::vector<bool> open(static_cast<std::size_t>(count), false);
  for (int d = -2; d < window_days + 2; ++d) {
    const auto midnight = (from / hours_of(24) + d) * hours_of(24);
    const std::chrono::sys_days date(std::chrono::days(midnight / hours_of(24)));
    const auto* day = &hours.week[std::chrono::weekday(date).iso_encoding() - 1];
    for (auto holiday = hours.holidays.rbegin(); holiday != hours.holidays.rend(); ++holiday)
      if (std::chrono::sys_days(holiday->date) == date) day = &holiday->open;
    for (const auto& interval : *day) {
      const auto begin = std::find_if(clock.begin(), clock.end(),
                                      [&](Time at) { return at >= midnight + interval.from * minute; });
      const auto end = std::find_if(clock.rbegin(), clock.rend(), [&](Time at) {
                         return at < midnight + interval.to * minute;
                       }).base();
      for (auto at = begin; at < end; ++at) open[static_cast<std::size_t>(at - clock.begin())] = true;
    }
  }
  return open;
}

RC_GTEST_PROP(HoursProperty, AreThoseOfTheMinuteByMinuteModel, ()) {
  const auto from = utc(2024, 1, 1) + *rc::gen::inRange<Time>(0, 400) * hours_of(24);
  const auto zone = any_zone(from);
  const auto hours = any_hours(from);
  const auto open = model(hours, zone, from);
  // The edges of the window are not the model's: an opening there may have begun before it.
  const std::size_t first = 3 * minutes_a_day, last = open.size() - 3 * minutes_a_day;
  const auto at = [&](std::size_t i) { return from + static_cast<Time>(i) * minute; };
  for (auto i = first; i < last; ++i) {
    const bool same = open_at(hours, zone, at(i)) == open[i];
    if (!same) RC_LOG() << "minute " << i << " of day " << i / minutes_a_day;
    RC_ASSERT(same);
  }
  const auto asked = *rc::gen::container<std::vector<std::size_t>>(20, rc::gen::inRange(first, last));
  for (const auto i : asked) {
    const auto until = [&](bool state) {
      auto j = i;
      while (j < last && open[j] != state) ++j;
      return j;
    };
    const auto opens = until(true), closes = until(false);
    if (opens < last) RC_ASSERT(next_opening(hours, zone, at(i)) == at(opens));
    if (closes < last) RC_ASSERT(next_closing(hours, zone, at(i)) == at(closes));
  }
}

}  // namespace
}  // namespace baton::desk
