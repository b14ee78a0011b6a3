// The master of a slot found by asking the nodes of a real cluster, through moves of the slot.
#include <gmock/gmock.h>

#include "server/redis/link.hpp"
#include "server/redis/slot.hpp"
#include "server/redis/subscriber.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Slot = SlotAnswer::Slot;
using test::run;
using test::run_until;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Reply text(std::string words) { return {Reply::Kind::string, 0, std::move(words), {}}; }
Reply error(std::string words) { return {Reply::Kind::error, 0, std::move(words), {}}; }
Reply number(std::int64_t value) { return {Reply::Kind::integer, value, {}, {}}; }

TEST(SlotAnswers, AreWhatTheNodeWouldSayToEveryCommand) {
  const auto fine = text("cluster_state:ok\r\ncluster_slots_assigned:16384\r\n");
  const auto ill = text("cluster_state:fail\r\n");
  const auto slot = [](const Reply& probe, const Reply& info) { return slot_answer(probe, info, "asked"); };
  EXPECT_EQ(slot(number(0), fine).slot, Slot::here);
  EXPECT_EQ(slot(number(0), fine).says, "");
  EXPECT_EQ(slot(error("MOVED 3999 10.0.0.1:6381"), fine).place, (Place{"10.0.0.1", 6381}));
  EXPECT_EQ(slot(error("MOVED 3999 fe80::1:6381"), fine).place, (Place{"fe80::1", 6381}));
  EXPECT_EQ(slot(error("MOVED 3999 :6381"), fine).place, (Place{"asked", 6381}));
  EXPECT_EQ(slot(error("MOVED 3999 shop.example:6381"), ill).slot, Slot::elsewhere) << "it may still know";
  for (const auto* nowhere : {"MOVED 3999 ?:6381", "MOVED 3999", "MOVED 3999 h:0", "MOVED 3999 h:65536",
                              "CLUSTERDOWN The cluster is down"}) {
    EXPECT_EQ(slot(error(nowhere), fine).slot, Slot::nowhere) << nowhere;
    EXPECT_THAT(slot(error(nowhere), fine).says, HasSubstr(nowhere));
  }
  EXPECT_EQ(slot(error("ASK 3999 10.0.0.1:6381"), fine).slot, Slot::leaving);
  EXPECT_EQ(slot(error("ASK 3999 10.0.0.1:6381"), fine).says,
            "the slot is being moved to another master: ASK 3999 10.0.0.1:6381");
  EXPECT_EQ(slot(number(0), ill).slot, Slot::nowhere) << "it reads, and writes nothing";
  EXPECT_EQ(slot(number(0), error("ERR This instance has cluster support disabled")).slot, Slot::unknown);
  EXPECT_EQ(slot(error("NOAUTH Authentication required."), fine).slot, Slot::unknown);
}

TEST(SlotAnswers, NodesAreReadFromTheirList) {
  const auto nodes = nodes_in(
      "id1 10.0.0.1:7001@17001 myself,master - 0 17 1 connected 0-5460 [93-<-id2]\n"
      "id2 10.0.0.2:7002@17002,shop.example master - 0 17 2 connected 5461-10922\n"
      "id3 :7003@17003 master,fail? - 0 17 2 connected\n"
      "id4 10.0.0.4:7004@17004 master,fail - 0 17 2 connected\n"
      "id5 fe80::5:7005@17005 slave id2 0 17 2 connected\n"
      "id6 :0@0 master,noaddr - 0 17 2 disconnected\n\nwhat?\n",
      "asked");
  std::vector<Place> all;
  std::vector<Place> masters;
  for (const auto& node : nodes) {
    all.push_back(node.place);
    if (node.other_master) masters.push_back(node.place);
  }
  EXPECT_THAT(all, ElementsAre(Place{"10.0.0.1", 7001}, Place{"10.0.0.2", 7002}, Place{"asked", 7003},
                               Place{"10.0.0.4", 7004}, Place{"fe80::5", 7005}));
  EXPECT_THAT(masters, ElementsAre(Place{"10.0.0.2", 7002}, Place{"asked", 7003}));
  EXPECT_TRUE(nodes_in("", "asked").empty());
}

TEST(SlotAnswers, WhyToLeave) {
  for (const auto* leave : {"READONLY You", "MOVED 1 h:1", "ASK 1 h:1", "CLUSTERDOWN Hash slot not served"})
    EXPECT_NE(why_to_leave(leave), "") << leave;
  for (const auto* stay : {"OOM command", "TRYAGAIN Multiple", "ERR MOVED", "MOVEDX", ""})
    EXPECT_EQ(why_to_leave(stay), "") << stay;
}

constexpr const char* site_key = "{shop}:";
constexpr const char* library =
    "#!lua name=shop\n"
    "redis.register_function('put', function(k) redis.call('SET', k[1] .. 'a', '1') return "
    "redis.call('GET', k[1] .. 'b') end)";

struct Clustered : testing::Test {
  struct Node {
    std::string port = free_port();
    test::TestRedis redis{{"--bind", "127.0.0.1", "--port", port, "--cluster-enabled", "yes",
                           "--cluster-node-timeout", "2000"}};
    std::string id = redis.ask("CLUSTER", "MYID").text;

    // Its bus is 10000 further on.
    static std::string free_port() {
      auto port = test::free_port();
      while (std::stoi(port) > 55535) port = test::free_port();
      return port;
    }
    Place place() const { return {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(port))}; }
  };

  asio::io_context context;
  Node one;
  Node two;
  std::string slot = std::to_string(one.redis.ask("CLUSTER", "KEYSLOT", site_key).integer);
  int epoch = 1;

  // All slots belong to `one`.
  void SetUp() override {
    one.redis.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    one.redis.ask("CLUSTER", "MEET", "127.0.0.1", two.port);
    ASSERT_TRUE(test::eventually(
        [&] { return answers(one, "") && answers(two, "MOVED " + slot + " 127.0.0.1:" + one.port); }, 20s));
  }
  static bool answers(Node& node, const std::string& probe) {
    const auto reply = node.redis.ask("EXISTS", site_key);
    return reply.text == probe && reply.is_error() == !probe.empty();
  }
  void open(Node& from, Node& to) const {
    to.redis.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
    from.redis.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
  }
  void settle(Node& from, Node& to) const {
    to.redis.ask("CLUSTER", "SETSLOT", slot, "NODE", to.id);
    from.redis.ask("CLUSTER", "SETSLOT", slot, "NODE", to.id);
  }
  Options options(std::vector<Place> seeds) const {
    Options options;
    options.address.cluster.seeds = std::move(seeds);
    options.key = site_key;
    options.backoff_max = 200ms;
    options.watch_interval = 100ms;
    return options;
  }
  testing::AssertionResult ends_with(const Options& given, const std::string& words) {
    Link link(context.get_executor(), given);
    link.start();
    const auto says = [&] { return link.last_error().find(words) != std::string::npos; };
    if (run_until(context, says) && !link.up()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << link.last_error();
  }
};

TEST_F(Clustered, MasterIsFoundThroughAnyNodeAndFoundAgain) {
  // The first seed is not there, the other has no slot.
  const auto given = options({{"127.0.0.1", 1}, two.place()});
  Link link(context.get_executor(), given);
  Subscriber subscriber(context.get_executor(), given);
  std::vector<std::string> heard;
  subscriber.on_message([&](std::string_view, std::string_view words) { heard.emplace_back(words); });
  link.start();
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up() && subscriber.up(); })) << link.last_error();
  EXPECT_TRUE(run(context, subscriber.subscribe("{shop}:c")));
  ASSERT_TRUE(run(context, link.run(Command("SET", "{shop}:k", "v"))));
  EXPECT_EQ(one.redis.ask("GET", "{shop}:k").text, "v");

  open(one, two);
  one.redis.ask("MIGRATE", "127.0.0.1", two.port, "{shop}:k", "0", "5000");
  settle(one, two);
  // Nobody asks for anything: the watch of the one and the farewell of the other tell.
  ASSERT_TRUE(run_until(context, [&] {
    return link.counters().connections == 2 && link.up() && subscriber.up();
  })) << link.last_error();
  EXPECT_EQ(run(context, link.run(Command("GET", "{shop}:k")))->text, "v");
  ASSERT_TRUE(run(context, link.run(Command("SPUBLISH", "{shop}:c", "m"))));
  EXPECT_TRUE(run_until(context, [&] { return heard == std::vector<std::string>{"m"}; }));
}

TEST_F(Clustered, MovedIsARefusalAndFollowedAtOnce) {
  auto given = options({two.place()});
  given.watch_interval = 60s;
  Link link(context.get_executor(), given);
  link.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
  open(one, two);
  settle(one, two);
  EXPECT_EQ(run(context, link.run(Command("SET", "{shop}:k", "v"))).error(), Errc::refused);
  ASSERT_TRUE(run_until(context, [&] { return link.counters().connections == 2 && link.up(); }));
  EXPECT_TRUE(run(context, link.run(Command("SET", "{shop}:k", "v"))));
  EXPECT_EQ(two.redis.ask("GET", "{shop}:k").text, "v");
}

// What the whole of slot.hpp rests on.
TEST_F(Clustered, NoFunctionBeginsInASlotThatIsBeingMoved) {
  for (auto* node : {&one, &two}) ASSERT_FALSE(node->redis.ask("FUNCTION", "LOAD", library).is_error());
  one.redis.ask("SET", "{shop}:a", "0");
  one.redis.ask("SET", "{shop}:b", "0");
  const auto put = [](Node& node) { return node.redis.ask("FCALL", "put", "1", site_key).text; };
  open(one, two);
  EXPECT_THAT(put(one), StartsWith("ASK ")) << "all of it is here, and half of it may not be";
  one.redis.ask("MIGRATE", "127.0.0.1", two.port, "{shop}:b", "0", "5000");
  EXPECT_THAT(put(one), StartsWith("ASK "));
  EXPECT_THAT(put(two), StartsWith("MOVED "));
  EXPECT_EQ(one.redis.ask("GET", "{shop}:a").text, "0") << "nothing was done";

  one.redis.ask("MIGRATE", "127.0.0.1", two.port, "{shop}:a", "0", "5000");
  EXPECT_THAT(put(one), StartsWith("ASK ")) << "all of it is there";
  EXPECT_THAT(put(two), StartsWith("MOVED "));
  two.redis.ask("CLUSTER", "SETSLOT", slot, "NODE", two.id);
  EXPECT_EQ(put(two), "0");
  EXPECT_EQ(two.redis.ask("GET", "{shop}:a").text, "1");
}

TEST_F(Clustered, NobodyServesWhileTheSlotIsMoved) {
  Link link(context.get_executor(), options({one.place()}));
  Subscriber subscriber(context.get_executor(), options({one.place()}));
  int lost = 0;
  subscriber.on_lost([&] { ++lost; });
  link.start();
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up() && subscriber.up(); })) << link.last_error();
  open(one, two);
  EXPECT_EQ(run(context, link.run(Command("GET", "{shop}:k"))).error(), Errc::refused);
  EXPECT_FALSE(run_until(
      context, [&] { return link.up() || lost > 0; }, 600ms));
  EXPECT_THAT(link.last_error(), HasSubstr("the slot is being moved to another master: ASK " + slot));
  one.redis.ask("CLUSTER", "SETSLOT", slot, "STABLE");
  EXPECT_TRUE(run_until(context, [&] { return link.up(); })) << "given up again";
  EXPECT_EQ(lost, 0);
}

// As when its master was replaced in the middle of the move: the new one knows nothing of it.
TEST_F(Clustered, HalfOfASlotIsNotServed) {
  one.redis.ask("SET", "{shop}:a", "1");
  open(one, two);
  one.redis.ask("MIGRATE", "127.0.0.1", two.port, "{shop}:a", "0", "5000");
  one.redis.ask("CLUSTER", "SETSLOT", slot, "STABLE");
  const auto words =
      "a move of slot " + slot + " did not end: 1 of its keys are at 127.0.0.1:" + two.port + "; redis-cli";
  EXPECT_TRUE(ends_with(options({one.place()}), words));
  two.redis.ask("MIGRATE", "127.0.0.1", one.port, "{shop}:a", "0", "5000");
  Link link(context.get_executor(), options({two.place()}));
  link.start();
  EXPECT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
}

TEST_F(Clustered, SlotOfNobodyIsSaid) {
  Link link(context.get_executor(), options({one.place()}));
  link.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
  one.redis.ask("CLUSTER", "DELSLOTS", slot);
  EXPECT_TRUE(run_until(context, [&] { return !link.up(); }));
  EXPECT_TRUE(ends_with(options({one.place()}), "no node of the cluster names the master of our slot; "));
  EXPECT_TRUE(ends_with(options({one.place()}), "it does not serve the slot: CLUSTERDOWN"));
  one.redis.ask("CLUSTER", "ADDSLOTS", slot);
  EXPECT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
}

TEST_F(Clustered, NodesThatWereNamedAreAskedWhenTheSeedsAreGone) {
  Link link(context.get_executor(), options({two.place()}));
  link.start();
  ASSERT_TRUE(run_until(context, [&] { return link.up(); })) << link.last_error();
  two.redis.kill9();
  one.redis.ask("CLIENT", "KILL", "TYPE", "normal");
  EXPECT_TRUE(run_until(context, [&] { return link.counters().connections == 2 && link.up(); }))
      << link.last_error();
}

TEST_F(Clustered, WhatIsNoClusterOrRefusesUsIsSaid) {
  const auto port = test::free_port();
  test::TestRedis alone({"--bind", "127.0.0.1", "--port", port});
  const auto place = static_cast<std::uint16_t>(std::stoi(port));
  EXPECT_TRUE(ends_with(options({{"127.0.0.1", place}}), "it is no cluster's: ERR This instance"));
  EXPECT_TRUE(ends_with(options({{"127.0.0.1", 1}}), "127.0.0.1:1: Connection refused"));
  auto locked = options({one.place()});
  locked.address.password = "wrong";
  one.redis.ask("CONFIG", "SET", "requirepass", "open");
  EXPECT_TRUE(ends_with(locked, "it refused: WRONGPASS"));
  locked.address.password.clear();
  EXPECT_TRUE(ends_with(locked, "NOAUTH"));
}

}  // namespace
}  // namespace baton::redis
