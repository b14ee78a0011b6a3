// The master found by asking real sentinels, through a real failover.
#include <gmock/gmock.h>

#include "server/redis/link.hpp"
#include "server/redis/subscriber.hpp"
#include "tests/unit/redis/replicas.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::run;
using test::run_until;
using testing::HasSubstr;

struct Watched : testing::Test {
  asio::io_context context;
  test::Replicas redis;
  std::string port = test::free_port();
  std::unique_ptr<test::TestRedis> sentinel = watch();

  std::unique_ptr<test::TestRedis> watch(const std::string& more = "") {
    return test::TestRedis::sentinel("bind 127.0.0.1\nport " + port + "\nsentinel monitor shop 127.0.0.1 " +
                                     redis.master_port +
                                     " 1\nsentinel down-after-milliseconds shop 500\n"
                                     "sentinel failover-timeout shop 3000\n" +
                                     more);
  }
  // The first sentinel of the two is not there.
  Options options(const std::string& master = "shop", const std::string& more = "") {
    Options options;
    options.address = *parse_address("redis+sentinel://127.0.0.1:1,127.0.0.1:" + port + "/" + master + more);
    options.backoff_max = 200ms;
    return options;
  }
  // Whether a link comes to say this of why it is not up.
  testing::AssertionResult ends_with(const Options& given, const std::string& words) {
    Link link(context.get_executor(), given);
    link.start();
    const auto says = [&] { return link.last_error().find(words) != std::string::npos; };
    if (run_until(context, says) && !link.up()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << link.last_error();
  }
};

TEST_F(Watched, MasterIsFoundAndFoundAgain) {
  ASSERT_TRUE(
      test::eventually([&] { return sentinel->ask("SENTINEL", "REPLICAS", "shop").items.size() == 1; }, 20s));
  Link link(context.get_executor(), options());
  Subscriber subscriber(context.get_executor(), options());
  std::vector<std::string> heard;
  subscriber.on_message([&](std::string_view, std::string_view text) { heard.emplace_back(text); });
  link.start();
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up() && subscriber.up(); })) << link.last_error();
  EXPECT_TRUE(run(context, subscriber.subscribe("c")));
  ASSERT_TRUE(run(context, link.run(Command("SET", "k", "v"))));
  EXPECT_EQ(redis.master.ask("GET", "k").text, "v");

  redis.master.kill9();
  ASSERT_TRUE(run_until(
      context, [&] { return link.counters().connections == 2 && link.up() && subscriber.up(); }, 30s))
      << link.last_error();
  ASSERT_TRUE(run(context, link.run(Command("SET", "k", "w"))));
  EXPECT_EQ(redis.replica.ask("GET", "k").text, "w");
  ASSERT_TRUE(run(context, link.run(Command("SPUBLISH", "c", "m"))));
  EXPECT_TRUE(run_until(context, [&] { return heard == std::vector<std::string>{"m"}; }));
}

// The old master lives on and takes writes: nothing but the sentinels tells.
TEST_F(Watched, ReplacedMasterIsLeft) {
  redis.master.ask("SET", "old", "1");
  auto given = options();
  given.address.sentinels.places.erase(given.address.sentinels.places.begin());
  given.watch_interval = 100ms;
  Link link(context.get_executor(), given);
  Subscriber subscriber(context.get_executor(), given);
  link.start();
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up() && subscriber.up(); })) << link.last_error();
  const auto renamed = [&](const std::string& port_of) {
    sentinel->ask("SENTINEL", "REMOVE", "shop");
    sentinel->ask("SENTINEL", "MONITOR", "shop", "127.0.0.1", port_of, "1");
  };
  redis.replica.ask("REPLICAOF", "NO", "ONE");
  renamed(redis.replica_port);
  ASSERT_TRUE(run_until(context, [&] {
    return link.counters().connections == 2 && link.up() && subscriber.up();
  })) << link.last_error();
  ASSERT_TRUE(run(context, link.run(Command("SET", "new", "1"))));
  EXPECT_TRUE(redis.master.ask("GET", "new").is_nil());
  // Of two sentinels one is no majority: the link stays where it is.
  given.address.sentinels.places.push_back({"127.0.0.1", 1});
  Link wary(context.get_executor(), given);
  wary.start();
  ASSERT_TRUE(run_until(context, [&] { return wary.up(); }));
  renamed(redis.master_port);
  EXPECT_TRUE(run_until(context, [&] { return link.counters().connections == 3; }));
  EXPECT_FALSE(run_until(
      context, [&] { return wary.counters().connections > 1; }, 500ms));
  EXPECT_TRUE(wary.up());
}

TEST_F(Watched, UnknownNameIsSaid) {
  EXPECT_TRUE(ends_with(options("other"), "no sentinel names the master other; "));
  EXPECT_TRUE(ends_with(options("other"), ":" + port + ": it does not know this name"));
  EXPECT_TRUE(ends_with(options("other"), "127.0.0.1:1: Connection refused"));
}

TEST_F(Watched, RedisIsNoSentinel) {
  auto given = options();
  given.address.sentinels.places[1].port = static_cast<std::uint16_t>(std::stoi(redis.master_port));
  EXPECT_TRUE(ends_with(given, "it refused: ERR unknown command"));
}

TEST_F(Watched, SentinelsMayHaveAPassword) {
  port = test::free_port();
  const auto locked = watch("requirepass \"o:pen\"\n");
  EXPECT_TRUE(ends_with(options(), "it refused: NOAUTH"));
  EXPECT_TRUE(ends_with(options("shop", "?sentinel_password=wrong"), "it refused: WRONGPASS"));
  for (const auto* more :
       {"?sentinel_password=o%3Apen", "?sentinel_username=default&sentinel_password=o%3Apen"}) {
    Link link(context.get_executor(), options("shop", more));
    link.start();
    EXPECT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
  }
}

TEST_F(Watched, FrozenSentinelIsNotWaitedForLong) {
  sentinel->stop();
  EXPECT_TRUE(ends_with(options(), ":" + port + ": connecting took too long"));
  // And a link that ends meanwhile ends at once.
  auto given = options();
  given.ask_deadline = 60s;
  Link link(context.get_executor(), given);
  link.start();
  run_until(
      context, [] { return false; }, 50ms);
  link.stop();
  context.restart();
  const auto before = std::chrono::steady_clock::now();
  context.run();  // until nothing is under way
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

}  // namespace
}  // namespace baton::redis
