// What a console is shown of the desk itself: who works there, and how its queues stand.
#pragma once

#include "protocol/notify.hpp"

namespace baton::protocol {

// A colleague, as everybody of the staff may know them: no e-mail. `presence` is the status they set,
// `online` whether somebody is connected, `load` what they own and are offered.
struct StaffMember {
  static constexpr std::string_view type_name = "StaffMember";
  std::string id, name;
  std::vector<StaffRole> roles;
  std::vector<std::string> departments;
  Presence presence = Presence::away;
  bool online = false;
  std::int64_t load = 0, capacity = 0;
  std::optional<std::vector<std::string>> skills;  // absent: none
  static constexpr auto fields =
      std::tuple{field("id", &StaffMember::id, protocol::id()),
                 field("name", &StaffMember::name),
                 field("roles", &StaffMember::roles),
                 field("departments", &StaffMember::departments, list(unlimited, protocol::id())),
                 field("presence", &StaffMember::presence),
                 field("online", &StaffMember::online),
                 field("load", &StaffMember::load, integer()),
                 field("capacity", &StaffMember::capacity, integer(0, 50)),
                 field("skills", &StaffMember::skills)};
  bool operator==(const StaffMember&) const = default;
};

// By name, then by id.
struct StaffListResult {
  std::vector<StaffMember> staff;
  static constexpr auto fields = std::tuple{field("staff", &StaffListResult::staff)};
};

// In the order asked, each department once.
struct QueueWatchResult {
  std::vector<notify::DepartmentQueue> queues;
  static constexpr auto fields = std::tuple{field("queues", &QueueWatchResult::queues)};
};

}  // namespace baton::protocol
