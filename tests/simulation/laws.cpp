// Laws over bodies, indexes and logs as the memory store has them, and over what people were promised and
// shown.
#include "tests/simulation/laws.hpp"

#include <algorithm>
#include <set>

#include "server/desk/match.hpp"

namespace baton::sim {
namespace {

std::string without(std::string text, const std::string& part) {
  if (const auto at = text.find(part); at != std::string::npos) text.erase(at, part.size());
  return text;
}

using Found = std::vector<std::string>;
using store::MemoryState;
using Stored = store::MemoryData::Conversation;

bool among(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string list(const std::vector<std::string>& all) {
  std::string text = "[";
  for (const auto& one : all) text += " " + one;
  return text + " ]";
}

void loads(MemoryState& state, Found& found) {
  std::map<std::string, std::vector<std::string>> owned, offered;
  for (const auto& [id, c] : state.data.conversations) {
    if (c.body.state == desk::State::active && c.body.owner) owned[c.body.owner->id].push_back(id);
    if (const auto* offeree = c.body.offeree()) offered[*offeree].push_back(id);
  }
  for (const auto& [id, s] : state.data.staff) {
    if (s.body.owned != owned[id])
      found.push_back("L5: " + id + " has owned" + list(s.body.owned) + ", the conversations say " +
                      list(owned[id]));
    if (s.body.offered != offered[id])
      found.push_back("L5: " + id + " has offered" + list(s.body.offered) + ", the conversations say " +
                      list(offered[id]));
    if (s.body.load() > s.body.capacity)
      found.push_back("L5: " + id + " of capacity " + std::to_string(s.body.capacity) + " holds " +
                      std::to_string(s.body.load()));
  }
}

// In a queue, offered, owned by somebody present or within their grace, in the recovery list, or closed.
bool somewhere(MemoryState& state, const Stored& c) {
  const auto& b = c.body;
  const auto in = [&](const std::string& set) { return state.set(set).rank(b.id).has_value(); };
  switch (b.state) {
    case desk::State::queued:
      return in(store::waiting_key(b.department)) && (b.away || in(store::queue_key(b)));
    case desk::State::offered:
      return b.offer && among(state.data.staff.at(b.offer->to).body.offered, b.id);
    case desk::State::active:
      return b.owner && (state.data.at.contains(b.owner->id) ||
                         state.set("due").rank(store::timer_member({store::TimerKind::grace, b.owner->id})));
    case desk::State::closed:
      return in("closed");
    case desk::State::missed:
      return in("recovery");
  }
  return false;
}

template <class Kept>
void dense(const std::string& id, const std::vector<Kept>& log, store::Seq last, const char* which,
           Found& found) {
  if (log.size() != last)
    found.push_back("L2: " + std::string(which) + " of " + id + " is not as long as it says");
  std::set<std::pair<std::string, std::string>> calls;
  store::Time at = 0;
  for (const auto& kept : log) {
    if (kept.at < at) found.push_back("L2: `at` goes back in " + std::string(which) + " of " + id);
    at = kept.at;
    if (kept.event.cid.empty()) continue;
    if (!calls.insert({kept.event.by.id, kept.event.cid}).second)
      found.push_back("L3: " + kept.event.cid + " of " + kept.event.by.id + " took effect twice in " + id);
  }
}

void one_owner(const std::string& id, const Stored& c, Found& found) {
  std::string owner;
  std::string last;
  for (const auto& kept : c.log) {
    const auto& what = kept.event.what;
    const auto& by = kept.event.by;
    if (const auto* assigned = std::get_if<desk::Assigned>(&what)) {
      if (!owner.empty())
        found.push_back("L5: " + id + " was given to " + assigned->to.id + " while " + owner + " had it");
      owner = assigned->to.id;
    } else if (const auto* transferred = std::get_if<desk::Transferred>(&what)) {
      owner = transferred->to.id;
    } else if (const auto* off = std::get_if<desk::HandedOff>(&what)) {
      owner = off->to.id;
    } else if (const auto* back = std::get_if<desk::HandedBack>(&what)) {
      owner = back->to.id == "care" || back->to.id == "sales" ? "" : back->to.id;
    } else if (std::holds_alternative<desk::Queued>(what)) {
      owner.clear();
    } else if (const auto* left = std::get_if<desk::Left>(&what)) {
      if (left->who.id == owner) owner.clear();
    } else if (const auto* closed = std::get_if<desk::Closed>(&what)) {
      if (closed->reason == desk::CloseReason::idle && last == "visitor")
        found.push_back("L10: " + id + " was closed on its visitor's last word");
      owner.clear();
    } else if (std::holds_alternative<desk::Message>(what) && by.role != desk::Role::system) {
      last = by.role == desk::Role::visitor ? "visitor" : "staff";
      if (by.role != desk::Role::visitor && by.role != desk::Role::supervisor && by.id != owner)
        found.push_back("L5: " + by.id + " wrote in " + id + " while '" + owner + "' had it");
    }
  }
  if (c.body.state == desk::State::active && c.body.owner->id != owner)
    found.push_back("L5: " + id + " is owned by " + c.body.owner->id + ", its log says '" + owner + "'");
}

template <class Kept>
std::vector<Log::Shown> as_shown(const std::vector<Kept>& log, const std::string& reader) {
  std::vector<Log::Shown> all;
  for (const auto& kept : log)
    all.push_back({kept.at, words(kept.event.what), kept.event.by.id,
                   kept.event.by.id == reader ? kept.event.cid : ""});
  return all;
}

// What `person` must hear all of. (Who goes on with an earlier conversation while a newer one is open has
// both; a hello shows a visitor the newest only.)
bool follows(const MemoryState& state, const Person& person, const desk::Conversation& c) {
  if (!person.is_there() || !c.open()) return false;
  if (person.is_staff()) return among(desk::staff_subscribed(c), person.id());
  if (c.visitor.id != person.id()) return false;
  const auto& all = state.data.conversations;
  return std::none_of(all.begin(), all.end(), [&](const auto& one) {
    const auto& other = one.second.body;
    return other.visitor.id == person.id() && other.open() && other.started_at > c.started_at;
  });
}

std::string difference(const Log& log, const std::vector<Log::Shown>& there) {
  const auto same = [](const Log::Shown& a, const Log::Shown& b) {
    return a == b || (a.words == Log::withheld && a.at == b.at && a.by == b.by);
  };
  const auto [mine, theirs] =
      std::mismatch(log.events.begin(), log.events.end(), there.begin(), there.end(), same);
  if (mine == log.events.end()) return "";
  return std::to_string(mine - log.events.begin() + 1) + " " + mine->words +
         (theirs == there.end() ? ", which is not there" : ", which is " + theirs->words);
}

}  // namespace

std::vector<std::string> at_any_moment(MemoryState& state) {
  Found found;
  loads(state, found);
  for (const auto& [id, c] : state.data.conversations) {
    if (!somewhere(state, c))
      found.push_back("L6: " + id + " is nowhere, state " + std::to_string(static_cast<int>(c.body.state)));
    if (c.body.owner.has_value() != (c.body.state == desk::State::active) &&
        c.body.state != desk::State::closed)
      found.push_back("L5: " + id + " has an owner where there is none to be, or none");
  }
  return found;
}

std::vector<std::string> in_the_logs(const MemoryState& state) {
  Found found;
  for (const auto& [id, c] : state.data.conversations) {
    dense(id, c.log, c.hot.log_seq, "log", found);
    dense(id, c.notes, c.hot.notes_seq, "notes", found);
    one_owner(id, c, found);
  }
  return found;
}

std::vector<std::string> promises_kept(const MemoryState& state, const People& people, bool rollback) {
  Found found;
  struct Place {
    std::string conversation, by;
    store::Seq seq;
  };
  std::map<std::string, std::vector<Place>> places;  // text → where it is
  for (const auto& [id, c] : state.data.conversations) {
    store::Seq seq = 0;
    for (const auto& kept : c.log)
      if (++seq; const auto* m = std::get_if<desk::Message>(&kept.event.what))
        if (m->text.find('#') != std::string::npos) places[m->text].push_back({id, kept.event.by.id, seq});
    seq = 0;
    for (const auto& kept : c.notes)
      if (++seq; const auto* n = std::get_if<desk::Note>(&kept.event.what))
        if (n->text.find('#') != std::string::npos) places[n->text].push_back({id, kept.event.by.id, seq});
  }
  for (const auto& [text, where] : places)
    if (where.size() > 1)
      found.push_back("L3: '" + text + "' is there " + std::to_string(where.size()) + " times");
  for (const auto& person : people) {
    for (const auto& call : person->past()) {
      const bool said = call.ask.what == Do::send || call.ask.what == Do::note || call.ask.what == Do::start;
      const auto at = places.find(call.ask.text);
      if (call.refused && !call.unsure && said && !rollback && at != places.end())
        found.push_back("L3: '" + call.ask.text + "' was refused to " + person->id() + ", and is there");
      if (!call.promised || call.again) continue;
      // After a failover what others decided is decided anew; only what its client says again must be there.
      if (rollback && (person->is_staff() || person->forgot() || person->is_gone())) continue;
      if (said && at == places.end()) {
        found.push_back("L1: '" + call.ask.text + "', promised to " + person->id() + " as " +
                        std::to_string(call.seq) + ", is nowhere");
      } else if (said && !rollback && call.ask.what != Do::start && at->second.front().seq != call.seq) {
        found.push_back("L1: '" + call.ask.text + "' is at another place than was promised");
      }
      if (rollback || call.ask.cid.empty() || call.ask.what == Do::presence || call.ask.what == Do::observe)
        continue;
      const auto key =
          call.ask.what == Do::start ? store::vcid_key(person->id()) : store::cid_key(call.ask.conversation);
      const auto book = state.data.cids.find(key);
      if (book == state.data.cids.end() || !book->second.contains(person->id() + ":" + call.ask.cid))
        found.push_back("L3: " + std::string(name(call.ask.what)) + " " + call.ask.cid + " of " +
                        person->id() + " is not remembered");
    }
  }
  return found;
}

std::vector<std::string> views_true(const MemoryState& state, const People& people) {
  Found found;
  for (const auto& person : people) {
    if (!person->is_there()) continue;
    for (const auto& [id, view] : person->views()) {
      const auto c = state.data.conversations.find(id);
      if (c == state.data.conversations.end()) {
        if (person->is_staff()) continue;  // they are told of what is theirs
        found.push_back("L2: " + person->id() + " shows " + id + ", which does not exist");
        continue;
      }
      // Nobody is told any more of what has ended for them, so that a failover since then goes by them.
      if (!follows(state, *person, c->second.body) && view.log.epoch != state.epoch) continue;
      const auto log = difference(view.log, as_shown(c->second.log, person->id()));
      if (!log.empty()) found.push_back("L2: " + person->id() + " shows in " + id + " " + log);
      if (!person->is_staff()) continue;
      const auto notes = difference(view.notes, as_shown(c->second.notes, person->id()));
      if (!notes.empty())
        found.push_back("L2: " + person->id() + " shows in the notes of " + id + " " + notes);
    }
  }
  return found;
}

std::vector<std::string> when_quiet(MemoryState& state, const People& people, store::Time heard_from) {
  Found found;
  const auto told = [heard_from](const auto& log) { return log.empty() || log.back().at >= heard_from; };
  const auto& site = state.data.settings.body;
  const auto now = state.now();
  for (const auto& [id, c] : state.data.conversations) {
    if (!c.body.waits()) continue;
    const auto* department = site.department(c.body.served_by());
    for (const auto& [who, s] : state.data.staff)
      if (desk::eligible(c.body, s.body, state.data.at.contains(who), *department, now))
        found.push_back("L4: " + id + " waits beside " + who + ", who is free");
  }
  for (const auto& [at, member] : state.set("due").in_order())
    if (at < now - 6000) found.push_back("L6: the timer " + member + " is not carried out");
  for (const auto& person : people) {
    if (person->is_gone()) continue;
    if (!person->is_there() || !person->has_nothing_to_say())
      found.push_back("L1: " + person->id() + " still waits for " + person->waits_for());
    for (const auto& [id, c] : state.data.conversations) {
      if (!follows(state, *person, c.body)) continue;
      const auto view = person->views().find(id);
      if (view == person->views().end()) {
        found.push_back("L2: " + person->id() + " was not told of " + id);
        continue;
      }
      const auto& mine = view->second;
      if (mine.log.events.size() < c.log.size() && told(c.log))
        found.push_back("L2: " + person->id() + " shows less than is in " + id);
      if (person->is_staff() && mine.notes.events.size() < c.notes.size() && told(c.notes))
        found.push_back("L2: " + person->id() + " shows less than is in the notes of " + id);
      const auto audience = person->is_staff() ? chat::Audience::staff : chat::Audience::visitor;
      const auto copy = shown(c.body, state.view(c).online, audience);
      // Whether they themselves are online, nobody needs to be told.
      if (told(c.log) &&
          without(mine.copy, " online " + person->id()) != without(copy, " online " + person->id()))
        found.push_back("L2: " + person->id() + " has the copy '" + mine.copy + "' of " + id +
                        ", which is '" + copy + "'");
    }
  }
  return found;
}

}  // namespace baton::sim
