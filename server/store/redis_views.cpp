// Decoding of replies: hashes to views, streams to records, sealed forms as if they were open.
#include "server/store/redis_views.hpp"

#include <algorithm>
#include <charconv>

#include "server/store/body_codec.hpp"
#include "server/store/event_codec.hpp"

namespace baton::store {
namespace {

using Hash = std::map<std::string, std::string>;

std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string_view field(const Hash& hash, const std::string& name) {
  const auto at = hash.find(name);
  return at == hash.end() ? std::string_view() : std::string_view(at->second);
}

// What is left of an epoch, when it is not the current one.
struct Cut {
  Seq log = 0;
  Seq notes = 0;
};

// As `cuts` of read.lua, for a sealed form; its last epoch ended, if it did, where the sealed logs end.
std::optional<Cut> ended(const Hash& hash, const std::string& asked, const std::string& now) {
  if (asked.empty() || asked == now) return std::nullopt;
  auto list = std::string(field(hash, "epochs"));
  list.append(" ").append(field(hash, "epoch")).append(":").append(field(hash, "log_seq"));
  list.append(":").append(field(hash, "notes_seq"));
  std::optional<Cut> cut;
  for (std::size_t from = 0; from < list.size();) {
    const auto to = std::min(list.find(' ', from), list.size());
    const auto entry = std::string_view(list).substr(from, to - from);
    from = to + 1;
    const auto colon = entry.find(':');
    if (colon == std::string_view::npos || (!cut && entry.substr(0, colon) != asked)) continue;
    const auto second = entry.find(':', colon + 1);
    const Cut here{number(entry.substr(colon + 1)), number(entry.substr(std::min(second + 1, entry.size())))};
    if (!cut) cut = here;
    cut = Cut{std::min(cut->log, here.log), std::min(cut->notes, here.notes)};
  }
  return cut.value_or(Cut{});
}

template <class Event>
Result<std::vector<Recorded<Event>>> records(const std::vector<StoredEvent>& stored, const std::string& id,
                                             const std::string& epoch,
                                             Result<Event> (*decode)(std::string_view)) {
  std::vector<Recorded<Event>> list;
  for (const auto& s : stored) {
    auto event = decode(s.event);
    if (!event) return event.error();
    list.push_back({id, epoch, s.seq, s.at, *std::move(event), s.log_seq});
  }
  return list;
}

// A sync's answer before its events are decoded.
struct Raw {
  Resumed head;
  std::vector<StoredEvent> log;
  std::vector<StoredEvent> notes;
};

// A page goes out at once: what is too long for an outbox (1 MiB, escaped) would never arrive.
constexpr std::size_t most_page_bytes = 96 * 1024;

// Keeps as many as there is room for, and the first one of a page.
void keep_what_fits(std::vector<StoredEvent>& events, std::size_t& page) {
  const auto too_long = [&page](const StoredEvent& e) {
    const bool first = page == 0;
    page += e.event.size();
    return !first && page > most_page_bytes;
  };
  events.erase(std::find_if(events.begin(), events.end(), too_long), events.end());
}

Result<Resumed> finished(Raw raw, const Position& position) {
  std::size_t page = 0;
  keep_what_fits(raw.log, page);
  keep_what_fits(raw.notes, page);
  auto& answer = raw.head;
  answer.conversation = position.conversation;
  if (!position.notes) answer.last_notes = 0;
  if (answer.status != Synced::ok) return std::move(answer);
  auto log = records(raw.log, position.conversation, answer.epoch, &decode_log_event);
  auto notes = records(raw.notes, position.conversation, answer.epoch, &decode_notes_event);
  if (!log || !notes) return Fault::corrupt;
  answer.log = *std::move(log);
  answer.notes = *std::move(notes);
  answer.more = position.log + answer.log.size() < answer.last_log ||
                (position.notes && *position.notes + answer.notes.size() < answer.last_notes);
  return std::move(answer);
}

// At most `left` of those after `after`; takes what it gives from `left`.
std::vector<StoredEvent> page_of(const std::vector<StoredEvent>& all, Seq after, std::size_t& left) {
  std::vector<StoredEvent> page;
  for (const auto& e : all) {
    if (e.seq <= after || left == 0) continue;
    page.push_back(e);
    --left;
  }
  return page;
}

Result<Raw> from_sealed(const redis::Reply& blob, const std::string& epoch, const Position& position,
                        const std::string& visitor, int limit) {
  auto sealed = decode_sealed(blob.text);
  if (!sealed) return sealed.error();
  Raw raw;
  if (!visitor.empty() && field(sealed->hash, "visitor") != visitor) {
    raw.head.status = Synced::gone;
    return raw;
  }
  raw.head.epoch = epoch;
  if (const auto cut = ended(sealed->hash, position.epoch, epoch)) {
    raw.head.status = Synced::rollback;
    raw.head.last_log = cut->log;
    raw.head.last_notes = cut->notes;
    return raw;
  }
  raw.head.last_log = number(field(sealed->hash, "log_seq"));
  raw.head.last_notes = number(field(sealed->hash, "notes_seq"));
  auto left = static_cast<std::size_t>(limit);
  raw.log = page_of(sealed->log, position.log, left);
  if (position.notes) raw.notes = page_of(sealed->notes, *position.notes, left);
  return raw;
}

}  // namespace

Result<const std::vector<redis::Reply>*> items_of(const redis::Reply& reply, std::size_t least) {
  if (reply.kind != redis::Reply::Kind::array || reply.items.size() < least) return Fault::corrupt;
  return &reply.items;
}

std::int64_t number_of(const redis::Reply& reply) {
  const auto number = reply.as_integer();
  return number ? *number : 0;
}
Seq seq_of(const redis::Reply& reply) { return static_cast<Seq>(number_of(reply)); }

First first_of(std::string_view stored) {
  const auto next = [&stored] {
    const auto end = std::min(stored.find(' '), stored.size());
    const auto found = stored.substr(0, end);
    stored.remove_prefix(std::min(end + 1, stored.size()));
    return found;
  };
  First first;
  first.method = next();
  first.seq = number(next());
  first.at = static_cast<Time>(number(next()));
  first.id = next();
  return first;
}

const std::string* first_in(const Sealed& sealed, const std::string& call) {
  for (const auto& [key, first] : sealed.cids)
    if (key == call) return &first;
  return nullptr;
}

std::map<std::string, std::string> pairs_of(const redis::Reply& flat) {
  std::map<std::string, std::string> pairs;
  for (std::size_t i = 0; i + 1 < flat.items.size(); i += 2)
    pairs[flat.items[i].text] = flat.items[i + 1].text;
  return pairs;
}

std::vector<StoredEvent> stored_events(const redis::Reply& entries) {
  std::vector<StoredEvent> events;
  for (const auto& entry : entries.items) {
    if (entry.items.size() < 2) continue;
    auto fields = pairs_of(entry.items[1]);
    events.push_back({number(entry.items[0].text), static_cast<Time>(number(fields["at"])),
                      std::move(fields["e"]), number(fields["l"])});
  }
  return events;
}

Result<ConversationView> view_of(const Hash& hash) {
  auto body = decode_conversation(field(hash, "body"));
  if (!body) return body.error();
  ConversationView view;
  view.body = *std::move(body);
  view.version = number(field(hash, "v"));
  view.hot.log_seq = number(field(hash, "log_seq"));
  view.hot.notes_seq = number(field(hash, "notes_seq"));
  view.hot.visitor_seq = number(field(hash, "visitor_seq"));
  view.hot.staff_seq = number(field(hash, "staff_seq"));
  view.hot.arrived_us = static_cast<std::int64_t>(number(field(hash, "arrived_us")));
  view.hot.last_at = static_cast<Time>(number(field(hash, "last_at")));
  if (const auto answered = field(hash, "answered_at"); !answered.empty())
    view.hot.answered_at = static_cast<Time>(number(answered));
  view.hot.epoch = field(hash, "epoch");
  constexpr std::string_view mark = "read_";
  for (auto at = hash.lower_bound(std::string(mark)); at != hash.end() && at->first.starts_with(mark); ++at)
    view.hot.read[at->first.substr(mark.size())] = number(at->second);
  return view;
}

Result<ConversationView> conversation_of(const redis::Reply& reply, Time now) {
  const auto items = items_of(reply, 1);
  if (!items) return items.error();
  const auto& parts = **items;
  if (parts[0].text == "gone") return Fault::not_found;
  if (parts.size() < 4) return Fault::corrupt;
  const bool sealed = parts[0].text == "sealed";
  Hash hash;
  if (sealed) {
    auto whole = decode_sealed(parts[1].text);
    if (!whole) return whole.error();
    hash = std::move(whole->hash);
    hash["epoch"] = parts[3].text;
  } else {
    hash = pairs_of(parts[1]);
  }
  auto view = view_of(hash);
  if (!view) return view.error();
  view->sealed = sealed;
  view->now = now;
  for (const auto& person : parts[2].items) view->online.push_back(person.text);
  if (!sealed && !parts[3].text.empty()) view->position = seq_of(parts[3]);
  return view;
}

Result<StaffView> staff_of(const redis::Reply& item, Time now) {
  const auto items = items_of(item, 3);
  if (!items) return items.error();
  auto body = decode_staff((**items)[1].text);
  if (!body) return body.error();
  return StaffView{*std::move(body), seq_of((**items)[0]), number_of((**items)[2]) == 1, now};
}

Result<Resumed> resumed_of(const redis::Reply& reply, const Position& position, const std::string& visitor,
                           int limit) {
  const auto items = items_of(reply, 1);
  if (!items) return items.error();
  const auto& parts = **items;
  const auto& what = parts[0].text;
  Raw raw;
  if (what == "gone") {
    raw.head.status = Synced::gone;
    return finished(std::move(raw), position);
  }
  if (what == "sealed" && parts.size() == 3) {
    auto sealed = from_sealed(parts[1], parts[2].text, position, visitor, limit);
    if (!sealed) return sealed.error();
    return finished(*std::move(sealed), position);
  }
  if (parts.size() < 4) return Fault::corrupt;
  raw.head.epoch = parts[1].text;
  raw.head.last_log = seq_of(parts[2]);
  raw.head.last_notes = seq_of(parts[3]);
  if (what == "rollback") raw.head.status = Synced::rollback;
  if (what == "ok" && parts.size() == 7) {
    raw.log = stored_events(parts[4]);
    raw.notes = stored_events(parts[5]);
    raw.head.version = seq_of(parts[6]);
  }
  return finished(std::move(raw), position);
}

}  // namespace baton::store
