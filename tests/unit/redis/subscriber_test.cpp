// The subscriber against a real redis-server whose connections are cut, frozen and restarted.
#include "server/redis/subscriber.hpp"

#include <gmock/gmock.h>

#include <boost/asio/post.hpp>

#include "tests/unit/redis/test_redis.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::run;
using test::run_until;
using test::TestRedis;
using testing::ElementsAre;
using testing::Pair;

struct SubscriberTest : testing::Test {
  asio::io_context context;
  TestRedis server;
  std::vector<std::pair<std::string, std::string>> messages;
  int ready = 0;
  int lost = 0;

  std::unique_ptr<Subscriber> started(Options options) {
    auto subscriber = std::make_unique<Subscriber>(context.get_executor(), options);
    subscriber->on_message([this](std::string_view channel, std::string_view payload) {
      messages.emplace_back(channel, payload);
    });
    subscriber->on_ready([this] { ++ready; });
    subscriber->on_lost([this] { ++lost; });
    subscriber->start();
    EXPECT_TRUE(run_until(context, [&] { return ready == 1; })) << subscriber->last_error();
    return subscriber;
  }
  Result<void> subscribe(Subscriber& subscriber, const std::string& channel) {
    return run(context, subscriber.subscribe(channel));
  }
  std::int64_t publish(const std::string& channel, std::string_view payload) {
    return server.ask("SPUBLISH", channel, payload).integer;
  }
};

TEST_F(SubscriberTest, DeliversFromTheConfirmationOn) {
  const auto subscriber = started(server.options());
  EXPECT_TRUE(subscriber->up());
  ASSERT_TRUE(subscribe(*subscriber, "{s}:a"));
  EXPECT_TRUE(subscribe(*subscriber, "{s}:a"));
  EXPECT_EQ(subscriber->size(), 1U);
  EXPECT_EQ(publish("{s}:a", "one"), 1);
  EXPECT_EQ(publish("{s}:b", "not mine"), 0);
  const std::string binary("\0\r\n$5\xff", 6);
  publish("{s}:a", binary);
  ASSERT_TRUE(run_until(context, [&] { return messages.size() == 2; }));
  EXPECT_THAT(messages, ElementsAre(Pair("{s}:a", "one"), Pair("{s}:a", binary)));
}

TEST_F(SubscriberTest, CarriesLargePayloads) {
  const auto subscriber = started(server.options());
  ASSERT_TRUE(subscribe(*subscriber, "c"));
  const std::string large(4 * 1024 * 1024, 'x');
  publish("c", large);
  ASSERT_TRUE(run_until(context, [&] { return messages.size() == 1; }));
  EXPECT_EQ(messages[0].second.size(), large.size());
}

TEST_F(SubscriberTest, NothingComesAfterUnsubscribe) {
  const auto subscriber = started(server.options());
  ASSERT_TRUE(subscribe(*subscriber, "a"));
  ASSERT_TRUE(subscribe(*subscriber, "b"));
  publish("a", "on its way");
  subscriber->unsubscribe("a");
  EXPECT_EQ(subscriber->size(), 1U);
  publish("b", "last");
  ASSERT_TRUE(run_until(context, [&] { return !messages.empty(); }));
  EXPECT_THAT(messages, ElementsAre(Pair("b", "last")));
  EXPECT_TRUE(run_until(context, [&] { return publish("a", "x") == 0; }));
}

TEST_F(SubscriberTest, ConfirmationIsOfTheLatestWish) {
  const auto subscriber = started(server.options());
  ASSERT_TRUE(subscribe(*subscriber, "a"));
  for (int i = 0; i < 50; ++i) {
    subscriber->unsubscribe("a");
    if (i % 2 == 0) context.poll();  // the SUNSUBSCRIBE leaves, its answer is still on the way
    context.restart();
    ASSERT_TRUE(subscribe(*subscriber, "a"));
    ASSERT_EQ(publish("a", std::to_string(i)), 1);
    ASSERT_TRUE(run_until(context, [&] { return messages.size() == static_cast<std::size_t>(i) + 1; }));
  }
}

TEST_F(SubscriberTest, RefusedWhileAwayButWantedLater) {
  server.kill9();
  Subscriber subscriber(context.get_executor(), server.options());
  subscriber.on_ready([this] { ++ready; });
  subscriber.start();
  EXPECT_EQ(subscribe(subscriber, "a").error(), Errc::refused);
  EXPECT_EQ(subscribe(subscriber, "b").error(), Errc::refused);
  subscriber.unsubscribe("b");
  server.restart();
  ASSERT_TRUE(run_until(context, [&] { return ready == 1; }));
  EXPECT_EQ(publish("a", "x"), 1);
  EXPECT_EQ(publish("b", "x"), 0);
}

TEST_F(SubscriberTest, ResubscribesAllBeforeItIsReady) {
  const auto subscriber = started(server.options());
  for (int i = 0; i < 700; ++i)
    asio::co_spawn(context, subscriber->subscribe("c" + std::to_string(i)),
                   [](std::exception_ptr error, Result<void>) { EXPECT_FALSE(error); });
  ASSERT_TRUE(subscribe(*subscriber, "last"));
  EXPECT_EQ(subscriber->size(), 701U);
  server.ask("CLIENT", "KILL", "TYPE", "pubsub");
  ASSERT_TRUE(run_until(context, [&] { return lost == 1; }));
  ASSERT_TRUE(run_until(context, [&] { return ready == 2; }));
  EXPECT_EQ(server.ask("PUBSUB", "SHARDCHANNELS").items.size(), 701U);
  EXPECT_EQ(publish("c699", "again"), 1);
  ASSERT_TRUE(run_until(context, [&] { return messages.size() == 1; }));
}

TEST_F(SubscriberTest, ComesBackAfterARestart) {
  const auto subscriber = started(server.options());
  ASSERT_TRUE(subscribe(*subscriber, "a"));
  server.restart();
  ASSERT_TRUE(run_until(context, [&] { return ready == 2; }));
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(publish("a", "again"), 1);
}

TEST_F(SubscriberTest, PingNoticesASilentPeer) {
  auto options = server.options();
  options.ping_interval = 50ms;
  options.ping_deadline = 200ms;
  const auto subscriber = started(options);
  ASSERT_TRUE(subscribe(*subscriber, "a"));
  // Alive and answering: several pings pass without harm.
  const auto pinged = [&] {
    const auto stats = server.ask("INFO", "commandstats").text;
    return stats.find("cmdstat_ping:calls=5") != std::string::npos;
  };
  ASSERT_TRUE(run_until(context, pinged));
  EXPECT_EQ(lost, 0);
  server.stop();
  ASSERT_TRUE(run_until(context, [&] { return lost == 1; }));
  EXPECT_THAT(subscriber->last_error(), testing::HasSubstr("no answer to PING"));
  server.cont();
  ASSERT_TRUE(run_until(context, [&] { return ready == 2; }));
  EXPECT_EQ(publish("a", "again"), 1);
}

TEST_F(SubscriberTest, UnconfirmedSubscribeEndsUnknownAtItsDeadline) {
  auto options = server.options();
  options.command_deadline = 100ms;
  const auto subscriber = started(options);
  server.stop();
  EXPECT_EQ(subscribe(*subscriber, "a").error(), Errc::unknown);
  EXPECT_EQ(subscribe(*subscriber, "a").error(), Errc::unknown);
  server.cont();
  EXPECT_TRUE(subscribe(*subscriber, "a"));
}

TEST_F(SubscriberTest, MayDieWhileCallersWait) {
  auto subscriber = started(server.options());
  server.stop();
  std::optional<Result<void>> waiting;
  asio::co_spawn(context, subscriber->subscribe("a"),
                 [&](std::exception_ptr, Result<void> result) { waiting = result; });
  context.restart();
  context.poll();
  ASSERT_FALSE(waiting);
  subscriber.reset();
  ASSERT_TRUE(run_until(context, [&] { return waiting.has_value(); }));
  EXPECT_EQ(waiting->error(), Errc::refused);
  EXPECT_EQ(lost, 0);
  server.cont();
}

TEST_F(SubscriberTest, MayBeStoppedByItsOwnCallback) {
  Subscriber subscriber(context.get_executor(), server.options());
  subscriber.on_message([&](std::string_view, std::string_view payload) {
    messages.emplace_back("", payload);
    subscriber.stop();
  });
  subscriber.on_ready([this] { ++ready; });
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return ready == 1; }));
  ASSERT_TRUE(subscribe(subscriber, "a"));
  publish("a", "1");
  publish("a", "2");
  ASSERT_TRUE(run_until(context, [&] { return !subscriber.up(); }));
  EXPECT_TRUE(run_until(context, [&] { return publish("a", "3") == 0; }));
  EXPECT_EQ(messages.size(), 1U);
  EXPECT_EQ(subscribe(subscriber, "b").error(), Errc::refused);
}

}  // namespace
}  // namespace baton::redis
