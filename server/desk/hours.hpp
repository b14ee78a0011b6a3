// Opening hours: a week of local times in a time zone, and the dates that differ. Pure: the zone is handed
// in, `now` is a parameter.
#pragma once
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/time.hpp"
#include "server/desk/zone.hpp"

namespace baton::desk {

inline constexpr int minutes_a_day = 24 * 60;
inline constexpr std::array<std::string_view, 7> day_names = {"monday", "tuesday",  "wednesday", "thursday",
                                                              "friday", "saturday", "sunday"};

// Local minutes of the day on which it begins: `from` 0–1439, `to` after `from` and at most 24 h later. Over
// midnight `to` goes on counting: 1320–1800 is 22:00 until 6:00 of the next morning.
struct Interval {
  int from = 0;
  int to = 0;  // no longer open
  bool operator==(const Interval&) const = default;
};

// A date with hours of its own; with none it is closed. They stand instead of the weekday's hours that begin
// on this date: what began the evening before goes on to its end.
struct Holiday {
  std::chrono::year_month_day date{};
  std::vector<Interval> open;
  bool operator==(const Holiday&) const = default;
};

struct Hours {
  std::string zone;                           // IANA name, such as Europe/Berlin
  std::array<std::vector<Interval>, 7> week;  // as day_names; by `from`, none into the next
  std::vector<Holiday> holidays;              // no date twice
  bool operator==(const Hours&) const = default;
};

// All three require hours that settings_rules lets pass. When clocks change, an opening that is skipped
// happens at the change; one that comes twice opens at the first and closes at the second, so that nobody
// opens twice.
bool open_at(const Hours& hours, const Zone& zone, Time now);
// The first instant from `now` on at which it is open: `now` itself while it is. Nothing within 366 days:
// nullopt.
std::optional<Time> next_opening(const Hours& hours, const Zone& zone, Time now);
// The first instant from `now` on at which it is closed: `now` itself while it is. Open for 366 days on end:
// nullopt.
std::optional<Time> next_closing(const Hours& hours, const Zone& zone, Time now);

// "09:00-17:30", as the site file has it. Reading gives nullopt for another shape; the rules on its values
// are not judged.
std::string text_of(const Interval& interval);
std::optional<Interval> interval_of(std::string_view text);
// "2026-12-24". Reading gives nullopt for what is no date of the calendar.
std::string text_of(const std::chrono::year_month_day& date);
std::optional<std::chrono::year_month_day> date_of(std::string_view text);

}  // namespace baton::desk
