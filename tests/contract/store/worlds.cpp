// The two kinds of store as worlds. Both run on the clock of this machine.
#include <chrono>

#include "server/store/memory_store.hpp"
#include "server/store/redis_store.hpp"
#include "tests/contract/store/world.hpp"

namespace baton::test {
namespace {

std::int64_t microseconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

class MemoryWorld final : public World {
public:
  store::Store& node(int which) override { return which == 0 ? first_ : second_; }
  void remember() override { kept_ = state_->data; }
  void fail_over(bool lose) override {
    if (lose) state_->data = kept_;
    state_->epoch = "memory-" + std::to_string(++incarnation_);
  }

private:
  int incarnation_ = 1;
  std::shared_ptr<store::MemoryState> state_ = std::make_shared<store::MemoryState>(microseconds);
  store::MemoryData kept_;
  store::MemoryStore first_{context.get_executor(), state_};
  store::MemoryStore second_{context.get_executor(), state_};
};

// One Redis for the whole run, one site a world.
TestRedis& redis() {
  static TestRedis one({"--enable-debug-command", "yes"});
  return one;
}

struct RedisNode {
  RedisNode(boost::asio::io_context& context, const std::string& site)
      : commands(context.get_executor(), redis().options()),
        subscriber(context.get_executor(), redis().options()),
        store(context.get_executor(), commands, subscriber, site) {
    commands.start();
    subscriber.start();
  }
  redis::Link commands;
  redis::Subscriber subscriber;
  store::RedisStore store;
};

class RedisWorld final : public World {
public:
  RedisWorld() {
    if (!until([&] { return first_.store.up() && second_.store.up(); })) ADD_FAILURE() << "no store";
  }
  ~RedisWorld() override {
    for (auto* node : {&first_, &second_}) {
      node->subscriber.stop();
      node->commands.stop();
    }
    context.restart();
    context.poll();
  }
  store::Store& node(int which) override { return which == 0 ? first_.store : second_.store; }
  void remember() override {
    kept_.clear();
    for (const auto& key : keys()) kept_.emplace_back(key, redis().ask("DUMP", key).text);
  }
  void fail_over(bool lose) override {
    if (lose) {
      for (const auto& key : keys()) redis().ask("DEL", key);
      for (const auto& [key, value] : kept_) redis().ask("RESTORE", key, 0, value);
    }
    redis().ask("DEBUG", "CHANGE-REPL-ID");
  }

private:
  std::vector<std::string> keys() const {
    std::vector<std::string> names;
    for (const auto& item : redis().ask("KEYS", "{" + site_ + "}:*").items) names.push_back(item.text);
    return names;
  }
  static std::string next_site() {
    static int sites = 0;
    return "site" + std::to_string(++sites);
  }

  std::string site_ = next_site();
  std::vector<std::pair<std::string, std::string>> kept_;
  RedisNode first_{context, site_};
  RedisNode second_{context, site_};
};

}  // namespace

std::unique_ptr<World> make_memory_world() { return std::make_unique<MemoryWorld>(); }
std::unique_ptr<World> make_redis_world() { return std::make_unique<RedisWorld>(); }

}  // namespace baton::test
