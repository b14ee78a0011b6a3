// The reading half of the store on Redis. Checks of what was read are entered here.
#include <algorithm>
#include <charconv>

#include "server/store/body_codec.hpp"
#include "server/store/redis_store.hpp"
#include "server/store/redis_views.hpp"

namespace baton::store {
namespace {

constexpr int most_events_a_page = 200;
constexpr std::size_t most_commands = 200;  // in one write

// "score:id" of a cursor; two empty strings for one that cannot be read.
std::pair<std::string, std::string> place_of(const std::optional<std::string>& cursor) {
  if (!cursor) return {};
  const auto colon = cursor->find(':');
  std::int64_t score = 0;
  const auto* const end = cursor->data() + std::min(colon, cursor->size());
  const auto [stop, error] = std::from_chars(cursor->data(), end, score);
  if (colon == std::string::npos || error != std::errc{} || stop != end) return {};
  return {std::to_string(score), cursor->substr(colon + 1)};
}

template <class Event>
Page<Event> page_of(Resumed&& from, std::vector<Recorded<Event>>&& events, Seq last) {
  return {from.status, std::move(from.epoch), std::move(events), last};
}

}  // namespace

Task<ConversationView> RedisStore::conversation(std::string id, Reading& seen) {
  auto command = function("look_2", Words(1, id));
  const auto reply = co_await read(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  auto view = conversation_of((**items)[1], number_of((**items)[0]));
  if (view) seen.add(version_check(view->sealed ? sealed_key(id) : conversation_key(id), view->version));
  co_return view;
}

Task<std::vector<ConversationView>> RedisStore::conversations(std::vector<std::string> ids) {
  std::vector<ConversationView> views;
  for (std::size_t from = 0; from < ids.size(); from += most_commands) {
    std::vector<Words> commands;
    for (auto i = from; i < std::min(ids.size(), from + most_commands); ++i)
      commands.push_back(function("look_2", Words(1, ids[i])));
    const auto replies = co_await read_all(std::move(commands));
    if (!replies) co_return replies.error();
    for (const auto& reply : *replies) {
      const auto items = items_of(reply, 2);
      if (!items) co_return items.error();
      auto view = conversation_of((**items)[1], number_of((**items)[0]));
      if (!view && view.error() == Fault::not_found) continue;
      if (!view) co_return view.error();
      views.push_back(*std::move(view));
    }
  }
  co_return views;
}

Task<StaffView> RedisStore::staff(std::string id, Reading& seen) {
  auto command = function("staff_2", Words(1, id));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 1);
  if (!items) co_return items.error();
  if ((**items).size() < 2) co_return Fault::not_found;
  auto view = staff_of((**items)[1], number_of((**items)[0]));
  if (view) seen.add(version_check(staff_key(id), view->version));
  co_return view;
}

Task<std::vector<StaffView>> RedisStore::all_staff() {
  auto command = function("staff_2", Words());
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 1);
  if (!items) co_return items.error();
  std::vector<StaffView> views;
  for (std::size_t i = 1; i < (**items).size(); ++i) {
    auto view = staff_of((**items)[i], number_of((**items)[0]));
    if (!view) co_return view.error();
    views.push_back(*std::move(view));
  }
  co_return views;
}

Task<VisitorView> RedisStore::visitor(std::string id, Reading& seen) {
  Words command{"HMGET", key(visitor_key(id)), "v", "body"};
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  if ((**items)[0].is_nil()) co_return Fault::not_found;
  auto body = decode_visitor((**items)[1].text);
  if (!body) co_return body.error();
  VisitorView view;
  view.body = *std::move(body);
  view.version = seq_of((**items)[0]);
  seen.add(version_check(visitor_key(id), view.version));
  co_return view;
}

Task<SettingsView> RedisStore::settings(Reading& seen) {
  Words command{"HMGET", key("settings"), "v", "body"};
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  SettingsView view;
  if (!(**items)[0].is_nil()) {
    auto body = decode_settings((**items)[1].text);
    if (!body) co_return body.error();
    view.body = *std::move(body);
    view.version = seq_of((**items)[0]);
  }
  seen.add(version_check("settings", view.version));
  co_return view;
}

RedisStore::Words RedisStore::sync_of(const Position& position, const std::string& visitor, bool log,
                                      int limit) const {
  return function("sync_2",
                  {position.conversation, position.epoch, log ? std::to_string(position.log) : "",
                   position.notes ? std::to_string(*position.notes) : "", std::to_string(limit), visitor});
}

Task<std::vector<Resumed>> RedisStore::synced(std::vector<Position> positions, std::string visitor) {
  std::vector<Resumed> answers;
  for (std::size_t from = 0; from < positions.size(); from += most_commands) {
    const auto to = std::min(positions.size(), from + most_commands);
    std::vector<Words> commands;
    for (auto i = from; i < to; ++i)
      commands.push_back(sync_of(positions[i], visitor, true, most_events_a_page));
    const auto replies = co_await read_all(std::move(commands));
    if (!replies) co_return replies.error();
    for (auto i = from; i < to; ++i) {
      auto answer = resumed_of((*replies)[i - from], positions[i], visitor, most_events_a_page);
      if (!answer) co_return answer.error();
      answers.push_back(*std::move(answer));
    }
  }
  co_return answers;
}

Task<std::vector<Resumed>> RedisStore::resume(std::vector<Position> positions) {
  co_return co_await synced(std::move(positions), "");
}

Task<Greeting> RedisStore::greet(std::string visitor, std::vector<Position> resume) {
  std::vector<Words> commands{function("greet_2", Words(1, visitor))};
  if (resume.size() >= most_commands) resume.resize(most_commands);
  for (auto& position : resume) {
    position.notes.reset();
    commands.push_back(sync_of(position, visitor, true, most_events_a_page));
  }
  const auto replies = co_await read_all(std::move(commands));
  if (!replies) co_return replies.error();
  const auto items = items_of(replies->front(), 4);
  if (!items) co_return items.error();
  Greeting greeting;
  greeting.now = number_of((**items)[0]);
  greeting.visitor_version = seq_of((**items)[1]);
  if (greeting.visitor_version > 0) {
    auto body = decode_visitor((**items)[2].text);
    if (!body) co_return body.error();
    greeting.visitor = *std::move(body);
  }
  auto latest = conversation_of((**items)[3], greeting.now);
  if (!latest && latest.error() != Fault::not_found) co_return latest.error();
  if (latest) greeting.latest = *std::move(latest);
  for (std::size_t i = 0; i < resume.size(); ++i) {
    auto answer = resumed_of((*replies)[i + 1], resume[i], visitor, most_events_a_page);
    if (!answer) co_return answer.error();
    greeting.resumed.push_back(*std::move(answer));
  }
  co_return greeting;
}

Task<Resumed> RedisStore::page(Position position, bool log, int limit) {
  const auto most = std::clamp(limit, 1, most_events_a_page);
  auto command = sync_of(position, "", log, most);
  const auto reply = co_await read(std::move(command));
  if (!reply) co_return reply.error();
  co_return resumed_of(*reply, position, "", most);
}

Task<Page<desk::LogEvent>> RedisStore::log(std::string conversation, Seq after, std::string epoch,
                                           int limit) {
  Position position{std::move(conversation), std::move(epoch), after, std::nullopt};
  auto got = co_await page(std::move(position), true, limit);
  if (!got) co_return got.error();
  auto events = std::move(got->log);
  co_return page_of(*std::move(got), std::move(events), got->last_log);
}

Task<Page<desk::NotesEvent>> RedisStore::notes(std::string conversation, Seq after, std::string epoch,
                                               int limit) {
  // Nothing of the log is asked for: as if all of it was known.
  Position position{std::move(conversation), std::move(epoch), ~Seq{0}, after};
  auto got = co_await page(std::move(position), false, limit);
  if (!got) co_return got.error();
  auto events = std::move(got->notes);
  co_return page_of(*std::move(got), std::move(events), got->last_notes);
}

Task<DeskView> RedisStore::desk(std::string department, int most) {
  DeskView desk;
  if (most < 1) co_return desk;
  Words args{department, std::to_string(most)};
  auto command = function("desk_2", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  desk.now = number_of((**items)[0]);
  for (const auto& person : (**items)[1].items) {
    auto view = staff_of(person, desk.now);
    if (!view) co_return view.error();
    desk.staff.push_back(*std::move(view));
  }
  for (std::size_t i = 2; i < (**items).size(); ++i) {
    const auto head = items_of((**items)[i], 3);
    if (!head) co_return head.error();
    auto view = conversation_of((**head)[2], desk.now);
    if (!view && view.error() == Fault::not_found) continue;
    if (!view) co_return view.error();
    desk.waiting.push_back({*std::move(view), (**head)[0].text, number_of((**head)[1])});
  }
  std::sort(desk.waiting.begin(), desk.waiting.end(), [](const DeskView::Head& x, const DeskView::Head& y) {
    return x.virtual_start != y.virtual_start ? x.virtual_start < y.virtual_start
                                              : x.view.body.id < y.view.body.id;
  });
  co_return desk;
}

Task<desk::Queue> RedisStore::waiting(std::string department) {
  std::vector<Words> commands{{"ZCARD", key(waiting_key(department))}, {"HGET", key("full"), department}};
  const auto replies = co_await run_all(std::move(commands));
  if (!replies) co_return replies.error();
  co_return desk::Queue{number_of((*replies)[0]), !(*replies)[1].is_nil()};
}

Task<std::optional<First>> RedisStore::first(Call call) {
  const auto mark = call.sender + ":" + call.cid;
  constexpr std::string_view of_conversation = "cid:";
  const bool in_log = call.key.starts_with(of_conversation);
  Words args{call.key, mark, in_log ? call.key.substr(of_conversation.size()) : ""};
  auto command = function("first_2", std::move(args));
  std::optional<First> found;
  const auto known = co_await run(command);
  if (!known) co_return known.error();
  if (known->items.size() < 2) co_return found;
  // It becomes a promise now, perhaps for the first time: that of a write, read once more behind a replica.
  const auto reply = co_await write(std::move(command));
  if (!reply) co_return reply.error();
  if (reply->items.size() < 2) co_return found;
  if (reply->items[0].text == "known") {
    found = first_of(reply->items[1].text);
    co_return found;
  }
  const auto sealed = decode_sealed(reply->items[1].text);
  if (!sealed) co_return sealed.error();
  if (const auto* stored = first_in(*sealed, mark)) found = first_of(*stored);
  co_return found;
}

Task<Listing> RedisStore::list(List which, std::string of, std::optional<std::string> cursor, int limit) {
  const auto most = static_cast<std::size_t>(std::clamp(limit, 1, 100));
  const auto [score, id] = place_of(cursor);
  Words args{list_key(which, of), std::to_string(most + 1), score, id};
  auto command = function("list_2", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  Listing listing;
  const auto& items = reply->items;
  for (std::size_t i = 0; i + 1 < items.size() && listing.ids.size() < most; i += 2)
    listing.ids.push_back(items[i].text);
  if (items.size() > 2 * most) listing.cursor = items[2 * most - 1].text + ":" + items[2 * most - 2].text;
  co_return listing;
}

}  // namespace baton::store
