// Bounds and order of what a node knows of the last minute.
#include "server/chat/recent.hpp"

#include <algorithm>
#include <tuple>

namespace baton::chat {

std::size_t Recent::size_of(const Known& k) {
  // Twice the place (key and value), the nodes of both containers, and what is on the heap.
  constexpr std::size_t nodes = 128;
  return sizeof(Kept) + sizeof(Place) + nodes + 2 * (k.place.conversation.size() + k.place.epoch.size()) +
         k.by.id.size() + k.by.name.size() + k.cid.size() + k.text.size();
}

void Recent::keep(const store::LogRecord& event, Instant now, bool promised) {
  Known known{{event.conversation, event.epoch, false, event.seq}, event.at, event.seq, {}, {}, {}, promised};
  if (const auto* message = std::get_if<desk::Message>(&event.event.what)) {
    known.by = event.event.by;
    known.cid = event.event.cid;
    known.text = message->text;
  }
  keep(std::move(known), now);
}

void Recent::keep(const store::NotesRecord& event, Instant now) {
  const auto* note = std::get_if<desk::Note>(&event.event.what);
  const auto& by = event.event;
  // Nobody counts places of the notes. A supervisor's note may be the reason of a force, and its `cid` that
  // call's, which must not be remembered as one of `note.add`.
  if (note == nullptr || by.cid.empty() || by.by.role == desk::Role::supervisor) return;
  keep({{event.conversation, event.epoch, true, event.seq},
        event.at,
        event.log_seq,
        by.by,
        by.cid,
        note->text},
       now);
}

void Recent::keep(Known known, Instant now) {
  const auto size = size_of(known);
  const bool promised = known.promised;
  auto place = known.place;
  const auto [at, added] = known_.try_emplace(std::move(place), Kept{std::move(known), now, {}});
  if (!added) {
    at->second.what.promised |= promised;
    return;
  }
  at->second.age = ages_.insert(ages_.end(), at);
  bytes_ += size;
  while (bytes_ > most_) drop(ages_.front());
}

void Recent::drop(Map::iterator at) {
  bytes_ -= size_of(at->second.what);
  ages_.erase(at->second.age);
  known_.erase(at);
}

std::vector<store::Position> Recent::positions() const {
  std::vector<store::Position> all;
  for (const auto& [place, kept] : known_) {
    const bool another =
        all.empty() || all.back().conversation != place.conversation || all.back().epoch != place.epoch;
    if (another) all.push_back({place.conversation, place.epoch, 0, {}});
    auto& last = all.back();
    last.log = std::max(last.log, kept.what.log_seq);
    if (place.notes) last.notes = place.seq;
  }
  return all;
}

std::vector<Known> Recent::take(const std::string& conversation, const std::string& epoch) {
  std::vector<Known> taken;
  for (auto at = known_.lower_bound({conversation, epoch, false, 0});
       at != known_.end() && at->first.conversation == conversation && at->first.epoch == epoch;) {
    taken.push_back(at->second.what);
    drop(at++);
  }
  // The notes among the log where they were written.
  std::stable_sort(taken.begin(), taken.end(), [](const Known& a, const Known& b) {
    return std::tie(a.log_seq, a.place.notes) < std::tie(b.log_seq, b.place.notes);
  });
  return taken;
}

void Recent::forget(Instant then) {
  while (!ages_.empty() && ages_.front()->second.seen < then) drop(ages_.front());
}

}  // namespace baton::chat
