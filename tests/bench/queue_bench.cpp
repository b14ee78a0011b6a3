// A whole node's chat (hub, use cases, matchers, timers, queues) on a throw-away Redis, and a queue of 100 to
// 100 000: from a freed slot to the assignment, and how many assignments a second when many slots come free
// at once. Beside them, in the same run, a bare round trip and a bare ZPOPMIN and ZADD on a set as long.
#include <boost/asio/co_spawn.hpp>
#include <charconv>
#include <cmath>
#include <ctime>

#include "server/api/encoder.hpp"
#include "server/chat/node.hpp"
#include "server/desk/lifecycle.hpp"
#include "server/store/redis_store.hpp"
#include "tests/bench/measure.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::bench {
namespace {

namespace asio = boost::asio;
constexpr int agents = 16;
constexpr int capacity = 4;
constexpr int slots = agents * capacity;
constexpr int one_by_one = 20;  // slots freed one after the other, a run

void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

desk::Settings settings() {
  desk::Settings settings;
  settings.departments = {{.id = "care", .name = "Care", .queue_limit = 100'000}};
  settings.timing.first_reply = desk::minutes(24 * 60);  // nobody answers here
  return settings;
}

desk::VisitorCard card(int n) {
  desk::VisitorCard card;
  card.id = "v" + std::to_string(n);
  return card;
}

// A visitor who waits and looks on: what they are sent is counted.
struct Onlooker final : chat::Connection {
  explicit Onlooker(int n) : caller_(chat::Caller::of(card(n))) {}
  const chat::Caller& caller() const override { return caller_; }
  void send(chat::Frame) override { ++frames; }
  void revoked(const std::string&) override {}
  void restart() override {}
  chat::Caller caller_;
  std::size_t frames = 0;
};

struct Desk {
  std::size_t frames() const {
    std::size_t all = 0;
    for (const auto& o : onlookers) all += o->frames;
    return all;
  }
  Desk(int waiting, int connected)
      : link(io.get_executor(), server.options()),
        subscriber(io.get_executor(), server.options()),
        store(io.get_executor(), link, subscriber, "bench"),
        node(io.get_executor(), store, encoder, worker, {}) {
    link.start();
    subscriber.start();
    wait([this] { return store.up(); });
    store::Commit commit{store::Reading{}};
    commit.change(store::SettingsView{}, settings());
    for (int i = 0; i < agents; ++i) {
      desk::Staff staff;
      staff.id = staff.name = "a" + std::to_string(i);
      staff.email = staff.id + "@example.org";
      staff.roles = {desk::StaffRole::agent};
      staff.departments = {"care"};
      staff.capacity = capacity;
      commit.change(std::nullopt, staff);
    }
    if (!test::run(io, store.commit(commit))) throw std::runtime_error("the site was not made");
    node.matchers().committed = [this](std::size_t pairs) {
      assigned += pairs;
      last = Clock::now();
    };
    node.start();
    wait([this] { return node.ready(); });
    for (int i = 0; i < agents; ++i) node.counted("a" + std::to_string(i), store::PersonKind::staff, 1, {});
    queue(waiting + slots, connected);
    const auto all = agents + static_cast<int>(onlookers.size());
    wait([&] { return test::run(io, present()) == all; });
    test::run(io, come_online());
    burst();
  }
  ~Desk() {
    test::run(io, node.stop());
    subscriber.stop();
    link.stop();
    io.restart();
    io.poll();
    worker.stop();
  }

  void wait(const std::function<bool()>& condition) {
    if (!test::run_until(io, condition, std::chrono::seconds(300))) throw std::runtime_error("too slow");
  }
  // How many people Redis knows to be connected.
  asio::awaitable<int> present() {
    redis::Command command("HLEN", "{bench}:present");
    const auto reply = co_await link.run(std::move(command));
    if (!reply) throw std::runtime_error("Redis does not answer");
    co_return static_cast<int>(reply->integer);
  }

  // `count` more come, the first `connected` of them to look on.
  void queue(int count, int connected = 0) {
    constexpr int hands = 32;
    int done = 0;
    for (int h = 0; h < hands; ++h) {
      const int share = count / hands + (h < count % hands ? 1 : 0);
      asio::co_spawn(io, arrive(share, connected / hands, done), rethrow);
    }
    wait([&] { return done == hands; });
  }
  asio::awaitable<void> arrive(int count, int connected, int& done) {
    for (int i = 0; i < count; ++i) {
      const auto n = ++made;
      desk::Start what{"c" + std::to_string(n), "care", card(n), "start", "hello", {}, {}};
      store::Commit commit{store::Reading{}};
      commit.change(std::nullopt, desk::start(what, {.now = node.now(), .settings = settings()}));
      const auto begun = co_await store.commit(std::move(commit));
      if (!begun) throw std::runtime_error("a conversation was not made");
      if (i >= connected) continue;
      onlookers.push_back(std::make_shared<Onlooker>(n));
      const auto looker = onlookers.back();
      const auto entered = co_await node.hub().enter(looker);
      const auto attached = co_await node.hub().attach(looker, what.id, desk::Because::started);
      if (!entered || !attached) throw std::runtime_error("an onlooker was not let in");
    }
    ++done;
  }

  // All slots are free (`come_online`) and the matcher is woken: how long the assignments took.
  Clock::duration burst() {
    const auto before = assigned;
    const auto start = Clock::now();
    node.matchers().wake("care");
    wait([&] { return assigned == before + slots; });
    return last - start;
  }
  // Everybody goes away, ends what they have, and is back in one commit.
  asio::awaitable<void> come_online() {
    for (const auto online : {desk::Presence::away, desk::Presence::online}) {
      if (online == desk::Presence::online) co_await close_all();
      const auto now = co_await store.all_staff();
      store::Commit commit{store::Reading{}};
      for (const auto& s : *now) {
        auto body = s.body;
        body.presence = online;
        commit.change(s, body);
      }
      const auto committed = co_await store.commit(std::move(commit));
      if (!committed) throw std::runtime_error("nobody came online");
    }
  }
  asio::awaitable<void> close_all() {
    const auto all = co_await store.all_staff();
    for (const auto& s : *all)
      for (const auto& conversation : s.body.owned) co_await close(s.body, conversation);
  }
  asio::awaitable<void> close(desk::Staff by, std::string conversation) {
    std::optional<std::vector<std::string>> no_tags;
    const auto done = co_await node.conversations().close(chat::Caller::of(std::move(by)), conversation,
                                                          "close", desk::CloseReason::resolved, no_tags);
    if (!done) throw std::runtime_error("a conversation was not closed");
  }

  // One slot comes free: from the answer to the close until Redis has acknowledged the assignment.
  Clock::duration slot(int n) {
    const auto before = assigned;
    const auto id = "a" + std::to_string(n % agents);
    Clock::time_point freed;
    test::run(io, free_one(id, freed));
    wait([&] { return assigned == before + 1; });
    return last - freed;
  }
  asio::awaitable<void> free_one(std::string id, Clock::time_point& freed) {
    store::Reading unused;
    const auto staff = co_await store.staff(id, unused);
    if (!staff || staff->body.owned.empty()) throw std::runtime_error("an agent has nothing to close");
    co_await close(staff->body, staff->body.owned.front());
    freed = Clock::now();
  }

  asio::awaitable<void> fill_bare(int count) {
    for (int i = 0; i < count; ++i) {
      redis::Command command("ZADD", "bare", i, "c" + std::to_string(i));
      const auto reply = co_await link.run(std::move(command));
      if (!reply) throw std::runtime_error("Redis does not answer");
    }
  }
  asio::awaitable<void> bare(int count) {
    for (int i = 0; i < count; ++i) {
      redis::Command pop("ZPOPMIN", "bare");
      const auto popped = co_await link.run(std::move(pop));
      if (!popped || popped->items.empty()) throw std::runtime_error("the bare set is empty");
      redis::Command push("ZADD", "bare", 200'000 + ++bare_score, popped->items[0].text);
      const auto pushed = co_await link.run(std::move(push));
      if (!pushed) throw std::runtime_error("Redis does not answer");
    }
  }
  asio::awaitable<void> ping(std::vector<Clock::duration>& times) {
    for (int i = 0; i < one_by_one; ++i) {
      const auto start = Clock::now();
      redis::Command command("PING");
      const auto pong = co_await link.run(std::move(command));
      if (!pong) throw std::runtime_error("Redis does not answer");
      times.push_back(Clock::now() - start);
    }
  }
  // Processor time of Redis's main thread so far, in µs.
  asio::awaitable<double> redis_us() {
    redis::Command command("INFO", "cpu");
    const auto reply = co_await link.run(std::move(command));
    if (!reply) throw std::runtime_error("Redis does not answer");
    double sum = 0;
    for (const std::string name : {"used_cpu_sys_main_thread:", "used_cpu_user_main_thread:"}) {
      const auto at = reply->text.find(name);
      if (at == std::string::npos) throw std::runtime_error("INFO cpu lacks " + name);
      sum += std::stod(reply->text.substr(at + name.size())) * 1e6;
    }
    co_return sum;
  }

  test::TestRedis server;
  asio::io_context io{1};
  redis::Link link;
  redis::Subscriber subscriber;
  store::RedisStore store;
  api::Encoder encoder;
  chat::PasswordWorker worker;
  std::vector<std::shared_ptr<Onlooker>> onlookers;
  chat::Node node;
  std::size_t assigned = 0;
  Clock::time_point last;
  int made = 0;
  int bare_score = 0;
};

// How a cost grew since the shortest queue, against how log n grew.
struct Growth {
  double waiting = 0;
  double cost = 0;
  void tell(benchmark::State& state, const char* name, double n, double now) {
    if (cost == 0) *this = {n, now};
    state.counters[name] = now / cost;
    state.counters["log_n_grew"] = std::log(n) / std::log(waiting);
  }
};

void queue(benchmark::State& state) {
  static std::map<bool, Growth> freed_growth, node_growth, redis_growth;
  const auto waiting = static_cast<int>(state.range(0));
  const auto connected = static_cast<int>(state.range(1));
  Desk desk(waiting, connected);
  test::run(desk.io, desk.fill_bare(waiting), std::chrono::seconds(300));
  std::vector<Clock::duration> freed, pings;
  double burst_s = 0, bare_s = 0, redis_us = 0, node_us = 0, done = 0;
  const auto frames = desk.frames();
  const auto assigned = desk.assigned;
  for (auto _ : state) {
    test::run(desk.io, desk.ping(pings));
    for (int i = 0; i < one_by_one; ++i) {
      freed.push_back(desk.slot(i));
      desk.queue(1);
    }
    bare_s += seconds([&] { test::run(desk.io, desk.bare(slots)); });
    test::run(desk.io, desk.come_online());
    const auto before = test::run(desk.io, desk.redis_us());
    const auto cpu = std::clock();
    const auto took = std::chrono::duration<double>(desk.burst()).count();
    node_us += static_cast<double>(std::clock() - cpu) * 1e6 / CLOCKS_PER_SEC;
    redis_us += test::run(desk.io, desk.redis_us()) - before;
    burst_s += took;
    done += slots;
    state.SetIterationTime(took);
    desk.queue(slots);
  }
  const auto kind = connected > 0;
  auto& counters = state.counters;
  const auto p50 = quantile_us(freed, 0.5);
  counters["freed_p50_us"] = p50;
  counters["freed_p99_us"] = quantile_us(freed, 0.99);
  counters["ping_p50_us"] = quantile_us(pings, 0.5);
  counters["freed_over_ping"] = p50 / quantile_us(pings, 0.5);
  counters["assigned_per_s"] = done / burst_s;
  counters["bare_per_s"] = done / bare_s;
  counters["ratio"] = bare_s / burst_s;
  counters["redis_us_each"] = redis_us / done;
  counters["node_us_each"] = node_us / done;
  counters["frames_each"] =
      static_cast<double>(desk.frames() - frames) / static_cast<double>(desk.assigned - assigned);
  freed_growth[kind].tell(state, "freed_grew", waiting, p50);
  node_growth[kind].tell(state, "node_grew", waiting, node_us / done);
  redis_growth[kind].tell(state, "redis_grew", waiting, redis_us / done);
}
BENCHMARK(queue)
    ->ArgNames({"waiting", "connected"})
    ->Args({100, 0})
    ->Args({10'000, 0})
    ->Args({100'000, 0})
    ->Args({100, 96})
    ->Args({10'000, 9984})
    ->Iterations(40)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace baton::bench
