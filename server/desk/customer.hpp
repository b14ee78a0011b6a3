// What care and sales must remember of a visitor beyond one conversation: it lies in the visitor's body, and the
// guard reads it.
#pragma once
#include <optional>
#include <vector>

#include "server/desk/time.hpp"

namespace baton::desk {

struct Customer {
  std::optional<Time> refused_at;       // the last "no" to a sales question: the cooling-off runs from here
  std::optional<Time> complaint_since;  // an open complaint
  std::optional<Time> unhappy_since;    // an alert{unhappy} that nobody has cleared
  std::optional<int> rating;            // the last one, 1–5
  std::vector<Time> starts;             // of the last conversations, oldest first, at most `most_starts`
  bool operator==(const Customer&) const = default;
};
inline constexpr std::size_t most_starts = 3;

// Another conversation began.
void began(Customer& customer, Time at);

}  // namespace baton::desk
