// Lookups in the settings; unknown departments get the defaults.
#include "server/desk/policy.hpp"

namespace baton::desk {

Duration offer_lease(const Settings& settings, const std::string& department) {
  const auto* d = settings.department(department);
  const bool sales = d != nullptr && d->kind == DepartmentKind::sales;
  return sales ? settings.timing.sales_offer : settings.timing.offer;
}

std::optional<Time> overflow_due(const Settings& settings, const std::string& department, Time now) {
  const auto* d = settings.department(department);
  if (d == nullptr || (d->ladder.empty() && !d->hours)) return std::nullopt;
  return now;  // what its hours say takes a time zone: the first look says when to look again
}

}  // namespace baton::desk
