// Ladders are climbed depth first; a department is asked once.
#include "server/desk/admission.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace baton::desk {
namespace {

class Desk {
public:
  Desk(const Settings& settings, const Queues& queues, const FindZone& find, Time now)
      : settings_(settings), queues_(queues), find_(find), now_(now) {}

  const Department* department(const std::string& id) const { return settings_.department(id); }
  bool open(const Department& d) const { return open_at(d, find_, now_); }
  Queue queue(const Department& d) const {
    const auto known = queues_.find(d.id);
    return known == queues_.end() ? Queue{} : known->second;
  }
  bool takes(const Department& d) const { return desk::takes(d, queue(d), find_, now_); }
  bool leads(const Rung& rung) const {
    const auto* to = department(rung.to);
    return rung.to == to_form || (to != nullptr && takes(*to));
  }

private:
  const Settings& settings_;
  const Queues& queues_;
  const FindZone& find_;
  Time now_;
};

class Climb {
public:
  explicit Climb(const Desk& desk) : desk_(desk) {}

  bool enter(const std::string& id, Admission& admission) {
    const auto* d = desk_.department(id);
    if (d == nullptr || !asked_.insert(id).second) return false;
    const auto queue = desk_.queue(*d);
    if (desk_.takes(*d)) {
      admission.department = id;
      admission.bound = bound(*d, queue);
      admission.reopens = queue.full;
      return true;
    }
    if (desk_.open(*d) && !queue.full) admission.fills.push_back(id);
    for (const auto& rung : d->ladder)
      if (enter(rung.to, admission)) return true;
    return false;
  }

private:
  const Desk& desk_;
  std::set<std::string> asked_;
};

}  // namespace

bool open_at(const Department& department, const FindZone& find, Time now) {
  return !department.hours || open_at(*department.hours, zone_or_utc(find, department.hours->zone), now);
}

int bound(const Department& department, const Queue& queue) {
  return queue.full ? std::min(department.reopens_below(), department.queue_limit) : department.queue_limit;
}

bool takes(const Department& department, const Queue& queue, const FindZone& find, Time now) {
  return open_at(department, find, now) && queue.waiting < bound(department, queue);
}

Admission admission(const Settings& settings, const std::string& department, const Queues& queues,
                    const FindZone& find, Time now) {
  const Desk desk(settings, queues, find, now);
  Admission admission;
  Climb(desk).enter(department, admission);
  return admission;
}

Overflow overflow(const Settings& settings, const std::string& department, Time entered, const Queues& queues,
                  const FindZone& find, Time now) {
  const Desk desk(settings, queues, find, now);
  const auto* from = desk.department(department);
  if (from == nullptr) return {std::string(to_form), {}};
  if (!desk.open(*from)) return {onward(settings, department, queues, find, now), {}};
  Overflow stays;
  if (from->hours) stays.again = next_closing(*from->hours, zone_or_utc(find, from->hours->zone), now);
  for (const auto& rung : from->ladder) {
    if (entered + rung.after > now) {
      stays.again = std::min(entered + rung.after, stays.again.value_or(entered + rung.after));
      return stays;
    }
    if (desk.leads(rung)) return {rung.to, {}};
  }
  return stays;
}

std::string onward(const Settings& settings, const std::string& department, const Queues& queues,
                   const FindZone& find, Time now) {
  const Desk desk(settings, queues, find, now);
  if (const auto* from = desk.department(department))
    for (const auto& rung : from->ladder)
      if (desk.leads(rung)) return rung.to;
  return std::string(to_form);
}

Time recovery_due(const Settings& settings, const std::string& department, const FindZone& find, Time now) {
  const auto* d = settings.department(department);
  const bool has_hours = d != nullptr && d->hours;
  const auto opening =
      has_hours ? next_opening(*d->hours, zone_or_utc(find, d->hours->zone), now) : std::optional(now);
  return opening.value_or(now) + settings.timing.recovery_due;
}

}  // namespace baton::desk
