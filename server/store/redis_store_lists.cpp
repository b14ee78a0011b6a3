// What consoles' lists show, how queues stand (functions/lists.lua, queues.lua) and what the ledger has, read
// from Redis.
#include <algorithm>

#include "server/store/body_codec.hpp"
#include "server/store/ledger_codec.hpp"
#include "server/store/redis_store.hpp"
#include "server/store/redis_views.hpp"
#include "server/store/words.hpp"

namespace baton::store {
namespace {

// An entry of the stream; not_found for one of a Baton that wrote no summaries yet.
Result<Listed> listed_of(const redis::Reply& entry, const std::string& department) {
  const auto items = items_of(entry, 2);
  if (!items) return items.error();
  auto fields = pairs_of((**items)[1]);
  if (!fields.contains("summary")) return Fault::not_found;
  auto summary = decode_conversation(fields["summary"]);
  if (!summary) return summary.error();
  // The id is `<seq>-0`.
  const auto& id = (**items)[0].text;
  return Listed{department, std::stoull(id), std::move(fields["epoch"]), *std::move(summary)};
}

FeedPage::Status status_of(const std::string& word) {
  if (word == "trimmed") return FeedPage::Status::trimmed;
  return word == "back" ? FeedPage::Status::back : FeedPage::Status::ok;
}

Result<LedgerLine> line_of(const redis::Reply& entry) {
  const auto items = items_of(entry, 2);
  if (!items) return items.error();
  const auto& id = (**items)[0].text;
  const auto place = ledger_place(id);
  if (!place) return Fault::corrupt;
  auto line = decode_ledger_entry(pairs_of((**items)[1])["e"]);
  if (!line) return line.error();
  return LedgerLine{id, place->at, *std::move(line)};
}

}  // namespace

Task<Lists> RedisStore::lists(std::vector<std::string> departments, std::vector<desk::State> states) {
  Words args{std::to_string(most_listed), std::to_string(departments.size())};
  args.insert(args.end(), departments.begin(), departments.end());
  for (const auto state : states) args.emplace_back(word(state));
  auto command = function("lists_1", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 1 + departments.size());
  if (!items) co_return items.error();
  const auto& parts = **items;
  Lists lists;
  lists.more = number_of(parts[0]) == 1;
  for (std::size_t i = 0; i < departments.size(); ++i) {
    const auto place = items_of(parts[1 + i], 2);
    if (!place) co_return place.error();
    lists.feeds[departments[i]] = {seq_of((**place)[0]), (**place)[1].text};
  }
  for (auto i = 1 + departments.size(); i < parts.size(); ++i) {
    auto summary = decode_conversation(parts[i].text);
    if (!summary) co_return summary.error();
    // What is on its way from one of these departments to another stands in both, side by side.
    const bool twice = !lists.summaries.empty() && lists.summaries.back().id == summary->id;
    if (!twice) lists.summaries.push_back(*std::move(summary));
  }
  co_return lists;
}

Task<FeedPage> RedisStore::feed(std::string department, FeedPosition after, int limit) {
  const auto most = std::clamp(limit, 1, static_cast<int>(most_fed));
  Words args{department, std::to_string(after.seq), after.epoch, std::to_string(most)};
  auto command = function("feed_1", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 3);
  if (!items) co_return items.error();
  const auto& parts = **items;
  FeedPage page;
  page.status = status_of(parts[0].text);
  page.last = {seq_of(parts[1]), parts[2].text};
  for (std::size_t i = 3; i < parts.size(); ++i) {
    auto entry = listed_of(parts[i], department);
    if (!entry && entry.error() == Fault::not_found) {
      page.status = FeedPage::Status::trimmed;
      page.entries.clear();
      continue;
    }
    if (!entry) co_return entry.error();
    page.entries.push_back(*std::move(entry));
  }
  co_return page;
}

Task<LedgerPage> RedisStore::ledger(Time from, Time to, std::optional<std::string> cursor, int limit) {
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, most_lines));
  LedgerPage page;
  auto start = text_of(LedgerPlace{std::max(from, Time{0}), 0});
  const auto behind = cursor ? ledger_place(*cursor) : std::nullopt;
  if (behind && behind->at >= from) {
    from = behind->at;
    start = "(" + text_of(*behind);
  }
  if (to <= std::max(from, Time{0})) co_return page;  // no interval that Redis takes
  Words command{"XRANGE", key("ledger"), start, "(" + text_of(LedgerPlace{to, 0}), "COUNT"};
  command.push_back(std::to_string(most + 1));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  for (const auto& entry : reply->items) {
    auto line = line_of(entry);
    if (!line) co_return line.error();
    page.lines.push_back(*std::move(line));
  }
  if (page.lines.size() > most) {
    page.lines.pop_back();
    page.cursor = page.lines.back().id;
  }
  co_return page;
}

Task<QueuesView> RedisStore::queues(std::vector<std::string> departments) {
  auto command = function("queues_1", departments);
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2 + departments.size());
  if (!items) co_return items.error();
  const auto& parts = **items;
  QueuesView view;
  view.now = number_of(parts[0]);
  for (const auto& person : parts[1].items) {
    auto staff = staff_of(person, view.now);
    if (!staff) co_return staff.error();
    view.staff.push_back(*std::move(staff));
  }
  for (std::size_t i = 0; i < departments.size(); ++i) {
    const auto queue = items_of(parts[2 + i], 2);
    if (!queue) co_return queue.error();
    view.queues.push_back({departments[i], seq_of((**queue)[0]), std::nullopt});
    const auto& oldest = (**queue)[1];
    if (!oldest.text.empty()) view.queues.back().oldest_us = number_of(oldest);
  }
  co_return view;
}

Task<std::vector<std::optional<std::uint64_t>>> RedisStore::positions(
    std::string department, std::vector<std::string> conversations) {
  Words args{std::move(department)};
  args.insert(args.end(), conversations.begin(), conversations.end());
  auto command = function("positions_1", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, conversations.size());
  if (!items) co_return items.error();
  std::vector<std::optional<std::uint64_t>> positions(conversations.size());
  for (std::size_t i = 0; i < conversations.size(); ++i)
    if (!(**items)[i].text.empty()) positions[i] = seq_of((**items)[i]);
  co_return positions;
}

}  // namespace baton::store
