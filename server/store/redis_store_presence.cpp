// Presence, timers and sign-ins of the store on Redis.
#include <algorithm>
#include <random>

#include "server/store/indexes.hpp"
#include "server/store/redis_store.hpp"
#include "server/store/redis_views.hpp"

namespace baton::store {

Task<void> RedisStore::join(std::string node, desk::Duration lease) {
  Words args{"join", std::move(node), std::to_string(lease)};
  auto command = function("presence_3", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

Task<Renewed> RedisStore::renew(std::string node, desk::Duration lease, bool reap) {
  Words args{"renew", std::move(node), std::to_string(lease), reap ? "1" : "0"};
  auto command = function("presence_3", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 1);
  if (!items) co_return items.error();
  Renewed answer;
  answer.reaped = (**items)[0].text == "reaped";
  for (std::size_t i = 1; i < (**items).size(); ++i) answer.gone.push_back((**items)[i].text);
  co_return answer;
}

Task<void> RedisStore::leave(std::string node) {
  for (;;) {
    Words args{"leave", node};
    auto command = function("presence_3", std::move(args));
    const auto reply = co_await run(std::move(command));
    if (!reply) co_return reply.error();
    if (reply->items.empty() || reply->items[0].text != "more") co_return Result<void>();
  }
}

Task<Here> RedisStore::here(std::string node, std::string person, PersonKind kind, int connections,
                            desk::Duration grace) {
  Words args{"here",
             std::move(node),
             std::move(person),
             kind == PersonKind::staff ? "s" : "v",
             std::to_string(std::max(connections, 0)),
             std::to_string(grace)};
  auto command = function("presence_3", std::move(args));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 1);
  if (!items) co_return items.error();
  Here answer;
  answer.reaped = (**items)[0].text == "reaped";
  answer.changed = (**items).size() > 1 && number_of((**items)[1]) == 1;
  co_return answer;
}

Task<Due> RedisStore::due(int most) {
  auto command = function("due_1", Words(1, std::to_string(std::max(most, 0))));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  const auto items = items_of(*reply, 2);
  if (!items) co_return items.error();
  Due answer;
  answer.now = number_of((**items)[0]);
  if (!(**items)[1].text.empty()) answer.next = number_of((**items)[1]);
  for (std::size_t i = 2; i < (**items).size(); ++i) answer.ripe.push_back(timer_of((**items)[i].text));
  co_return answer;
}

Task<void> RedisStore::drop_timer(Timer timer) {
  auto command = function("drop_timer_1", Words(1, timer_member(timer)));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

Task<std::optional<std::pair<std::string, std::string>>> RedisStore::password(std::string email) {
  auto command = function("password_2", Words(1, std::move(email)));
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  std::optional<std::pair<std::string, std::string>> answer;
  if (reply->items.size() == 2) answer.emplace(reply->items[0].text, reply->items[1].text);
  co_return answer;
}

Task<void> RedisStore::put_session(std::string hash, std::string staff, desk::Duration life) {
  const auto ms = std::to_string(std::max<desk::Duration>(life, 1));
  Words command{"SET", key("session:" + hash), std::move(staff), "PX", ms};
  const auto reply = co_await write(std::move(command));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

Task<std::optional<std::string>> RedisStore::session(std::string hash) {
  Words command{"GET", key("session:" + hash)};
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  std::optional<std::string> staff;
  if (!reply->is_nil()) staff = reply->text;
  co_return staff;
}

Task<void> RedisStore::drop_session(std::string hash) {
  Words command{"DEL", key("session:" + hash)};
  const auto reply = co_await write(std::move(command));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

Task<std::string> RedisStore::secret() {
  std::random_device random;  // the kernel's, with libstdc++ on Linux
  std::string mine;
  while (mine.size() < 32) mine.push_back(static_cast<char>(random() & 0xff));
  const Words command{"SET", key("secret"), mine, "NX", "GET"};
  const auto there = co_await run(command);
  if (!there) co_return there.error();
  if (!there->is_nil()) co_return there->text;
  // It is new: a node starts without a replica, but not on a secret that none has.
  const auto kept = co_await write(command);
  if (!kept) co_return kept.error();
  co_return kept->text;
}

}  // namespace baton::store
