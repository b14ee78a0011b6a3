// How the store speaks to Redis: commands out, error replies turned into faults, functions loaded again where
// they are lost.
#include "server/store/redis_store.hpp"

#include <spdlog/spdlog.h>

#include "server/redis/info.hpp"
#include "server/store/functions.hpp"

namespace baton::store {
namespace {

bool function_is_missing(const redis::Reply& reply) {
  return reply.is_error() && reply.text.starts_with("ERR Function not found");
}

Fault fault_of(const boost::system::error_code& error) {
  return error == redis::Errc::refused ? Fault::refused : Fault::unknown;
}

// An error reply: the command was refused before it began, met a key that is not ours to read, or is a bug.
Fault fault_of(const redis::Reply& error) {
  if (redis::is_refusal(error.text)) return Fault::refused;
  spdlog::error("Redis answered: {}", error.text);
  const bool wrong_data = error.text.starts_with("WRONGTYPE") || error.text.starts_with("CORRUPT");
  return wrong_data ? Fault::corrupt : Fault::unknown;
}

// Loads the functions, and says in the log what keeps writes from being acknowledged.
boost::asio::awaitable<redis::Result<void>> load_beside_replica(redis::Link& link) {
  redis::Command command("INFO", "replication");
  const auto info = co_await link.run(std::move(command));
  if (!info) co_return info.error();
  const auto found = redis::replication_of(info->text);
  if (found.replicas == 0)
    spdlog::warn("redis: no replica follows this master; until one does, no write is acknowledged");
  else if (!found.guarded)
    spdlog::warn(
        "redis: min-replicas-to-write is not set, so that a master cut off still does what is then lost");
  else
    spdlog::info("redis: {} replica{}; each write is acknowledged once one has it", found.replicas,
                 found.replicas == 1 ? "" : "s");
  co_return co_await load_functions(link);
}

}  // namespace

std::string prefix_of(const std::string& site) { return "{" + site + "}:"; }

RedisStore::RedisStore(boost::asio::any_io_executor executor, redis::Link& commands,
                       redis::Subscriber& subscriber, const std::string& site)
    : executor_(std::move(executor)),
      link_(commands),
      subscriber_(subscriber),
      prefix_(prefix_of(site)),
      channels_(prefix_ + "ch:") {
  link_.on_ready([](redis::Link& link) { return load_functions(link); });
  subscriber_.on_message(
      [this](std::string_view channel, std::string_view payload) { heard(channel, payload); });
  subscriber_.on_ready([this] { restored(); });
  link_.on_change([this](bool) { restored(); });
}

void RedisStore::await_replica() {
  link_.confirm_writes({redis::Command("SET", key("replicated"), "1")});
  link_.on_ready([](redis::Link& link) { return load_beside_replica(link); });
}

// Whichever of the two comes back last: before that, positions could not be asked for.
void RedisStore::restored() {
  if (listener_ != nullptr && up()) listener_->on_restored();
}

bool RedisStore::up() const { return link_.up() && subscriber_.up(); }

// Pushes onto a list that is not there, which does nothing, and which Redis judges as any write that needs
// memory.
Task<std::optional<std::string>> RedisStore::refuses_writes() {
  Words command{"RPUSHX", key("nothing"), ""};
  const auto reply = co_await run(std::move(command));
  if (!reply && !link_.up()) co_return reply.error();
  std::optional<std::string> why;
  if (!reply) why = link_.last_error();
  co_return why;
}

RedisStore::Words RedisStore::function(const char* name, Words args) const {
  Words command{"FCALL", name, "1", prefix_};
  command.insert(command.end(), std::make_move_iterator(args.begin()), std::make_move_iterator(args.end()));
  return command;
}

Task<redis::Reply> RedisStore::run(Words command) { return issue(std::move(command), false); }
Task<redis::Reply> RedisStore::write(Words command) { return issue(std::move(command), true); }

Task<redis::Reply> RedisStore::issue(Words command, bool write) {
  for (bool again = false;; again = true) {
    redis::Command encoded(command);
    auto call = write ? link_.write(std::move(encoded)) : link_.run(std::move(encoded));
    auto reply = co_await std::move(call);
    if (!reply) co_return fault_of(reply.error());
    if (!reply->is_error()) co_return *std::move(reply);
    if (again || !function_is_missing(*reply)) co_return fault_of(*reply);
    const auto loaded = co_await load_functions(link_);
    if (!loaded) co_return Fault::refused;
  }
}

Task<std::vector<redis::Reply>> RedisStore::run_all(std::vector<Words> commands) {
  for (bool again = false;; again = true) {
    std::vector<redis::Command> encoded;
    for (const auto& command : commands) encoded.emplace_back(command);
    auto replies = co_await link_.run_all(std::move(encoded));
    if (!replies) co_return fault_of(replies.error());
    const redis::Reply* error = nullptr;
    for (const auto& reply : *replies)
      if (reply.is_error() && error == nullptr) error = &reply;
    if (error == nullptr) co_return *std::move(replies);
    if (again || !function_is_missing(*error)) co_return fault_of(*error);
    const auto loaded = co_await load_functions(link_);
    if (!loaded) co_return Fault::refused;
  }
}

Task<redis::Reply> RedisStore::read(Words command) {
  auto reply = co_await run(command);
  if (reply || reply.error() != Fault::refused || !link_.up()) co_return reply;
  command[1] += "_ro";
  co_return co_await run(std::move(command));
}

Task<std::vector<redis::Reply>> RedisStore::read_all(std::vector<Words> commands) {
  auto replies = co_await run_all(commands);
  if (replies || replies.error() != Fault::refused || !link_.up()) co_return replies;
  for (auto& command : commands) command[1] += "_ro";
  co_return co_await run_all(std::move(commands));
}

Task<void> RedisStore::publish(std::string channel, std::string payload) {
  Words command{"SPUBLISH", channels_ + channel, std::move(payload)};
  const auto reply = co_await run(std::move(command));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

}  // namespace baton::store
