// The matcher's decision: conversations in order of virtual start, people by load per capacity and idle time.
#include "server/desk/match.hpp"

#include <algorithm>
#include <numeric>

namespace baton::desk {

bool eligible(const Conversation& c, const Staff& a, bool here, const Department& department, Time now) {
  if (department.assign == AssignMode::manual || !c.waits() || c.away) return false;
  if (!here || a.presence != Presence::online || a.load() >= a.capacity || !a.serves(department.id))
    return false;
  if (c.owner && c.owner->id == a.id) return false;
  const auto has = [&](const std::string& skill) {
    return std::find(a.skills.begin(), a.skills.end(), skill) != a.skills.end();
  };
  if (!std::all_of(c.skills.begin(), c.skills.end(), has)) return false;
  for (const auto& wanted : c.wanted)
    if (now < wanted.until && !has(wanted.skill)) return false;
  const auto declined = c.declined.find(a.id);
  if (declined != c.declined.end() && now < declined->second) return false;
  return !c.pref || c.pref->staff == a.id || now >= c.pref->until;
}

namespace {

// Smaller is preferred. Loads are compared as fractions without division.
bool preferred(const Conversation& c, const Candidate& x, const Candidate& y) {
  const bool avoids_x = std::binary_search(c.avoid.begin(), c.avoid.end(), x.body.id);
  const bool avoids_y = std::binary_search(c.avoid.begin(), c.avoid.end(), y.body.id);
  if (avoids_x != avoids_y) return avoids_y;
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
    const auto* department = settings.department(c.served_by());
    if (department == nullptr) continue;
    std::vector<std::size_t> fit;
    for (std::size_t i = 0; i < people.size(); ++i)
      if (eligible(c, people[i].body, people[i].here, *department, now)) fit.push_back(i);
    if (fit.empty()) continue;
    std::sort(fit.begin(), fit.end(), [&](auto x, auto y) { return preferred(c, people[x], people[y]); });
    Pair pair{w, fit.front(), {}, department->assign == AssignMode::offer || c.handoff_pending()};
    for (const auto i : fit) pair.considered.push_back(people[i].body.id);
    auto& taker = people[fit.front()].body;
    insert(pair.offer ? taker.offered : taker.owned, c.id);
    taker.idle_since = now;
    // A transfer that is assigned frees its giver, perhaps for somebody older: they are looked at anew.
    const bool frees = c.owner && !pair.offer;
    pairs.push_back(std::move(pair));
    if (frees) break;
  }
  return pairs;
}

bool rep_free(const Conversation& c, const std::string& department, const std::vector<Candidate>& staff,
              const Settings& settings, Time now) {
  const auto* sales = settings.department(department);
  if (sales == nullptr) return false;
  auto offering = *sales;
  offering.assign = AssignMode::offer;
  // As if it waited there.
  auto waiting = c;
  waiting.state = State::active;
  waiting.offer.reset();
  waiting.pending = Pending{Pending::Kind::handoff, department, {}, 0, department};
  waiting.pref.reset();
  waiting.away.reset();
  const auto* holder = c.offeree();
  return std::any_of(staff.begin(), staff.end(), [&](const Candidate& s) {
    const bool other = holder == nullptr || *holder != s.body.id;
    return other && eligible(waiting, s.body, s.here, offering, now);
  });
}

}  // namespace baton::desk
