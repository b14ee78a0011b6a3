// `append_4` through RedisStore against bare XADD on the same link and the same throw-away Redis (append-only
// file on): what dedupe, rights, sequence and publication cost beside the write itself.
#include <boost/asio/co_spawn.hpp>

#include "server/desk/lifecycle.hpp"
#include "server/store/redis_store.hpp"
#include "tests/bench/measure.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::bench {
namespace {

constexpr int appends = 4000;  // a run; a log takes 5 000

struct Site {
  Site()
      : link(context.get_executor(), server.options()),
        subscriber(context.get_executor(), server.options()),
        store(context.get_executor(), link, subscriber, "bench") {
    link.start();
    subscriber.start();
    if (!test::run_until(context, [this] { return store.up(); })) throw std::runtime_error("Redis is not up");
  }
  ~Site() {
    subscriber.stop();
    link.stop();
    context.restart();
    context.poll();
  }
  std::string conversation() {
    const auto id = "c" + std::to_string(++made);
    desk::VisitorCard card;
    card.id = "v1";
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, desk::start({id, "care", card, "start-" + id, "hello", {}}, {.now = 1}));
    if (!test::run(context, store.commit(commit))) throw std::runtime_error("the conversation was not made");
    return id;
  }

  test::TestRedis server;
  boost::asio::io_context context;
  redis::Link link;
  redis::Subscriber subscriber;
  store::RedisStore store;
  int made = 0;
};

const std::string text(120, 'x');

boost::asio::awaitable<void> caller_of_append(store::Store& store, std::string conversation, int count,
                                              int& done) {
  for (int i = 0; i < count; ++i) {
    store::Append message;
    message.conversation = conversation;
    message.method = "message.send";
    message.event = {{"v1", "Vera", desk::Role::visitor}, "cid-" + std::to_string(i), desk::Message{text}};
    const auto landed = co_await store.append(std::move(message));
    if (!landed || landed->landed != store::Landed::done) throw std::runtime_error("an append was refused");
  }
  ++done;
}

boost::asio::awaitable<void> caller_of_xadd(redis::Link& link, std::string key, int count, int& done) {
  for (int i = 0; i < count; ++i) {
    redis::Command command("XADD", key, "*", "e", text);
    const auto reply = co_await link.run(std::move(command));
    if (!reply || reply->is_error()) throw std::runtime_error("an XADD was refused");
  }
  ++done;
}

void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

void append(benchmark::State& state) {
  static Site site;
  const auto callers = static_cast<int>(state.range(0));
  const auto each = appends / callers;
  std::vector<std::string> conversations;
  const auto fresh = [&] {
    conversations.clear();
    for (int i = 0; i < callers; ++i) conversations.push_back(site.conversation());
  };
  const auto wait = [&](const int& done) {
    if (!test::run_until(
            site.context, [&] { return done == callers; }, std::chrono::seconds(60)))
      throw std::runtime_error("too slow");
  };
  const auto ours = [&] {
    int done = 0;
    for (const auto& c : conversations)
      boost::asio::co_spawn(site.context, caller_of_append(site.store, c, each, done), rethrow);
    wait(done);
  };
  const auto bare = [&] {
    int done = 0;
    for (const auto& c : conversations)
      boost::asio::co_spawn(site.context, caller_of_xadd(site.link, "bare:" + c, each, done), rethrow);
    wait(done);
  };
  against(state, each * callers, ours, bare, fresh);
}
BENCHMARK(append)->Arg(1)->Arg(16)->Arg(64)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace baton::bench
