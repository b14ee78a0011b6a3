// The site's settings as an admin sees and changes them. Only their shape: what a value may be is said by the
// rules of the desk, which name the field that is to be changed. The secret of the visitors' identities is
// never among them, only whether there is one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "protocol/field.hpp"
#include "protocol/method.hpp"
#include "protocol/words.hpp"

namespace baton::protocol {

// Any number that JSON can say: its range is a rule of the desk.
inline constexpr auto judged = integer(-max_integer, max_integer);

struct SettingsRung {
  std::int64_t after_ms = 0;
  std::string to;  // a department, or `form`
  static constexpr auto fields =
      std::tuple{field("after_ms", &SettingsRung::after_ms, judged), field("to", &SettingsRung::to)};
  bool operator==(const SettingsRung&) const = default;
};

// Hours are spans such as "09:00-17:30"; over midnight they go on counting ("22:00-30:00").
struct SettingsHoliday {
  std::string date;  // "2026-12-24"
  std::vector<std::string> open;
  static constexpr auto fields =
      std::tuple{field("date", &SettingsHoliday::date), field("open", &SettingsHoliday::open)};
  bool operator==(const SettingsHoliday&) const = default;
};
struct SettingsHours {
  std::string zone;  // IANA name
  std::vector<std::string> monday, tuesday, wednesday, thursday, friday, saturday, sunday;
  std::vector<SettingsHoliday> holidays;
  static constexpr auto fields =
      std::tuple{field("zone", &SettingsHours::zone),         field("monday", &SettingsHours::monday),
                 field("tuesday", &SettingsHours::tuesday),   field("wednesday", &SettingsHours::wednesday),
                 field("thursday", &SettingsHours::thursday), field("friday", &SettingsHours::friday),
                 field("saturday", &SettingsHours::saturday), field("sunday", &SettingsHours::sunday),
                 field("holidays", &SettingsHours::holidays)};
  bool operator==(const SettingsHours&) const = default;
};

// Without `hours` it is always open; without the two numbers what follows from other settings holds.
struct SettingsDepartment {
  static constexpr std::string_view type_name = "SettingsDepartment";
  std::string id, name;
  DepartmentKind kind = DepartmentKind::care;
  Assign assign = Assign::automatic;
  std::int64_t queue_limit = 0;
  std::optional<std::int64_t> reopen_below, capacity;
  std::vector<SettingsRung> ladder;
  std::optional<SettingsHours> hours;
  static constexpr auto fields = std::tuple{field("id", &SettingsDepartment::id),
                                            field("name", &SettingsDepartment::name),
                                            field("kind", &SettingsDepartment::kind),
                                            field("assign", &SettingsDepartment::assign),
                                            field("queue_limit", &SettingsDepartment::queue_limit, judged),
                                            field("reopen_below", &SettingsDepartment::reopen_below, judged),
                                            field("capacity", &SettingsDepartment::capacity, judged),
                                            field("ladder", &SettingsDepartment::ladder),
                                            field("hours", &SettingsDepartment::hours)};
  bool operator==(const SettingsDepartment&) const = default;
};

// The durations of the desk, in ms.
struct SettingsTiming {
  static constexpr std::string_view type_name = "SettingsTiming";
  std::int64_t owner_grace = 0, preferred_patience = 0, reopen_window = 0, seal_after = 0, offer = 0,
               sales_offer = 0, first_reply = 0, visitor_away = 0, visitor_recovery = 0, idle_warn = 0,
               idle_close = 0, declined_for = 0, recovery_due = 0, missed_offers = 0;
  std::vector<std::int64_t> relax_skills;
  static constexpr auto fields =
      std::tuple{field("owner_grace_ms", &SettingsTiming::owner_grace, judged),
                 field("preferred_patience_ms", &SettingsTiming::preferred_patience, judged),
                 field("reopen_window_ms", &SettingsTiming::reopen_window, judged),
                 field("seal_after_ms", &SettingsTiming::seal_after, judged),
                 field("offer_ms", &SettingsTiming::offer, judged),
                 field("sales_offer_ms", &SettingsTiming::sales_offer, judged),
                 field("first_reply_ms", &SettingsTiming::first_reply, judged),
                 field("visitor_away_ms", &SettingsTiming::visitor_away, judged),
                 field("visitor_recovery_ms", &SettingsTiming::visitor_recovery, judged),
                 field("idle_warn_ms", &SettingsTiming::idle_warn, judged),
                 field("idle_close_ms", &SettingsTiming::idle_close, judged),
                 field("declined_for_ms", &SettingsTiming::declined_for, judged),
                 field("recovery_due_ms", &SettingsTiming::recovery_due, judged),
                 field("missed_offers", &SettingsTiming::missed_offers, judged),
                 field("relax_skills_ms", &SettingsTiming::relax_skills, list(unlimited, judged))};
  bool operator==(const SettingsTiming&) const = default;
};

// `identity`: whether there is a secret. What is said of it in `settings.set` has no effect: the stored one
// stays.
struct Settings {
  static constexpr std::string_view type_name = "Settings";
  std::string name;
  std::vector<SettingsDepartment> departments;
  SettingsTiming timing;
  std::vector<std::string> origins;
  std::int64_t default_capacity = 0;
  bool identity = false;
  static constexpr auto fields = std::tuple{field("name", &Settings::name),
                                            field("departments", &Settings::departments),
                                            field("timing", &Settings::timing),
                                            field("origins", &Settings::origins),
                                            field("default_capacity", &Settings::default_capacity, judged),
                                            defaulted("identity", &Settings::identity)};
  bool operator==(const Settings&) const = default;
};

struct SettingsResult {
  Settings settings;
  std::int64_t version = 0;
  static constexpr auto fields = std::tuple{field("settings", &SettingsResult::settings),
                                            field("version", &SettingsResult::version, integer())};
};
// `moved`: how many conversations went to another department.
struct SettingsSetResult {
  std::int64_t version = 0, moved = 0;
  static constexpr auto fields = std::tuple{field("version", &SettingsSetResult::version, integer()),
                                            field("moved", &SettingsSetResult::moved, integer())};
};

// Admins only.
struct GetSettings {
  static constexpr Method method{"settings.get", Side::staff};
  using Results = std::tuple<SettingsResult>;
  static constexpr auto fields = std::tuple{};
  bool operator==(const GetSettings&) const = default;
};

// Everything that a department which is left out still has goes to another one.
struct SettingsMove {
  std::string from, to;
  static constexpr auto fields =
      std::tuple{field("from", &SettingsMove::from, id()), field("to", &SettingsMove::to, id())};
  bool operator==(const SettingsMove&) const = default;
};
// Replaces all of them. `version`: that of the settings from which these were made.
struct SetSettings {
  static constexpr Method method{"settings.set", Side::staff};
  using Results = std::tuple<SettingsSetResult>;
  Settings settings;
  std::int64_t version = 0;
  std::optional<std::vector<SettingsMove>> moves;
  static constexpr auto fields = std::tuple{field("settings", &SetSettings::settings),
                                            field("version", &SetSettings::version, integer()),
                                            field("moves", &SetSettings::moves, list(64))};
  bool operator==(const SetSettings&) const = default;
};

}  // namespace baton::protocol
