// Reads what needs the departments that go, page by page, and decides; every write is checked by the store.
#include "server/chat/site_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::chat {
namespace asio = boost::asio;
namespace {

constexpr int passes = 20;
constexpr int page = 100;
constexpr store::List lists[] = {store::List::open, store::List::recovery, store::List::closed};

using Views = std::vector<store::ConversationView>;
using Why = SettingsUnchanged::Why;
template <class T>
using Outcome = boost::system::result<T, SettingsUnchanged>;

SettingsUnchanged failed(store::Fault fault) { return {Why::fault, fault}; }
SettingsUnchanged refused(Why why, std::string sentence = {}) {
  return {.why = why, .sentence = std::move(sentence)};
}

// What needs one of these departments. Of closed conversations only those are looked at that were closed
// within `window`.
asio::awaitable<Outcome<Views>> who_needs(store::Store& store, std::vector<std::string> departments,
                                          desk::Duration window) {
  Views found;
  if (departments.empty()) co_return found;
  for (const auto which : lists) {
    std::optional<std::string> cursor;
    for (bool more = true; more;) {
      const auto listing = co_await store.list(which, std::string(), cursor, page);
      if (!listing) co_return failed(listing.error());
      const auto views = co_await store.conversations(listing->ids);
      if (!views) co_return failed(views.error());
      more = listing->cursor.has_value();
      for (const auto& view : *views) {
        const auto needed = [&](const auto& d) { return desk::needs(view.body, d, view.now); };
        if (std::any_of(departments.begin(), departments.end(), needed)) found.push_back(view);
        if (which == store::List::closed && view.body.closed_at.value_or(0) + window < view.now) more = false;
      }
      cursor = listing->cursor;
    }
  }
  co_return found;
}

SettingsUnchanged refused(const Views& found, const std::vector<std::string>& departments) {
  auto unchanged = refused(Why::stranded);
  for (const auto& view : found)
    for (const auto& d : departments)
      if (desk::needs(view.body, d, view.now)) ++unchanged.stranded[d];
  return unchanged;
}

// True: written. False: somebody else was faster, or somebody waits in one of `empty` now.
asio::awaitable<Outcome<bool>> write(store::Store& store, store::SettingsView before, desk::Settings after,
                                     std::vector<std::string> empty) {
  store::Reading seen;
  for (const auto& d : empty) {
    store::Check none;
    none.kind = store::Check::Kind::count;
    none.key = store::waiting_key(d);
    none.bound = 1;
    seen.add(std::move(none));
  }
  store::Commit commit(seen);
  commit.change(before, after);
  const auto committed = co_await store.commit(std::move(commit));
  if (!committed) co_return failed(committed.error());
  co_return committed->kind == store::Committed::Kind::done;
}

// One pass over the people; whoever changes at the same time is left to the next.
asio::awaitable<Outcome<void>> move_people(store::Store& store, std::vector<desk::Relocation> moves) {
  const auto staff = co_await store.all_staff();
  if (!staff) co_return failed(staff.error());
  for (const auto& view : *staff) {
    auto body = view.body;
    for (const auto& move : moves) body = desk::relocated(std::move(body), move);
    if (body == view.body) continue;
    store::Reading seen;
    store::Commit commit(seen);
    commit.change(view, body);
    const auto committed = co_await store.commit(std::move(commit));
    if (!committed) co_return failed(committed.error());
  }
  co_return boost::system::in_place_value;
}

bool anybody_serves(const std::vector<store::StaffView>& staff, const std::vector<desk::Relocation>& moves) {
  return std::any_of(staff.begin(), staff.end(), [&](const auto& view) {
    return std::any_of(moves.begin(), moves.end(), [&](const auto& m) { return view.body.serves(m.from); });
  });
}

// Until nothing and nobody is left.
asio::awaitable<Outcome<std::size_t>> move_all(store::Store& store, std::vector<desk::Relocation> moves,
                                               desk::Duration window) {
  std::vector<std::string> departments;
  for (const auto& move : moves) departments.push_back(move.from);
  std::size_t moved = 0;
  for (int pass = 0; pass < passes; ++pass) {
    const auto people = co_await move_people(store, moves);
    if (!people) co_return people.error();
    const auto left = co_await who_needs(store, departments, window);
    if (!left) co_return left.error();
    const auto staff = co_await store.all_staff();
    if (!staff) co_return failed(staff.error());
    if (left->empty() && !anybody_serves(*staff, moves)) co_return moved;
    for (const auto& view : *left) {
      desk::Change change{.conversation = view.body};
      for (const auto& move : moves) {
        auto next = desk::relocated(change.conversation, move);
        change.conversation = std::move(next.conversation);
        for (auto& event : next.log) change.log.push_back(std::move(event));
      }
      store::Reading seen;
      store::Commit commit(seen);
      commit.change(view, change);
      const auto committed = co_await store.commit(std::move(commit));
      if (!committed) co_return failed(committed.error());
      if (committed->kind == store::Committed::Kind::done) ++moved;
    }
  }
  co_return refused(Why::busy,
                    "Some conversations keep changing while they are moved; apply the same again.");
}

}  // namespace

asio::awaitable<SettingsOutcome> change_settings(store::Store& store, SettingsChange change) {
  const auto& settings = change.settings;
  const auto& moves = change.moves;
  const auto busy = refused(Why::busy, "Somebody else is changing the settings at the same time; try again.");
  for (int attempt = 0; attempt < attempts; ++attempt) {
    store::Reading unused;
    const auto before = co_await store.settings(unused);
    if (!before) co_return failed(before.error());
    if (change.version && *change.version != before->version) co_return refused(Why::version);
    if (auto mistake = desk::wrong(moves, before->body, settings))
      co_return refused(Why::moves, *std::move(mistake));
    const auto window = std::max(before->body.timing.reopen_window, settings.timing.reopen_window);
    const auto between = desk::meanwhile(settings, moves);
    const auto unmoved = desk::dropped(before->body, between);
    const auto stranded = co_await who_needs(store, unmoved, window);
    if (!stranded) co_return stranded.error();
    if (!stranded->empty()) co_return refused(*stranded, unmoved);
    const auto written = co_await write(store, *before, between, unmoved);
    if (!written) co_return written.error();
    if (!*written) continue;
    if (moves.empty()) co_return SettingsChanged{0, before->version + 1};

    const auto moved = co_await move_all(store, moves, window);
    if (!moved) co_return moved.error();
    const auto now = co_await store.settings(unused);
    if (!now) co_return failed(now.error());
    if (now->body != between) co_return busy;
    std::vector<std::string> empty;
    for (const auto& move : moves) empty.push_back(move.from);
    const auto done = co_await write(store, *now, settings, std::move(empty));
    if (!done) co_return done.error();
    if (!*done) {
      if (change.version) change.version = now->version;  // ours, of the first step
      continue;
    }
    // Whoever read the settings of before and went there only now.
    const auto late = co_await move_all(store, moves, window);
    if (!late) co_return late.error();
    co_return SettingsChanged{*moved + *late, now->version + 1};
  }
  co_return busy;
}

std::string sentence(const Stranded& stranded, const std::function<std::string(const std::string&)>& how) {
  std::string all;
  for (const auto& [d, count] : stranded)
    all += fmt::format(
        "{}Department {} has {} conversation{} open, missed or still to be reopened; say where {}{}.",
        all.empty() ? "" : " ", d, count, count == 1 ? "" : "s", count == 1 ? "it goes" : "they go", how(d));
  return all;
}

}  // namespace baton::chat
