// The rules of departments: ids and numbers, ladders that end somewhere, hours that can be kept.
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>

#include "server/desk/findings.hpp"

namespace baton::desk {
namespace {

// --- hours

// `before`: when the last one before these ended, in minutes of this day, and how it is called.
struct Earlier {
  int ended = 0;
  std::string name;
};

void check_interval(const Interval& interval, const std::string& field, const Earlier& before,
                    Findings& findings) {
  if (interval.from < 0 || interval.from >= minutes_a_day)
    findings.say(field, "Let it begin at 00:00 or later and before 24:00.");
  else if (interval.to <= interval.from)
    findings.say(field,
                 "Let it end after it begins; over midnight the hours go on counting, so that "
                 "22:00-30:00 ends at 6:00 in the morning.");
  else if (interval.to > interval.from + minutes_a_day)
    findings.say(field, "Let it last 24 hours at most.");
  else if (interval.from < before.ended)
    findings.say(field, "Let it begin when " + before.name + " has ended, at " +
                            text_of(Interval{before.ended, before.ended}).substr(0, 5) + " or later.");
}

Earlier check_day(const std::vector<Interval>& day, const std::string& field, const std::string& name,
                  Earlier before, Findings& findings) {
  for (std::size_t i = 0; i < day.size(); ++i) {
    check_interval(day[i], at(field, i), before, findings);
    if (day[i].to > before.ended) before = {day[i].to, at(name, i)};
  }
  return before;
}

void check_hours(const Hours& hours, const std::string& field, const FindZone& find, Findings& findings) {
  if (!find || find(hours.zone) == nullptr)
    findings.say(field + ".zone", hours.zone.empty()
                                      ? "Name the time zone as the IANA database does, such as Europe/Berlin."
                                      : "Name a time zone of the IANA database, such as Europe/Berlin; there "
                                        "is none of this name here.");
  const auto has_hours = [](const auto& day) { return !day.empty(); };
  const bool ever = std::any_of(hours.week.begin(), hours.week.end(), has_hours) ||
                    std::any_of(hours.holidays.begin(), hours.holidays.end(),
                                [](const Holiday& h) { return !h.open.empty(); });
  if (!ever)
    findings.say(field,
                 "Give one day its hours at least, such as monday = [\"09:00-17:00\"], or leave them all "
                 "out: then it is always open.");
  // Sunday's night reaches into Monday.
  Earlier night;
  for (std::size_t i = 0; i < hours.week.back().size(); ++i)
    if (const auto end = hours.week.back()[i].to - minutes_a_day; end > night.ended)
      night = {end, at(std::string(day_names.back()), i)};
  for (std::size_t d = 0; d < day_names.size(); ++d) {
    const std::string name(day_names[d]);
    night = check_day(hours.week[d], field + "." + name, name, night, findings);
    night.ended = std::max(0, night.ended - minutes_a_day);
  }
  std::map<std::chrono::year_month_day, std::size_t> dates;
  for (std::size_t i = 0; i < hours.holidays.size(); ++i) {
    const auto& holiday = hours.holidays[i];
    const auto place = at("holidays", i);
    if (!holiday.date.ok())
      findings.say(field + "." + place + ".date", "Give a date of the calendar, such as 2026-12-24.");
    else if (const auto [first, fresh] = dates.try_emplace(holiday.date, i); !fresh)
      findings.say(field + "." + place + ".date",
                   "Leave this one out, because " + at("holidays", first->second) + " is the same date.");
    check_day(holiday.open, field + "." + place + ".open", place + ".open", {}, findings);
  }
}

// --- departments

class DepartmentRules {
public:
  DepartmentRules(const Settings& settings, const FindZone& find, Findings& findings)
      : all_(settings.departments), find_(find), findings_(findings) {}

  void check() {
    if (all_.empty()) return findings_.say("departments", "Add at least one department, of kind care.");
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto& d = all_[i];
      const auto field = at("departments", i);
      id(d, field);
      findings_.name(field + ".name", d.name, "department");
      if (findings_.range(field + ".queue_limit", d.queue_limit, 1, 100'000, "conversations") &&
          d.reopen_below)
        reopening(d, field + ".reopen_below");
      if (d.capacity) findings_.range(field + ".capacity", *d.capacity, 0, 50, "conversations");
      ladder(i, field + ".ladder");
      if (d.hours) check_hours(*d.hours, field + ".hours", find_, findings_);
    }
    if (std::none_of(all_.begin(), all_.end(), [](auto& d) { return d.kind == DepartmentKind::care; }))
      findings_.say("departments",
                    "Make at least one department of kind care, because sales never stands alone.");
  }

private:
  void id(const Department& d, const std::string& field) {
    if (d.id.empty() || d.id.size() > 40 || d.id.find_first_not_of(id_characters) != std::string::npos)
      findings_.say(field + ".id", "Give the department an id of 1–40 characters out of a–z, 0–9, _ and -.");
    else if (d.id == to_form)
      findings_.say(field + ".id", "Choose another id, because form is what a ladder calls the leave form.");
    else if (const auto [owner, fresh] = owners_.try_emplace(d.id, field); !fresh)
      findings_.say(field + ".id",
                    "Choose another id, because " + owner->second + " has " + d.id + " already.");
  }

  void reopening(const Department& d, const std::string& field) {
    if (d.queue_limit == 1)
      findings_.say(field, "Leave it out, because a queue of one is full or empty.");
    else
      findings_.range(field, *d.reopen_below, 1, d.queue_limit - 1, "conversations, below queue_limit");
  }

  std::optional<std::size_t> place_of(const std::string& department) const {
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (all_[i].id == department) return i;
    return std::nullopt;
  }

  void ladder(std::size_t i, const std::string& field) {
    const auto& rungs = all_[i].ladder;
    for (std::size_t r = 0; r < rungs.size(); ++r) {
      const auto place = at(field, r);
      const auto after = rungs[r].after;
      if (findings_.range(place + ".after_ms", after, 1, minutes(24 * 60), "ms (1 day)") && r > 0 &&
          after <= rungs[r - 1].after)
        findings_.say(place + ".after_ms", "Set it to more than the rung before it has (" +
                                               std::to_string(rungs[r - 1].after) + ").");
      target(i, r, place + ".to");
    }
  }

  void target(std::size_t i, std::size_t r, const std::string& field) {
    const auto& rungs = all_[i].ladder;
    const auto& to = rungs[r].to;
    if (to == to_form) {
      if (r + 1 < rungs.size())
        findings_.say(field, "Make form the last rung, because nothing comes after it.");
      return;
    }
    const auto place = place_of(to);
    if (!place) {
      findings_.say(field, "Name one of these departments, or form.");
    } else if (*place == i) {
      findings_.say(field, "Name another department, because it waits in this one already.");
    } else if (std::any_of(rungs.begin(), rungs.begin() + static_cast<std::ptrdiff_t>(r),
                           [&](const Rung& earlier) { return earlier.to == to; })) {
      findings_.say(field, "Name another department, because a rung before it leads there.");
    } else {
      // A circle is said once: where its first department enters it.
      std::vector<bool> seen(all_.size(), false);
      if (const auto way = way_back(*place, i, seen); !way.empty())
        findings_.say(field, "Name another department or form, because this one leads back: " + all_[i].id +
                                 way + ", and nobody would ever be missed.");
    }
  }

  // " → b → a": how ladders lead from `from` to `home` through departments behind it in the file; or nothing.
  std::string way_back(std::size_t from, std::size_t home, std::vector<bool>& seen) const {
    const auto step = " → " + all_[from].id;
    if (from == home) return step;
    if (from < home || seen[from]) return {};
    seen[from] = true;
    for (const auto& rung : all_[from].ladder)
      if (const auto next = place_of(rung.to))
        if (const auto rest = way_back(*next, home, seen); !rest.empty()) return step + rest;
    return {};
  }

  const std::vector<Department>& all_;
  const FindZone& find_;
  Findings& findings_;
  std::map<std::string, std::string> owners_;  // id → the department that has it
};

}  // namespace

void check_departments(const Settings& settings, const FindZone& find, Findings& findings) {
  DepartmentRules(settings, find, findings).check();
}

}  // namespace baton::desk
