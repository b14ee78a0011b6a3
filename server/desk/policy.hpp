// What the site's settings say of a conversation's next moments: leases and ladders. Pure.
#pragma once
#include <optional>
#include <string>

#include "server/desk/site.hpp"

namespace baton::desk {

// How long somebody may think about an offer from this department.
Duration offer_lease(const Settings& settings, const std::string& department);

// When a conversation that comes to wait in `department` now is first looked at for its ladder; nullopt:
// never.
std::optional<Time> overflow_due(const Settings& settings, const std::string& department, Time now);

}  // namespace baton::desk
