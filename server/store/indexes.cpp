// Derives the whole set of places of a body before and after, and moves the difference.
#include "server/store/indexes.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "server/store/words.hpp"

namespace baton::store {
namespace {

struct Place {
  Move::Kind kind = Move::Kind::put;
  std::int64_t score = 0;
  bool operator==(const Place&) const = default;
};
// (set, member) → where in it.
using Places = std::map<std::pair<std::string, std::string>, Place>;

// Who reads along, or helps: not the owner's, and yet told to them.
std::vector<std::string> hearers(const desk::Conversation& c) {
  auto ids = c.observers;
  for (const auto& p : c.participants)
    if (p.helper) ids.push_back(p.who.id);
  return ids;
}

void places_by_state(Places& places, const desk::Conversation& c) {
  const auto put = [&](const std::string& set, std::int64_t score) {
    places[{set, c.id}] = {Move::Kind::put, score};
  };
  if (c.open()) put(list_key(List::open, ""), c.started_at);
  if (c.open())
    for (const auto& who : hearers(c)) put(list_key(List::observer, who), c.started_at);
  const bool closed = c.state == desk::State::closed;
  const auto listed_at = closed ? c.closed_at.value_or(c.started_at) : c.started_at;
  for (const auto& department : c.shown_in()) put(listed_key(department, c.state), listed_at);
  if (closed) put(list_key(List::closed, ""), listed_at);
  if (c.state == desk::State::missed && c.recovery) put(list_key(List::recovery, ""), c.recovery->due);
  put(list_key(List::visitor, c.visitor.id), c.started_at);
  if (c.owner) put(list_key(List::owner, c.owner->id), c.assigned_at.value_or(c.started_at));
  for (const auto& tag : c.tags) put(list_key(List::tag, tag), c.started_at);
}

void places_in_queue(Places& places, const desk::Conversation& c) {
  if (!c.waits()) return;
  const auto head_start = desk::head_start(c.priority) * 1000;
  if (!c.away) places[{queue_key(c), c.id}] = {Move::Kind::enqueue, -head_start};
  places[{waiting_key(c.served_by()), c.id}] = {Move::Kind::enqueue, -head_start};
  places[{arrivals_key(c.served_by()), c.id}] = {Move::Kind::enqueue, 0};
}

void timers(Places& places, const desk::Conversation& c) {
  const auto put = [&](TimerKind kind, Time at) {
    places[{"due", timer_member({kind, c.id})}] = {Move::Kind::put, at};
  };
  if (c.offer) put(TimerKind::offer, c.offer->until);
  if (c.pending && c.pending->offeree) put(TimerKind::offer, c.pending->until);
  if (c.reply) put(TimerKind::reply, c.reply->until);
  if (c.state == desk::State::missed && c.recovery && !c.recovery->overdue &&
      c.recovery->due > c.closed_at.value_or(0))
    put(TimerKind::overdue, c.recovery->due);
  if (c.state == desk::State::closed && c.seal_at) put(TimerKind::seal, *c.seal_at);
  if (c.state != desk::State::queued) return;
  if (c.pref) put(TimerKind::patience, c.pref->until);
  if (c.away) put(TimerKind::recover, *c.away);
  if (c.overflow_at) put(TimerKind::overflow, *c.overflow_at);
  const auto relaxes = std::min_element(c.wanted.begin(), c.wanted.end(),
                                        [](const auto& x, const auto& y) { return x.until < y.until; });
  if (relaxes != c.wanted.end()) put(TimerKind::relax, relaxes->until);
}

// Messages move this timer without the body: it is put, or dropped, whenever a decision says so.
void silence(std::vector<Move>& moves, const Commit::ConversationWrite& write) {
  const auto before = write.before ? write.before->silence : std::nullopt;
  const auto& after = write.after.silence;
  if (before == after) return;
  const auto member = timer_member({TimerKind::idle, write.after.id});
  if (after && after->at != 0)
    moves.push_back({Move::Kind::put, "due", member, after->at});
  else
    moves.insert(moves.begin(), {Move::Kind::drop, "due", member, 0});
}

// Where its opportunities are listed; and the question that is open, of which there is one at most.
void opportunities(Places& places, const desk::Conversation& c) {
  for (const auto& o : c.opportunities) {
    const auto put = [&](List list, const std::string& key) {
      places[{list_key(list, key), o.id}] = {Move::Kind::put, o.flagged_at};
    };
    put(List::opportunities, "");
    put(List::opportunities_in, std::string(word(o.state)));
    put(List::flagged_by, o.flagged_by.id);
    if (o.owner) put(List::opportunities_of, o.owner->id);
    if (o.state == desk::OpportunityState::proposed && o.handoff)
      places[{"due", timer_member({TimerKind::proposal, c.id})}] = {Move::Kind::put, o.handoff->expires_at};
  }
}

Places places_of(const desk::Conversation& c) {
  Places places;
  opportunities(places, c);
  places_by_state(places, c);
  places_in_queue(places, c);
  timers(places, c);
  return places;
}

Places places_of(const desk::Staff& staff) {
  Places places;
  if (staff.presence != desk::Presence::online || staff.load() >= staff.capacity) return places;
  for (const auto& department : staff.departments)
    places[{"ready:" + department, staff.id}] = {Move::Kind::put, ready_score(staff)};
  return places;
}

std::vector<Move> difference(const Places& before, const Places& after, bool arrives) {
  std::vector<Move> moves;
  for (const auto& [where, place] : before)
    if (!after.contains(where)) moves.push_back({Move::Kind::drop, where.first, where.second, 0});
  for (const auto& [where, place] : after) {
    const auto old = before.find(where);
    const bool same = old != before.end() && old->second == place;
    if (same && !(arrives && place.kind == Move::Kind::enqueue)) continue;
    moves.push_back({place.kind, where.first, where.second, place.score});
  }
  return moves;
}

}  // namespace

std::vector<Move> derive(const Commit::ConversationWrite& write) {
  Places before;
  if (write.before) before = places_of(*write.before);
  // Sealing took its timer away.
  if (write.unseal) before.erase({"due", timer_member({TimerKind::seal, write.after.id})});
  auto moves = difference(before, places_of(write.after), write.arrives);
  silence(moves, write);
  const auto queue = queue_key(write.after);
  const bool joins_class = std::any_of(moves.begin(), moves.end(), [&](const Move& move) {
    return move.kind == Move::Kind::enqueue && move.set == queue && !write.after.pref;
  });
  if (joins_class) moves.push_back({Move::Kind::put, "classes:" + write.after.served_by(), queue, 0});
  return moves;
}

std::vector<Move> derive(const Commit::StaffWrite& write) {
  Places before;
  if (write.before) before = places_of(*write.before);
  return difference(before, places_of(write.after), false);
}

std::vector<Move> sealing(const std::string& conversation) {
  return {{Move::Kind::drop, "due", timer_member({TimerKind::seal, conversation}), 0}};
}

std::int64_t ready_score(const desk::Staff& staff) {
  constexpr std::int64_t steps = 4096;
  constexpr std::int64_t idle_end = std::int64_t{1} << 41;
  const auto busy = std::int64_t{staff.load()} * steps / staff.capacity;
  return busy * idle_end + std::clamp(staff.idle_since, std::int64_t{0}, idle_end - 1);
}

std::vector<std::string> told(const Commit::ConversationWrite& write) {
  std::vector<std::string> before;
  // Who connected while it was closed follows it only from now on.
  const bool reopened = write.before && !write.before->open() && write.after.open();
  if (write.before && !reopened) before = desk::staff_subscribed(*write.before);
  const auto after = desk::staff_subscribed(write.after);
  std::vector<std::string> people;
  std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(),
                                std::back_inserter(people));
  if (!write.before) desk::insert(people, write.after.visitor.id);
  return people;
}

std::vector<std::string> feeds(const Commit::ConversationWrite& write) {
  const auto& before = write.before;
  if (before && summary_of(*before) == summary_of(write.after)) return {};
  const auto in = write.after.shown_in();
  std::vector<std::string> departments;
  if (before)
    for (const auto& department : before->shown_in())
      if (std::find(in.begin(), in.end(), department) == in.end()) departments.push_back(department);
  departments.insert(departments.end(), in.begin(), in.end());
  return departments;
}

namespace {

constexpr std::array<std::string_view, timer_kinds> timer_names = {
    "grace", "patience", "seal",    "away",     "offer",   "reply",
    "idle",  "relax",    "recover", "overflow", "overdue", "proposal"};

}  // namespace

std::string timer_member(const Timer& timer) {
  return std::string(timer_names.at(static_cast<std::size_t>(timer.kind))) + ":" + timer.id;
}

Timer timer_of(const std::string& member) {
  const auto colon = member.find(':');
  const auto name = std::find(timer_names.begin(), timer_names.end(), member.substr(0, colon));
  return {static_cast<TimerKind>(name - timer_names.begin()), member.substr(colon + 1)};
}

}  // namespace baton::store
