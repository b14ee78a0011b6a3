// Member by member, both ways; durations by one table.
#include "server/api/settings_wire.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "server/api/convert.hpp"

namespace baton::api {
namespace {

struct Lasts {
  std::int64_t protocol::SettingsTiming::*wire;
  desk::Duration desk::Timing::*desk;
};
using WireTiming = protocol::SettingsTiming;
using DeskTiming = desk::Timing;
constexpr Lasts durations[] = {
    {&WireTiming::owner_grace, &DeskTiming::owner_grace},
    {&WireTiming::preferred_patience, &DeskTiming::preferred_patience},
    {&WireTiming::reopen_window, &DeskTiming::reopen_window},
    {&WireTiming::seal_after, &DeskTiming::seal_after},
    {&WireTiming::offer, &DeskTiming::offer},
    {&WireTiming::sales_offer, &DeskTiming::sales_offer},
    {&WireTiming::first_reply, &DeskTiming::first_reply},
    {&WireTiming::visitor_away, &DeskTiming::visitor_away},
    {&WireTiming::visitor_recovery, &DeskTiming::visitor_recovery},
    {&WireTiming::idle_warn, &DeskTiming::idle_warn},
    {&WireTiming::idle_close, &DeskTiming::idle_close},
    {&WireTiming::declined_for, &DeskTiming::declined_for},
    {&WireTiming::recovery_due, &DeskTiming::recovery_due},
};
static_assert(std::size(durations) == std::size(desk::duration_rules));

// In the order of desk::day_names.
constexpr std::vector<std::string> protocol::SettingsHours::*week[] = {
    &protocol::SettingsHours::monday,    &protocol::SettingsHours::tuesday,
    &protocol::SettingsHours::wednesday, &protocol::SettingsHours::thursday,
    &protocol::SettingsHours::friday,    &protocol::SettingsHours::saturday,
    &protocol::SettingsHours::sunday};

// --- to the wire

std::vector<std::string> texts(const std::vector<desk::Interval>& intervals) {
  std::vector<std::string> out;
  for (const auto& one : intervals) out.push_back(desk::text_of(one));
  return out;
}

protocol::SettingsHours wire(const desk::Hours& hours) {
  protocol::SettingsHours out;
  out.zone = hours.zone;
  for (std::size_t d = 0; d < hours.week.size(); ++d) out.*week[d] = texts(hours.week[d]);
  for (const auto& holiday : hours.holidays)
    out.holidays.push_back({desk::text_of(holiday.date), texts(holiday.open)});
  return out;
}

protocol::SettingsDepartment wire(const desk::Department& d) {
  protocol::SettingsDepartment out;
  out.id = d.id;
  out.name = d.name;
  out.kind = same_word<protocol::DepartmentKind>(d.kind);
  out.assign = same_word<protocol::Assign>(d.assign);
  out.queue_limit = d.queue_limit;
  if (d.reopen_below) out.reopen_below = *d.reopen_below;
  if (d.capacity) out.capacity = *d.capacity;
  for (const auto& rung : d.ladder) out.ladder.push_back({rung.after, rung.to});
  if (d.hours) out.hours = wire(*d.hours);
  return out;
}

// --- from the wire

// What does not fit becomes the nearest that does: out of range all the same, for the rules to say.
int number(std::int64_t value) {
  using Limits = std::numeric_limits<int>;
  return static_cast<int>(std::clamp<std::int64_t>(value, Limits::min(), Limits::max()));
}

class Reader {
public:
  ReadSettings read(const protocol::Settings& from) {
    auto& s = read_.settings;
    s.name = from.name;
    for (std::size_t i = 0; i < from.departments.size(); ++i)
      s.departments.push_back(department(from.departments[i], "departments[" + std::to_string(i) + "]"));
    for (const auto& one : durations) s.timing.*one.desk = from.timing.*one.wire;
    s.timing.missed_offers = number(from.timing.missed_offers);
    s.timing.relax_skills = from.timing.relax_skills;
    s.origins = from.origins;
    s.default_capacity = number(from.default_capacity);
    return std::move(read_);
  }

private:
  desk::Department department(const protocol::SettingsDepartment& from, const std::string& field) {
    desk::Department d;
    d.id = from.id;
    d.name = from.name;
    d.kind = same_word<desk::DepartmentKind>(from.kind);
    d.assign = same_word<desk::AssignMode>(from.assign);
    d.queue_limit = number(from.queue_limit);
    if (from.reopen_below) d.reopen_below = number(*from.reopen_below);
    if (from.capacity) d.capacity = number(*from.capacity);
    for (const auto& rung : from.ladder) d.ladder.push_back({rung.after_ms, rung.to});
    if (from.hours) d.hours = hours(*from.hours, field + ".hours");
    return d;
  }

  desk::Hours hours(const protocol::SettingsHours& from, const std::string& field) {
    desk::Hours hours;
    hours.zone = from.zone;
    for (std::size_t d = 0; d < hours.week.size(); ++d)
      hours.week[d] = intervals(from.*week[d], field + "." + std::string(desk::day_names[d]));
    for (std::size_t i = 0; i < from.holidays.size(); ++i) {
      const auto& holiday = from.holidays[i];
      const auto place = field + ".holidays[" + std::to_string(i) + "]";
      // What is no date stays one that is not of the calendar: the rules say so.
      hours.holidays.push_back({desk::date_of(holiday.date).value_or(std::chrono::year_month_day{}),
                                intervals(holiday.open, place + ".open")});
    }
    return hours;
  }

  std::vector<desk::Interval> intervals(const std::vector<std::string>& from, const std::string& field) {
    std::vector<desk::Interval> out;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto interval = desk::interval_of(from[i]);
      if (!interval)
        read_.unreadable.push_back(
            {field + "[" + std::to_string(i) + "]", "Write the hours as 09:00-17:30, not " + from[i] + "."});
      out.push_back(interval.value_or(desk::Interval{}));
    }
    return out;
  }

  ReadSettings read_;
};

}  // namespace

protocol::Settings wire(const desk::Settings& s) {
  protocol::Settings out;
  out.name = s.name;
  for (const auto& d : s.departments) out.departments.push_back(wire(d));
  for (const auto& one : durations) out.timing.*one.wire = s.timing.*one.desk;
  out.timing.missed_offers = s.timing.missed_offers;
  out.timing.relax_skills = s.timing.relax_skills;
  out.origins = s.origins;
  out.default_capacity = s.default_capacity;
  out.identity = s.identity_secret.has_value();
  return out;
}

ReadSettings read_settings(const protocol::Settings& from) { return Reader().read(from); }

}  // namespace baton::api
