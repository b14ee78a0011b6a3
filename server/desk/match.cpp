// The matcher's decision: conversations in order of virtual start, people by load per capacity and idle time.
#include "server/desk/match.hpp"

#include <algorithm>
#include <numeric>

namespace baton::desk {

bool eligible(const Conversation& c, const Staff& a, bool here, const Department& department, Time now) {
  if (department.assign == AssignMode::manual) return false;
  if (!here || a.presence != Presence::online || a.load() >= a.capacity || !a.serves(c.department))
    return false;
  for (const auto& skill : c.skills)
    if (std::find(a.skills.begin(), a.skills.end(), skill) == a.skills.end()) return false;
  const auto declined = c.declined.find(a.id);
  if (declined != c.declined.end() && now < declined->second) return false;
  return !c.pref || c.pref->staff == a.id || now >= c.pref->until;
}

namespace {

// Smaller is preferred. Loads are compared as fractions without division.
bool preferred(const Candidate& x, const Candidate& y) {
  const auto left = std::int64_t{x.body.load()} * y.body.capacity;
  const auto right = std::int64_t{y.body.load()} * x.body.capacity;
  if (left != right) return left < right;
  if (x.body.idle_since != y.body.idle_since) return x.body.idle_since < y.body.idle_since;
  return x.body.id < y.body.id;
}

}  // namespace

std::vector<Pair> match(const std::vector<Waiting>& waiting, const std::vector<Candidate>& staff,
                        const Settings& settings, Time now, std::size_t most) {
  std::vector<std::size_t> order(waiting.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
    const auto& a = waiting[x];
    const auto& b = waiting[y];
    return a.virtual_start != b.virtual_start ? a.virtual_start < b.virtual_start : a.body.id < b.body.id;
  });
  auto people = staff;
  std::vector<Pair> pairs;
  for (const auto w : order) {
    if (pairs.size() == most) break;
    const auto& c = waiting[w].body;
    const auto* department = settings.department(c.department);
    if (department == nullptr || c.state != State::queued) continue;
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < people.size(); ++i)
      if (eligible(c, people[i].body, people[i].here, *department, now)) fit.push_back(i);
    if (fit.empty()) continue;
    std::sort(fit.begin(), fit.end(), [&](auto x, auto y) { return preferred(people[x], people[y]); });
    Pair pair{w, fit.front(), {}};
    for (const auto i : fit) pair.considered.push_back(people[i].body.id);
    auto& taker = people[fit.front()].body;
    insert(taker.owned, c.id);
    taker.idle_since = now;
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace baton::desk
