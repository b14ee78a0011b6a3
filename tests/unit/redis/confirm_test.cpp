// Writes that a replica has to confirm, with a real master and replica, the latter frozen and thawed.
#include <gtest/gtest.h>

#include "server/redis/link.hpp"
#include "tests/unit/redis/replicas.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::run;
using test::run_until;

struct Confirmed : testing::Test {
  asio::io_context context;
  test::Replicas redis;

  std::unique_ptr<Link> linked(std::chrono::milliseconds patience = 10s) {
    auto options = redis.master.options();
    options.command_deadline = 15s;
    auto link = std::make_unique<Link>(context.get_executor(), options);
    link->confirm_writes({Command("SET", "mark", "1"), patience});
    link->start();
    EXPECT_TRUE(run_until(context, [&] { return link->up(); })) << link->last_error();
    return link;
  }
  template <class... Args>
  Result<Reply> write(Link& link, std::string_view name, const Args&... args) {
    return run(context, link.write(Command(name, args...)));
  }
  std::string waits() { return std::string(info_of("cmdstat_wait:calls=")); }
  std::string info_of(const std::string& field) {
    const auto info = redis.master.ask("INFO", "commandstats").text;
    const auto at = info.find(field);
    if (at == std::string::npos) return "0";
    return info.substr(at + field.size(), info.find(',', at) - at - field.size());
  }
};

TEST_F(Confirmed, ComesOnceAReplicaHasIt) {
  const auto link = linked();
  for (int i = 1; i <= 200; ++i) {
    ASSERT_EQ(write(*link, "INCR", "n")->integer, i);
    ASSERT_EQ(redis.replica.ask("GET", "n").text, std::to_string(i));
  }
}

TEST_F(Confirmed, TogetherShareOneWait) {
  const auto link = linked();
  std::vector<std::optional<Result<Reply>>> results(300);
  for (auto& result : results)
    asio::co_spawn(context, link->write(Command("INCR", "n")),
                   [&result](std::exception_ptr, Result<Reply> reply) { result = std::move(reply); });
  ASSERT_TRUE(run_until(context, [&] { return results.back().has_value(); }));
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ((*results[i])->integer, static_cast<int>(i) + 1);
  EXPECT_EQ(redis.replica.ask("GET", "n").text, "300");
  EXPECT_EQ(waits(), "1");
}

TEST_F(Confirmed, IsOpenWhenNoReplicaHasIt) {
  const auto link = linked(100ms);
  redis.replica.stop();
  EXPECT_EQ(write(*link, "INCR", "n").error(), Errc::unconfirmed);
  EXPECT_NE(link->last_error().find("no replica has confirmed"), std::string::npos);
  EXPECT_EQ(run(context, link->run(Command("GET", "n")))->text, "1");
  redis.replica.cont();
  const auto again = write(*linked(), "INCR", "n");  // patient: the replica has to wake up
  ASSERT_TRUE(again);
  EXPECT_EQ(again->integer, 2);
  EXPECT_EQ(redis.replica.ask("GET", "n").text, "2");
  EXPECT_TRUE(link->up());
}

// What finds that it was done before writes nothing; it is no better confirmed than what did it.
TEST_F(Confirmed, OfADuplicateMeansTheFirst) {
  const auto one = linked(100ms);
  const auto other = linked(100ms);
  redis.replica.stop();
  ASSERT_EQ(write(*one, "SET", "k", "v").error(), Errc::unconfirmed);
  EXPECT_EQ(write(*other, "GET", "k").error(), Errc::unconfirmed);
  redis.replica.cont();
  const auto again = write(*linked(), "GET", "k");  // patient: the replica has to wake up
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, "v");
  EXPECT_EQ(redis.replica.ask("GET", "k").text, "v");
}

TEST_F(Confirmed, ErrorsDoNotWait) {
  const auto link = linked();
  ASSERT_TRUE(write(*link, "SET", "text", "v"));
  redis.replica.stop();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(write(*link, "LPUSH", "text", "x")->is_error());
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(Confirmed, IsUnknownWhenTheMasterDiesMeanwhile) {
  const auto link = linked();
  redis.replica.stop();
  std::optional<Result<Reply>> result;
  asio::co_spawn(context, link->write(Command("SET", "k", "v")),
                 [&](std::exception_ptr, Result<Reply> reply) { result = std::move(reply); });
  ASSERT_TRUE(run_until(context, [&] { return redis.master.ask("GET", "k").text == "v"; }));
  EXPECT_FALSE(result);
  redis.master.kill9();
  ASSERT_TRUE(run_until(context, [&] { return result.has_value(); }));
  EXPECT_EQ(result->error(), Errc::unknown);
}

}  // namespace
}  // namespace baton::redis
