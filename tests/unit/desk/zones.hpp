// Time zones as tables, out of the IANA database, for tests of a desk that reads no files.
#pragma once
#include <chrono>
#include <string>

#include "server/desk/zone.hpp"

namespace baton::desk {

// UTC, in ms.
inline Time utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return Time{date.time_since_epoch().count()} * 86'400'000 + minutes(std::int64_t{hour} * 60 + minute);
}
inline Duration hours_of(int h, int m = 0) { return minutes(h * 60 + m); }

inline Zone berlin() {
  return {hours_of(1),
          {{utc(2024, 3, 31, 1), hours_of(2)},
           {utc(2024, 10, 27, 1), hours_of(1)},
           {utc(2025, 3, 30, 1), hours_of(2)},
           {utc(2025, 10, 26, 1), hours_of(1)}}};
}
inline Zone new_york() {
  return {hours_of(-5),
          {{utc(2024, 3, 10, 7), hours_of(-4)},
           {utc(2024, 11, 3, 6), hours_of(-5)},
           {utc(2025, 3, 9, 7), hours_of(-4)},
           {utc(2025, 11, 2, 6), hours_of(-5)}}};
}
// Half an hour of summer time, +11 and +10:30.
inline Zone lord_howe() {
  return {hours_of(11),
          {{utc(2024, 4, 6, 15), hours_of(10, 30)},
           {utc(2024, 10, 5, 15, 30), hours_of(11)},
           {utc(2025, 4, 5, 15), hours_of(10, 30)}}};
}
inline Zone kathmandu() { return {hours_of(5, 45), {}}; }
// The clock goes back from 24:00 to 23:00: the day before comes twice.
inline Zone santiago() {
  return {hours_of(-3), {{utc(2024, 4, 7, 3), hours_of(-4)}, {utc(2024, 9, 8, 4), hours_of(-3)}}};
}
// 30 December 2011 was left out altogether.
inline Zone apia() { return {hours_of(-10), {{utc(2011, 12, 30, 10), hours_of(14)}}}; }

// All of these by name.
inline const Zone* find_zone(const std::string& name) {
  static const Zone zones[] = {berlin(), new_york(), lord_howe(), kathmandu(), santiago(), apia(), {}};
  constexpr const char* names[] = {"Europe/Berlin",  "America/New_York", "Australia/Lord_Howe",
                                   "Asia/Kathmandu", "America/Santiago", "Pacific/Apia",
                                   "Etc/UTC"};
  for (std::size_t i = 0; i < std::size(names); ++i)
    if (name == names[i]) return &zones[i];
  return nullptr;
}

}  // namespace baton::desk
