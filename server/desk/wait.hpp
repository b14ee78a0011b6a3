// How long somebody will wait, from what was measured: the rate at which people left a department's queue to
// a human, and the people ahead. Null rather than a guess. Times and durations in ms; the caller's `now` is
// that of whoever stamped the departures.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>

#include "server/desk/conversation.hpp"
#include "server/desk/time.hpp"

namespace baton::desk {

constexpr Duration departures_kept = minutes(15);
constexpr std::size_t fewest_departures = 3;
constexpr Duration shortest_window = minutes(1);

// The wait of whoever is at `position` (from 1), in ms: position ÷ rate. `departures` are the times at which
// somebody left the queue to a human, in any order; of those in the last 15 min before `now`, n of them and
// the first at t, the rate is (n − 1) ÷ (now − t): those after the first, over the time since the first, so
// that a desk that just opened is not taken for a slow one and one that stopped grows slower by itself. Null
// with n < 3 or now − t < 1 min. Rounded up.
std::optional<Duration> wait_of(std::uint64_t position, const std::deque<Time>& departures, Time now);

// Whether a visitor is told their place anew: among the first 20 on any change, else when it changed by a
// tenth of what was told, and after 30 s in any case.
bool worth_telling(std::uint64_t told, std::uint64_t position, Duration since);
constexpr Duration told_again_after = seconds(30);

// The departures of one department, found in what its feed tells of conversations. Bounded by the
// conversations that are active there and the departures of 15 min.
class Departures {
public:
  // A conversation as an entry of the feed has it. It left the queue when it became active from anything
  // else; a change of an active one, its owner included, is no departure.
  void saw(const Conversation& listed);
  void forget_before(Time time);
  const std::deque<Time>& times() const { return times_; }

private:
  std::set<std::string> active_;
  std::deque<Time> times_;
};

}  // namespace baton::desk
