// The keys of a site as typed values: what a check finds there, and who hears what is published.
#include "server/store/memory_state.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>

#include "server/store/ledger_codec.hpp"
#include "server/store/mutant.hpp"

namespace baton::store {

void SortedSet::put(const std::string& member, std::int64_t score) {
  drop(member);
  order_.emplace(score, member);
  scores_[member] = score;
}

void SortedSet::drop(const std::string& member) {
  const auto at = scores_.find(member);
  if (at == scores_.end()) return;
  order_.erase({at->second, member});
  scores_.erase(at);
}

std::optional<std::uint64_t> SortedSet::rank(const std::string& member) const {
  const auto at = scores_.find(member);
  if (at == scores_.end()) return std::nullopt;
  const auto place = order_.find({at->second, member});
  return static_cast<std::uint64_t>(std::distance(order_.begin(), place));
}

MemoryData::Conversation* MemoryState::find(const std::string& conversation) {
  const auto at = data.conversations.find(conversation);
  if (at == data.conversations.end()) return nullptr;
  enter_epoch(at->second);
  return &at->second;
}

void MemoryState::enter_epoch(MemoryData::Conversation& c) const {
  constexpr std::size_t most = 16;
  if (c.hot.epoch == epoch || (mutant("epoch") && !c.hot.epoch.empty())) return;
  if (!c.hot.epoch.empty()) c.ended.push_back({c.hot.epoch, c.hot.log_seq, c.hot.notes_seq});
  if (c.ended.size() > most) c.ended.erase(c.ended.begin());
  c.hot.epoch = epoch;
}

ConversationView MemoryState::view(const MemoryData::Conversation& c) const {
  ConversationView view;
  view.body = c.body;
  view.version = c.version;
  view.sealed = c.sealed;
  view.hot = c.hot;
  view.now = now();
  if (data.at.contains(c.body.visitor.id)) view.online.push_back(c.body.visitor.id);
  for (const auto& participant : c.body.participants)
    if (data.at.contains(participant.who.id)) view.online.push_back(participant.who.id);
  if (const auto rank = set(waiting_key(c.body.department)).rank(c.body.id)) view.position = *rank + 1;
  return view;
}

StaffView MemoryState::view(const MemoryData::Staff& s) const {
  return {.body = s.body, .version = s.version, .here = data.at.contains(s.body.id), .now = now()};
}

const SortedSet& MemoryState::set(const std::string& name) const {
  static const SortedSet empty;
  const auto at = data.sets.find(name);
  return at == data.sets.end() ? empty : at->second;
}

void MemoryState::carry_out(const std::vector<Move>& moves, std::int64_t arrived_us) {
  for (const auto& move : moves) {
    auto& target = data.sets[move.set];
    if (move.set == "due") data.claimed.erase(move.member);
    switch (move.kind) {
      case Move::Kind::put:
        target.put(move.member, move.score);
        break;
      case Move::Kind::enqueue:
        target.put(move.member, arrived_us + move.score);
        break;
      case Move::Kind::drop:
        target.drop(move.member);
        break;
    }
    if (target.size() == 0) data.sets.erase(move.set);
  }
}

void MemoryState::enter(const desk::LedgerEntry& entry) {
  LedgerPlace place{now(), 0};
  if (!data.ledger.empty()) {
    const auto last = *ledger_place(data.ledger.back().id);
    if (place <= last) place = {last.at, last.number + 1};
  }
  data.ledger.push_back({text_of(place), place.at, entry});
}

const First* MemoryState::first(const Call& call) const {
  const auto book = data.cids.find(call.key);
  if (book == data.cids.end()) return nullptr;
  const auto at = book->second.find(call.sender + ":" + call.cid);
  return at == book->second.end() ? nullptr : &at->second;
}

bool MemoryState::holds(const Check& check) const {
  switch (check.kind) {
    case Check::Kind::version: {
      if (mutant("version")) return true;
      const auto found = version(check.key);
      return check.value == (found ? std::to_string(*found) : "");
    }
    case Check::Kind::field:
      return field(check.key, check.field) == check.value;
    case Check::Kind::first: {
      const auto& order = set(check.key).in_order();
      if (order.size() < check.members.size()) return false;
      return std::equal(
          check.members.begin(), check.members.end(), order.begin(),
          [](const std::string& member, const SortedSet::Entry& entry) { return member == entry.second; });
    }
    case Check::Kind::count:
      return static_cast<std::int64_t>(set(check.key).size()) < check.bound;
    case Check::Kind::absent:
      return absent(check.key, check.field);
  }
  return false;
}

std::optional<std::uint64_t> MemoryState::version(const std::string& key) const {
  if (key == "settings" && data.settings.version > 0) return data.settings.version;
  const auto colon = key.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto kind = key.substr(0, colon);
  const auto id = key.substr(colon + 1);
  if (kind == "conv" || kind == "sealed") {
    const auto at = data.conversations.find(id);
    if (at != data.conversations.end() && at->second.sealed == (kind == "sealed")) return at->second.version;
  }
  if (kind == "staff")
    if (const auto at = data.staff.find(id); at != data.staff.end()) return at->second.version;
  if (kind == "visitor")
    if (const auto at = data.visitors.find(id); at != data.visitors.end()) return at->second.version;
  return std::nullopt;
}

std::string MemoryState::field(const std::string& key, const std::string& name) const {
  if (key == "present") return data.at.contains(name) ? "1" : "";
  if (!key.starts_with("conv:")) return "";
  const auto at = data.conversations.find(key.substr(5));
  if (at == data.conversations.end() || at->second.sealed) return "";
  const auto& hot = at->second.hot;
  if (name == "log_seq") return std::to_string(hot.log_seq);
  if (name == "notes_seq") return std::to_string(hot.notes_seq);
  if (name == "visitor_seq") return std::to_string(hot.visitor_seq);
  if (name == "staff_seq") return std::to_string(hot.staff_seq);
  if (name == "answered_at" && hot.answered_at) return std::to_string(*hot.answered_at);
  return "";
}

bool MemoryState::absent(const std::string& key, const std::string& name) const {
  const auto book = data.cids.find(key);
  if (name.empty()) return !version(key) && book == data.cids.end() && !data.sets.contains(key);
  if (key == "email") return !data.emails.contains(name);
  if (book != data.cids.end()) return !book->second.contains(name);
  return field(key, name).empty();
}

void MemoryState::publish(const std::string& channel, std::function<void(Listener&)> tell) {
  std::erase_if(ears_, [](const std::weak_ptr<Ear>& ear) { return ear.expired(); });
  const auto hears = [channel](const Ear& ear) {
    return !ear.away && ear.listener != nullptr && (channel.empty() || ear.channels.contains(channel));
  };
  for (const auto& weak : ears_) {
    const auto ear = weak.lock();
    if (!hears(*ear)) continue;
    boost::asio::post(ear->executor, [weak, hears, tell] {
      if (const auto still = weak.lock(); still && hears(*still)) tell(*still->listener);
    });
  }
}

}  // namespace baton::store
