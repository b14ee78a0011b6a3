// Reads for `hello`.
#include "server/chat/arrivals.hpp"

#include <algorithm>

namespace baton::chat {
namespace {

store::Resumed gone(const std::string& conversation) {
  store::Resumed r;
  r.conversation = conversation;
  r.status = store::Synced::gone;
  return r;
}

// Where the client stands once it has taken in what `resumed` told of the conversation.
store::Position after(const store::ConversationView& view, const std::vector<store::Resumed>& resumed,
                      bool notes) {
  store::Position at{view.body.id, view.shown().epoch, 0, {}};
  if (notes) at.notes = 0;
  for (const auto& r : resumed) {
    if (r.conversation != view.body.id || r.status == store::Synced::gone) continue;
    const bool back = r.status == store::Synced::rollback;
    at.epoch = r.epoch;
    at.log = back || r.log.empty() ? r.last_log : r.log.back().seq;
    if (notes) at.notes = back || r.notes.empty() ? r.last_notes : r.notes.back().seq;
  }
  return at;
}

// As what the staff member hears a conversation that is neither theirs nor offered to them; nullopt: they do not.
std::optional<desk::Because> heard_as(const desk::Conversation& c, const desk::Staff& staff) {
  if (!c.open()) return std::nullopt;
  const auto relation = desk::relation(c, staff);
  if (relation == desk::Relation::helper) return desk::Because::joined;
  if (relation == desk::Relation::observer) return desk::Because::observing;
  return std::nullopt;
}

bool still_shown(const desk::Conversation& c, desk::Time now) {
  return c.open() || c.state == desk::State::missed || now < c.reopen_until.value_or(0);
}

}  // namespace

VisitorArrival Arrivals::stranger(const std::vector<store::Position>& resume) {
  VisitorArrival out;
  for (const auto& at : resume) out.resumed.push_back(gone(at.conversation));
  return out;
}

Task<VisitorArrival> Arrivals::visitor(std::string id, std::vector<store::Position> resume) {
  auto greeting = co_await store_.greet(id, resume);
  if (!greeting) co_return refusal(greeting.error());
  VisitorArrival out;
  if (greeting->visitor) out.card = std::move(greeting->visitor->card);
  out.resumed = std::move(greeting->resumed);
  const auto& latest = greeting->latest;
  std::vector<std::string> others;
  for (const auto& at : resume)
    if (!latest || latest->body.id != at.conversation) others.push_back(at.conversation);
  std::vector<store::ConversationView> views;
  if (!others.empty()) {
    auto read = co_await store_.conversations(others);
    if (!read) co_return refusal(read.error());
    views = std::move(*read);
  }
  const auto theirs = [&](const std::string& conversation) {
    if (latest && latest->body.id == conversation) return true;
    return std::any_of(views.begin(), views.end(),
                       [&](const auto& v) { return v.body.id == conversation && v.body.visitor.id == id; });
  };
  for (auto& r : out.resumed)
    if (!theirs(r.conversation)) r = gone(r.conversation);
  if (latest && still_shown(latest->body, greeting->now))
    out.conversation = Shown{*latest, after(*latest, out.resumed, false)};
  co_return out;
}

Task<std::vector<std::string>> observed_by(store::Store& store, std::string staff) {
  constexpr int page = 100;
  std::vector<std::string> ids;
  std::optional<std::string> cursor;
  do {
    const auto listing = co_await store.list(store::List::observer, staff, cursor, page);
    if (!listing) co_return refusal(listing.error());
    ids.insert(ids.end(), listing->ids.begin(), listing->ids.end());
    cursor = listing->cursor;
  } while (cursor);
  co_return ids;
}

Task<StaffArrival> Arrivals::staff(std::string id, std::vector<store::Position> resume) {
  store::Reading unused;
  auto staff = co_await store_.staff(id, unused);
  if (!staff) co_return refusal(staff.error());
  StaffArrival out;
  out.staff = std::move(staff->body);
  auto ids = out.staff.owned;
  ids.insert(ids.end(), out.staff.offered.begin(), out.staff.offered.end());
  auto others = co_await observed_by(store_, id);
  if (!others) co_return others.error();
  for (const auto& at : resume) others->push_back(at.conversation);
  for (const auto& other : *others)
    if (std::find(ids.begin(), ids.end(), other) == ids.end()) ids.push_back(other);
  const auto views = co_await store_.conversations(ids);
  if (!views) co_return refusal(views.error());
  if (!resume.empty()) {
    auto read = co_await store_.resume(std::move(resume));
    if (!read) co_return refusal(read.error());
    out.resumed = std::move(*read);
  }
  const auto caller = Caller::of(out.staff);
  for (auto& r : out.resumed) {
    const auto view = std::find_if(views->begin(), views->end(), [&](const auto& v) {
      return v.body.id == r.conversation && authorise(Act::read, caller, v.body) == Verdict::yes;
    });
    if (view == views->end()) {
      r = gone(r.conversation);
      continue;
    }
    for (auto& event : r.notes) event = fenced(std::move(event), out.staff, view->body.shared);
  }
  for (const auto& view : *views)
    if (const auto* offeree = view.body.offeree(); offeree != nullptr && *offeree == out.staff.id)
      out.offers.push_back(view);
  for (const auto& view : *views)
    if (view.body.open() && view.body.owner && view.body.owner->id == out.staff.id)
      out.conversations.push_back({view, after(view, out.resumed, true)});
  for (const auto& view : *views)
    if (const auto because = heard_as(view.body, out.staff))
      out.heard.push_back({{view, after(view, out.resumed, true)}, *because});
  co_return out;
}

}  // namespace baton::chat
