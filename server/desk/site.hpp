// The site's settings: departments and the durations of the desk. One versioned body, written through one
// validator; defaults are those of the design, section 6.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/desk/time.hpp"

namespace baton::desk {

enum class DepartmentKind : std::uint8_t { care, sales };
enum class AssignMode : std::uint8_t { automatic, offer, manual };  // `auto|offer|manual` on the wire

struct Department {
  std::string id;
  std::string name;
  DepartmentKind kind = DepartmentKind::care;
  AssignMode assign = AssignMode::automatic;
  int queue_limit = 200;  // waiting conversations, 1–100 000
  bool operator==(const Department&) const = default;
};

struct Timing {
  Duration owner_grace = seconds(20);         // from the loss of the owner's last connection
  Duration preferred_patience = seconds(60);  // how long a queued chat is kept for its preferred person
  Duration reopen_window = minutes(30);       // after closing; later a new conversation is linked
  Duration seal_after = minutes(30);          // after closing
  bool operator==(const Timing&) const = default;
};

struct Settings {
  std::string name = "Baton";
  std::vector<Department> departments;
  Timing timing;
  std::vector<std::string> origins;  // exact web origins that may connect; empty: the server's own only
  std::optional<std::string> identity_secret;  // HS256 key of the site's visitor identities
  int default_capacity = 4;
  bool operator==(const Settings&) const = default;

  const Department* department(const std::string& id) const {
    for (const auto& d : departments)
      if (d.id == id) return &d;
    return nullptr;
  }
};

}  // namespace baton::desk
