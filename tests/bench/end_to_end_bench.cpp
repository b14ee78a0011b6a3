// One node in this process (transport, api, chat, RedisStore on a throw-away Redis) and its clients over real
// loopback sockets: visitors who send one message after the other, and the agent who reads them all. Beside
// it, in the same run, the bare round trip to that Redis.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <charconv>
#include <thread>

#include "server/api/encoder.hpp"
#include "server/api/gate.hpp"
#include "server/chat/ids.hpp"
#include "server/store/redis_store.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/wire_client.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::bench {
namespace {

namespace asio = boost::asio;
constexpr int messages = 300;  // of each visitor, a run

api::GateOptions unlimited() {
  api::GateOptions options;
  options.messages_per_minute = 100'000'000;
  options.burst = 1'000'000;
  return options;
}

// The node, on a thread of its own.
struct Node {
  explicit Node(const test::TestRedis& redis)
      : link(io.get_executor(), redis.options()),
        subscriber(io.get_executor(), redis.options()),
        store(io.get_executor(), link, subscriber, "default"),
        node(io.get_executor(), store, encoder, worker, {}),
        gate(io.get_executor(), node, metrics, unlimited(), files),
        server(io.get_executor(), {}, gate) {
    link.start();
    subscriber.start();
    if (!test::run_until(io, [this] { return store.up(); })) throw std::runtime_error("Redis is not up");
    desk::Settings settings;
    settings.departments = {{"care", "Care"}};
    desk::Staff ana;
    ana.id = "ana";
    ana.name = "Ana";
    ana.email = "ana@example.org";
    ana.roles = {desk::StaffRole::agent};
    ana.departments = {"care"};
    ana.presence = desk::Presence::online;
    ana.capacity = 50;
    store::Commit commit{store::Reading{}};
    commit.change(store::SettingsView{}, settings);
    commit.change(std::nullopt, ana);
    const auto made = test::run(io, store.commit(commit));
    const auto session = test::run(io, store.put_session(chat::hash_hex("token"), "ana", 10'000'000));
    if (!made || !session) throw std::runtime_error("the site was not made");
    node.start();
    if (!test::run_until(io, [this] { return node.ready(); }))
      throw std::runtime_error("the node is not ready");
    port = *server.listen("127.0.0.1", 0, false);
    io.restart();
    thread = std::thread([this] { io.run(); });
  }
  ~Node() {
    asio::post(io, [this] { io.stop(); });
    thread.join();
    worker.stop();
  }

  asio::io_context io{1};
  redis::Link link;
  redis::Subscriber subscriber;
  store::RedisStore store;
  api::Encoder encoder;
  chat::PasswordWorker worker;
  chat::Node node;
  api::Metrics metrics{"bench"};
  std::vector<net::StaticFiles> files;
  api::Gate gate;
  net::Server server;
  std::uint16_t port = 0;
  std::thread thread;
};

std::string call(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}
std::string field(const std::string& frame, const std::string& name) {
  const auto start = frame.find("\"" + name + "\":\"") + name.size() + 4;
  return frame.substr(start, frame.find('"', start) - start);
}

struct Bench {
  struct Visitor {
    explicit Visitor(asio::any_io_executor executor) : wire(std::move(executor)) {}
    WireClient wire;
    std::string conversation;
  };

  explicit Bench(int visitors) {
    link.start();
    if (!test::run_until(io, [this] { return link.up(); })) throw std::runtime_error("Redis is not up");
    test::run(io, hello());
    for (int i = 0; i < visitors; ++i) {
      people.push_back(std::make_unique<Visitor>(io.get_executor()));
      test::run(io, arrive(*people.back()));
    }
    asio::co_spawn(io, hear(), [this](std::exception_ptr error) { ended = error; });
  }
  ~Bench() {
    agent.close();
    for (auto& v : people) v->wire.close();
    link.stop();
    io.restart();
    io.poll();
  }

  asio::awaitable<void> hello() {
    co_await agent.open(node.port);
    co_await agent.send(call("hello", R"({"role":"staff","token":"token"})"));
    co_await agent.next_with("\"result\"");
  }
  asio::awaitable<void> arrive(Visitor& v) {
    co_await v.wire.open(node.port);
    co_await v.wire.send(call("hello", R"({"role":"visitor"})"));
    co_await v.wire.next_with("\"result\"");
    co_await v.wire.send(call("conversation.start", R"({"cid":"start","text":"hello"})"));
    co_await v.wire.next_with("\"kind\":\"assigned\"");
    auto copy = call("conversation.start", R"({"cid":"start","text":"hello"})");
    co_await v.wire.send(std::move(copy));
    const auto again = co_await v.wire.next_with("\"result\"");
    const auto at = again.find("\"conversation\":{");
    v.conversation = field(again.substr(at), "id");
  }
  // What the agent hears: each message's text is the moment it was sent.
  asio::awaitable<void> hear() {
    for (;;) {
      const auto frame = co_await agent.next_with("\"kind\":\"message\"");
      const auto text = field(frame, "text");
      std::int64_t sent = 0;
      std::from_chars(text.data(), text.data() + text.size(), sent);
      if (sent > 0) events.push_back(Clock::now().time_since_epoch() - std::chrono::nanoseconds(sent));
    }
  }
  asio::awaitable<void> talk(Visitor& v, int run, int& done) {
    for (int i = 0; i < messages; ++i) {
      const auto start = Clock::now();
      const auto cid = std::to_string(run) + "-" + std::to_string(i);
      const auto now = std::to_string(std::chrono::nanoseconds(start.time_since_epoch()).count());
      auto frame = call("message.send", R"({"conversation":")" + v.conversation + R"(","cid":")" + cid +
                                            R"(","text":")" + now + "\"}");
      co_await v.wire.send(std::move(frame));
      const auto answer = co_await v.wire.next_with("\"id\":1");
      if (answer.find("\"result\"") == std::string::npos) throw std::runtime_error("refused: " + answer);
      results.push_back(Clock::now() - start);
    }
    ++done;
  }
  asio::awaitable<void> ping(int count) {
    for (int i = 0; i < count; ++i) {
      const auto start = Clock::now();
      redis::Command command("PING");
      const auto pong = co_await link.run(std::move(command));
      if (!pong) throw std::runtime_error("Redis does not answer");
      pings.push_back(Clock::now() - start);
    }
  }
  void wait(const std::function<bool()>& condition) {
    if (!test::run_until(io, condition, std::chrono::seconds(60))) throw std::runtime_error("too slow");
  }

  test::TestRedis redis;
  Node node{redis};
  asio::io_context io{1};
  redis::Link link{io.get_executor(), redis.options()};
  WireClient agent{io.get_executor()};
  std::vector<std::unique_ptr<Visitor>> people;
  std::exception_ptr ended;
  std::vector<Clock::duration> results, events, pings;
};

void message(benchmark::State& state) {
  const auto visitors = static_cast<int>(state.range(0));
  Bench bench(visitors);
  double time = 0;
  int run = 0;
  for (auto _ : state) {
    test::run(bench.io, bench.ping(messages));
    ++run;
    int done = 0;
    const auto before = bench.events.size();
    const auto took = seconds([&] {
      for (auto& v : bench.people)
        asio::co_spawn(bench.io, bench.talk(*v, run, done), [](std::exception_ptr error) {
          if (error) std::rethrow_exception(error);
        });
      const auto all = before + static_cast<std::size_t>(visitors * messages);
      bench.wait([&] { return done == visitors && bench.events.size() >= all; });
    });
    state.SetIterationTime(took);
    time += took;
  }
  auto& counters = state.counters;
  counters["messages_per_s"] = static_cast<double>(bench.results.size()) / time;
  counters["result_p50_us"] = quantile_us(bench.results, 0.5);
  counters["result_p99_us"] = quantile_us(bench.results, 0.99);
  counters["event_p50_us"] = quantile_us(bench.events, 0.5);
  counters["event_p99_us"] = quantile_us(bench.events, 0.99);
  counters["redis_p50_us"] = quantile_us(bench.pings, 0.5);
  counters["redis_p99_us"] = quantile_us(bench.pings, 0.99);
  counters["result_over_redis"] = quantile_us(bench.results, 0.5) / quantile_us(bench.pings, 0.5);
  counters["event_over_redis"] = quantile_us(bench.events, 0.5) / quantile_us(bench.pings, 0.5);
}
// A log takes 5 000 messages: iterations × messages stay below.
BENCHMARK(message)->Arg(1)->Arg(16)->Iterations(10)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace baton::bench
