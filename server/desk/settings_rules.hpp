// The one validator of the site's settings: the file of `baton site apply` and the admin screen both pass
// through it. Pure; it never changes what it is given.
#pragma once
#include <string>
#include <vector>

#include "server/desk/site.hpp"

namespace baton::desk {

struct Problem {
  std::string
      field;  // as the file and the wire spell it: `departments[1].queue_limit`, `timing.seal_after_ms`
  std::string message;  // one sentence that says what to do; never holds the secret
  bool operator==(const Problem&) const = default;
};

// Everything that is wrong, in the order of the members; empty when these settings may be stored.
std::vector<Problem> problems(const Settings& settings);

}  // namespace baton::desk
