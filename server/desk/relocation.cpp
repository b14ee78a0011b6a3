// A relocation changes where a conversation belongs, and nothing of what is going on in it.
#include "server/desk/relocation.hpp"

#include <algorithm>
#include <set>

namespace baton::desk {
namespace {

// A hand-off under way that leads there, or comes from there.
bool names(const Opportunity& o, const std::string& department) {
  return o.under_way() && (o.handoff->department == department || o.giver_department == department);
}

}  // namespace

std::vector<std::string> dropped(const Settings& before, const Settings& after) {
  std::vector<std::string> ids;
  for (const auto& d : before.departments)
    if (after.department(d.id) == nullptr) ids.push_back(d.id);
  return ids;
}

std::optional<std::string> wrong(const std::vector<Relocation>& moves, const Settings& before,
                                 const Settings& after) {
  std::set<std::string> named;
  for (const auto& move : moves) {
    if (!named.insert(move.from).second) return "Say once where " + move.from + " goes.";
    if (before.department(move.from) == nullptr)
      return "There is no department " + move.from + " to move from.";
    if (after.department(move.from) != nullptr)
      return "Department " + move.from +
             " stays, so that nothing of it is moved; leave it out of the file, or "
             "the move.";
    if (after.department(move.to) == nullptr) return "There is no department " + move.to + " to move to.";
  }
  return std::nullopt;
}

bool needs(const Conversation& c, const std::string& department, Time now) {
  if (c.open() && c.pending && (c.pending->to == department || c.pending->department == department))
    return true;
  if (c.open() && std::any_of(c.opportunities.begin(), c.opportunities.end(),
                              [&](const Opportunity& o) { return names(o, department); }))
    return true;
  if (c.department != department) return false;
  return c.open() || c.state == State::missed || c.reopen_until.value_or(now) > now;
}

Settings meanwhile(const Settings& after, const std::vector<Relocation>& moves) {
  auto settings = after;
  for (const auto& move : moves) {
    Department left{.id = move.from, .name = move.from, .assign = AssignMode::manual, .queue_limit = 0};
    left.ladder = {{1, move.to}};
    settings.departments.push_back(std::move(left));
  }
  return settings;
}

Change relocated(const Conversation& c, const Relocation& move) {
  Change change{.conversation = c};
  auto& after = change.conversation;
  if (after.pending && after.pending->to == move.from) after.pending->to = move.to;
  if (after.pending && after.pending->department == move.from) after.pending->department = move.to;
  for (auto& o : after.opportunities) {
    if (o.handoff && o.handoff->department == move.from) o.handoff->department = move.to;
    if (o.giver_department == move.from) o.giver_department = move.to;
  }
  if (after.department != move.from) return change;
  after.department = move.to;
  // The ladder and the hours of its new department are looked at at once.
  if (after.waits()) after.overflow_at = after.entered_at;
  if (c.state == State::queued || c.state == State::offered)
    change.log.push_back({baton_itself(), "", Queued{move.to, "moved"}});
  return change;
}

Staff relocated(Staff person, const Relocation& move) {
  auto& served = person.departments;
  const auto from = std::find(served.begin(), served.end(), move.from);
  if (from == served.end()) return person;
  if (person.serves(move.to))
    served.erase(from);
  else
    *from = move.to;
  return person;
}

}  // namespace baton::desk
