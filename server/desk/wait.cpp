// The estimate, when to tell it, and the departures it rests on.
#include "server/desk/wait.hpp"

#include <algorithm>

namespace baton::desk {

std::optional<Duration> wait_of(std::uint64_t position, const std::deque<Time>& departures, Time now) {
  std::size_t count = 0;
  Time first = now;
  for (const auto at : departures) {
    if (at <= now - departures_kept || at > now) continue;
    ++count;
    first = std::min(first, at);
  }
  if (count < fewest_departures || now - first < shortest_window) return std::nullopt;
  const auto window = static_cast<std::uint64_t>(now - first);
  const auto intervals = count - 1;
  return static_cast<Duration>((position * window + intervals - 1) / intervals);
}

bool worth_telling(std::uint64_t told, std::uint64_t position, Duration since) {
  constexpr std::uint64_t near = 20;
  if (since >= told_again_after) return true;
  const auto change = told > position ? told - position : position - told;
  if (change == 0) return false;
  return position <= near || change * 10 >= told;
}

void Departures::saw(const Conversation& listed) {
  if (listed.state != State::active) {
    active_.erase(listed.id);
    return;
  }
  if (active_.insert(listed.id).second && listed.assigned_at) times_.push_back(*listed.assigned_at);
}

void Departures::forget_before(Time time) {
  std::erase_if(times_, [time](Time at) { return at < time; });
}

}  // namespace baton::desk
