// The small questions asked of a staff body, and its sorted sets.
#include "server/desk/person.hpp"

#include <algorithm>

namespace baton::desk {

bool Staff::has(StaffRole role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool Staff::serves(const std::string& department) const {
  return std::find(departments.begin(), departments.end(), department) != departments.end();
}

Role Staff::acting() const {
  if (has(StaffRole::agent)) return Role::agent;
  if (has(StaffRole::sales)) return Role::sales;
  return Role::supervisor;
}

void insert(std::vector<std::string>& sorted, const std::string& id) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), id);
  if (at == sorted.end() || *at != id) sorted.insert(at, id);
}

void erase(std::vector<std::string>& sorted, const std::string& id) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), id);
  if (at != sorted.end() && *at == id) sorted.erase(at);
}

}  // namespace baton::desk
