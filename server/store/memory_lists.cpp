// The lists, feeds, queues and the ledger of the memory store.
#include <algorithm>

#include "server/store/ledger_codec.hpp"
#include "server/store/memory_store.hpp"

namespace baton::store {

Task<Lists> MemoryStore::lists(std::vector<std::string> departments, std::vector<desk::State> states) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  Lists lists;
  for (const auto& department : departments) {
    const auto& kept = state_->data.feeds[department];
    lists.feeds[department] =
        kept.empty() ? FeedPosition{} : FeedPosition{kept.back().seq, kept.back().epoch};
  }
  std::size_t read = 0;
  for (const auto state : states) {
    std::vector<SortedSet::Entry> heads;
    for (const auto& department : departments) {
      const auto& set = state_->set(listed_key(department, state)).in_order();
      heads.insert(heads.end(), set.begin(), set.end());
    }
    std::sort(heads.rbegin(), heads.rend());
    for (const auto& [at, id] : heads) {
      lists.more = read++ == most_listed;
      if (lists.more) co_return lists;
      // What is on its way from one of these departments to another stands in both, side by side.
      if (!lists.summaries.empty() && lists.summaries.back().id == id) continue;
      lists.summaries.push_back(summary_of(state_->data.conversations.at(id).body));
    }
  }
  co_return lists;
}

Task<FeedPage> MemoryStore::feed(std::string department, FeedPosition after, int limit) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto& kept = state_->data.feeds[department];
  FeedPage page;
  if (!kept.empty()) page.last = {kept.back().seq, kept.back().epoch};
  const auto first = kept.empty() ? 1 : kept.front().seq;
  const auto there = after.seq >= first && after.seq <= page.last.seq;
  if (after.seq > page.last.seq ||
      (there && !after.epoch.empty() && kept[after.seq - first].epoch != after.epoch)) {
    page.status = FeedPage::Status::back;
  } else if (after.seq + 1 < first || (!after.epoch.empty() && !there)) {
    page.status = FeedPage::Status::trimmed;
    page.entries.push_back(kept.back());
  } else {
    const auto most = static_cast<std::size_t>(std::clamp(limit, 1, static_cast<int>(most_fed)));
    for (auto i = after.seq + 1 - first; i < kept.size() && page.entries.size() < most; ++i)
      page.entries.push_back(kept[i]);
  }
  co_return page;
}

void MemoryStore::write_feeds(const Commit::ConversationWrite& write) {
  for (const auto& department : feeds(write)) {
    auto& kept = state_->data.feeds[department];
    const auto seq = kept.empty() ? 1 : kept.back().seq + 1;
    kept.push_back({department, seq, state_->epoch, summary_of(write.after)});
    if (kept.size() > most_fed) kept.pop_front();
    state_->publish("feed:" + department,
                    [entry = kept.back()](Listener& listener) { listener.on_feed(entry); });
  }
}

Task<void> MemoryStore::follow_feed(std::string department) {
  co_await turn();
  ear_->channels.insert("feed:" + department);
  if (!up()) co_return Fault::refused;
  co_return Result<void>();
}

void MemoryStore::unfollow_feed(const std::string& department) { ear_->channels.erase("feed:" + department); }

Task<LedgerPage> MemoryStore::ledger(Time from, Time to, std::optional<std::string> cursor, int limit) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, most_lines));
  const auto behind = cursor ? ledger_place(*cursor) : std::nullopt;
  LedgerPage page;
  for (const auto& line : state_->data.ledger) {
    if (line.at < from || line.at >= to || (behind && *ledger_place(line.id) <= *behind)) continue;
    if (page.lines.size() == most) {
      page.cursor = page.lines.back().id;
      break;
    }
    page.lines.push_back(line);
  }
  co_return page;
}

Task<QueuesView> MemoryStore::queues(std::vector<std::string> departments) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  QueuesView view;
  view.now = state_->now();
  for (const auto& [id, staff] : state_->data.staff)
    if (state_->data.at.contains(id)) view.staff.push_back(state_->view(staff));
  for (const auto& department : departments) {
    view.queues.push_back({department, state_->set(waiting_key(department)).size(), std::nullopt});
    const auto& arrivals = state_->set(arrivals_key(department)).in_order();
    if (!arrivals.empty()) view.queues.back().oldest_us = arrivals.begin()->first;
  }
  co_return view;
}

Task<std::vector<std::optional<std::uint64_t>>> MemoryStore::positions(
    std::string department, std::vector<std::string> conversations) {
  co_await turn();
  if (!up()) co_return Fault::refused;
  const auto& waiting = state_->set(waiting_key(department));
  std::vector<std::optional<std::uint64_t>> positions(conversations.size());
  for (std::size_t i = 0; i < conversations.size(); ++i)
    if (const auto rank = waiting.rank(conversations[i])) positions[i] = *rank + 1;
  co_return positions;
}

}  // namespace baton::store
