// The link against a real redis-server that is frozen, killed, filled and demoted, and against peers that are
// none.
#include "server/redis/link.hpp"

#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "tests/unit/redis/test_redis.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::run;
using test::run_until;
using test::TestRedis;
using testing::HasSubstr;

struct LinkTest : testing::Test {
  asio::io_context context;
  TestRedis server;

  std::unique_ptr<Link> linked(Options options) {
    auto link = std::make_unique<Link>(context.get_executor(), options);
    link->start();
    EXPECT_TRUE(run_until(context, [&] { return link->up(); })) << link->last_error();
    return link;
  }
  template <class... Args>
  Result<Reply> ask(Link& link, std::string_view name, const Args&... args) {
    return run(context, link.run(Command(name, args...)));
  }
  // Starts a command and lets the test go on; `into` has its result some time.
  void begin(Link& link, Command command, std::optional<Result<Reply>>& into) {
    asio::co_spawn(context, link.run(std::move(command)),
                   [&into](std::exception_ptr error, Result<Reply> result) {
                     EXPECT_FALSE(error);
                     into = std::move(result);
                   });
  }
};

TEST_F(LinkTest, AnswersCommands) {
  const auto link = linked(server.options());
  EXPECT_EQ(link->last_error(), "");
  EXPECT_EQ(ask(*link, "SET", "k", 5)->text, "OK");
  EXPECT_EQ(*ask(*link, "GET", "k")->as_integer(), 5);
  EXPECT_TRUE(ask(*link, "GET", "absent")->is_nil());
  const auto wrong = ask(*link, "LPUSH", "k", "x");
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->is_error());
  EXPECT_THAT(wrong->text, HasSubstr("WRONGTYPE"));
}

TEST_F(LinkTest, OneTurnIsOneWriteInOrder) {
  const auto link = linked(server.options());
  const auto before = link->counters();
  std::vector<std::optional<Result<Reply>>> results(300);
  for (int i = 0; i < 300; ++i)
    begin(*link, Command("RPUSH", "list", i), results[static_cast<std::size_t>(i)]);
  ASSERT_TRUE(run_until(context, [&] { return results.back().has_value(); }));
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ((*results[i])->integer, static_cast<int>(i) + 1);
  EXPECT_EQ(link->counters().commands - before.commands, 300U);
  EXPECT_EQ(link->counters().writes - before.writes, 1U);
  EXPECT_EQ(server.ask("LINDEX", "list", 299).text, "299");
}

TEST_F(LinkTest, BatchIsOneWriteWithOneReplyEach) {
  const auto link = linked(server.options());
  const auto before = link->counters().writes;
  std::vector<Command> commands;
  commands.emplace_back("SET", "a", "1");
  commands.emplace_back("LPUSH", "a", "1");
  commands.emplace_back("INCR", "a");
  const auto replies = run(context, link->run_all(std::move(commands)));
  ASSERT_TRUE(replies);
  ASSERT_EQ(replies->size(), 3U);
  EXPECT_TRUE((*replies)[1].is_error());
  EXPECT_EQ((*replies)[2].integer, 2);
  EXPECT_EQ(link->counters().writes - before, 1U);
  EXPECT_TRUE(run(context, link->run_all({}))->empty());
}

TEST_F(LinkTest, CarriesLargeAndBinaryValues) {
  const auto link = linked(server.options());
  std::string value(8 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 31 + i / 997);
  ASSERT_TRUE(ask(*link, "SET", "big", value));
  EXPECT_TRUE(ask(*link, "GET", "big")->text == value);
}

TEST_F(LinkTest, RefusesWhenNotConnected) {
  Options nowhere;
  nowhere.address.unix_path = server.socket_path() + ".absent";
  Link link(context.get_executor(), nowhere);
  EXPECT_EQ(ask(link, "PING").error(), Errc::refused);
  link.start();
  EXPECT_TRUE(
      run_until(context, [&] { return link.last_error().find("No such file") != std::string::npos; }));
  EXPECT_FALSE(link.up());
  EXPECT_EQ(ask(link, "PING").error(), Errc::refused);
  EXPECT_EQ(link.counters().refused, 2U);
}

TEST_F(LinkTest, WaitsForTheLinkWhenToldTo) {
  auto options = server.options();
  options.wait_up = 10s;
  Link link(context.get_executor(), options);
  link.start();
  EXPECT_EQ(ask(link, "PING")->text, "PONG");
  link.stop();
  EXPECT_EQ(ask(link, "PING").error(), Errc::refused);

  options.address.unix_path += ".absent";
  options.wait_up = 30ms;
  Link nowhere(context.get_executor(), options);
  nowhere.start();
  EXPECT_EQ(ask(nowhere, "PING").error(), Errc::refused);
}

TEST_F(LinkTest, LateReplyIsUnknownAndTheLinkComesBack) {
  auto options = server.options();
  options.command_deadline = 200ms;
  const auto link = linked(options);
  server.stop();
  std::optional<Result<Reply>> first, second;
  begin(*link, Command("INCR", "n"), first);
  begin(*link, Command("INCR", "n"), second);
  ASSERT_TRUE(run_until(context, [&] { return first && second; }));
  EXPECT_EQ(first->error(), Errc::unknown);
  EXPECT_EQ(second->error(), Errc::unknown);
  EXPECT_FALSE(link->up());
  EXPECT_THAT(link->last_error(), HasSubstr("no reply within 200 ms"));
  server.cont();
  ASSERT_TRUE(run_until(context, [&] { return link->up(); }));
  // Unknown is unknown: here both had taken effect.
  EXPECT_TRUE(run_until(context, [&] { return *ask(*link, "GET", "n")->as_integer() == 2; }));
  EXPECT_EQ(link->counters().unknown, 2U);
}

TEST_F(LinkTest, WhatNeverLeftIsRefused) {
  const auto link = linked(server.options());
  std::optional<Result<Reply>> sent, unsent;
  server.stop();
  begin(*link, Command("INCR", "n"), sent);
  ASSERT_TRUE(run_until(context, [&] { return link->in_flight() == 1; }));
  const auto writes = link->counters().writes;
  ASSERT_TRUE(run_until(context, [&] { return link->counters().writes > writes; }));
  begin(*link, Command("INCR", "n"), unsent);
  asio::post(context, [&] { link->stop(); });  // runs after the command is issued, before its flush
  ASSERT_TRUE(run_until(context, [&] { return sent && unsent; }));
  EXPECT_EQ(sent->error(), Errc::unknown);
  EXPECT_EQ(unsent->error(), Errc::refused);
  server.cont();
}

TEST_F(LinkTest, KilledRedisIsUnknownThenRefusedThenBack) {
  const auto link = linked(server.options());
  ASSERT_TRUE(ask(*link, "SET", "k", "kept"));
  server.stop();
  std::optional<Result<Reply>> flying;
  begin(*link, Command("SET", "k", "lost?"), flying);
  ASSERT_TRUE(run_until(context, [&] { return link->in_flight() == 1; }));
  context.restart();
  context.poll();
  server.kill9();
  ASSERT_TRUE(run_until(context, [&] { return flying.has_value(); }));
  EXPECT_EQ(flying->error(), Errc::unknown);
  EXPECT_EQ(ask(*link, "GET", "k").error(), Errc::refused);
  server.restart();
  ASSERT_TRUE(run_until(context, [&] { return link->up(); }));
  EXPECT_TRUE(ask(*link, "GET", "k"));
  EXPECT_EQ(link->counters().connections, 2U);
}

TEST_F(LinkTest, TellsEachChange) {
  std::vector<bool> changes;
  Link link(context.get_executor(), server.options());
  link.on_change([&](bool up) {
    EXPECT_EQ(up, link.up());
    changes.push_back(up);
  });
  link.start();
  ASSERT_TRUE(run_until(context, [&] { return changes.size() == 1; }));
  server.ask("CLIENT", "KILL", "TYPE", "normal");
  ASSERT_TRUE(run_until(context, [&] { return changes.size() == 3; }));
  EXPECT_THAT(changes, testing::ElementsAre(true, false, true));
}

TEST_F(LinkTest, BoundsWhatIsInFlight) {
  auto options = server.options();
  options.max_in_flight = 10;
  const auto link = linked(options);
  server.stop();
  std::vector<std::optional<Result<Reply>>> results(12);
  for (auto& result : results) begin(*link, Command("PING"), result);
  ASSERT_TRUE(run_until(context, [&] { return results[10] && results[11]; }));
  EXPECT_EQ(results[11]->error(), Errc::refused);
  EXPECT_EQ(link->in_flight(), 10U);
  server.cont();
  ASSERT_TRUE(run_until(context, [&] { return results[9].has_value(); }));
  EXPECT_EQ((*results[9])->text, "PONG");
  EXPECT_TRUE(ask(*link, "PING"));
}

TEST_F(LinkTest, FullMemoryIsRefusedAndReadsGoOn) {
  const auto link = linked(server.options());
  ASSERT_TRUE(ask(*link, "SET", "k", "1"));
  ASSERT_TRUE(ask(*link, "CONFIG", "SET", "maxmemory", 1));
  EXPECT_EQ(ask(*link, "SET", "k", "2").error(), Errc::refused);
  EXPECT_THAT(link->last_error(), HasSubstr("OOM"));
  EXPECT_TRUE(link->up());
  EXPECT_EQ(ask(*link, "GET", "k")->text, "1");
  std::vector<Command> mixed;
  mixed.emplace_back("SET", "k", "3");
  mixed.emplace_back("GET", "k");
  const auto replies = run(context, link->run_all(std::move(mixed)));
  ASSERT_TRUE(replies);
  EXPECT_TRUE(is_refusal((*replies)[0].text));
  EXPECT_EQ((*replies)[1].text, "1");
  ASSERT_TRUE(ask(*link, "CONFIG", "SET", "maxmemory", 0));
  EXPECT_TRUE(ask(*link, "SET", "k", "4"));
}

TEST_F(LinkTest, ErrorInsideAFunctionIsNoRefusal) {
  const auto link = linked(server.options());
  const std::string code =
      "#!lua name=t\n"
      "redis.register_function('half', function(keys) redis.call('SET', keys[1], 'done')\n"
      "  return redis.call('XADD', keys[1], '*', 'f', 'v') end)";
  ASSERT_FALSE(ask(*link, "FUNCTION", "LOAD", code)->is_error());
  const auto reply = ask(*link, "FCALL", "half", 1, "k");
  ASSERT_TRUE(reply);
  EXPECT_THAT(reply->text, HasSubstr(" script: half, on @user_function:"));
  EXPECT_EQ(ask(*link, "GET", "k")->text, "done");
}

TEST_F(LinkTest, LeavesAReplicaAndTellsWhy) {
  const auto link = linked(server.options());
  server.ask("REPLICAOF", "127.0.0.1", 1);
  EXPECT_EQ(ask(*link, "SET", "k", "1").error(), Errc::refused);
  EXPECT_FALSE(link->up());
  EXPECT_TRUE(run_until(context, [&] {
    return link->last_error().find("is a replica") != std::string::npos;
  })) << link->last_error();
  server.ask("REPLICAOF", "NO", "ONE");
  ASSERT_TRUE(run_until(context, [&] { return link->up(); }));
  EXPECT_TRUE(ask(*link, "SET", "k", "1"));
}

asio::awaitable<Result<void>> load(Link& link) {
  const auto reply = co_await link.run(Command("SET", "prepared", "yes"));
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

TEST_F(LinkTest, PreparesEveryConnectionBeforeItIsUp) {
  int prepared = 0;
  bool good = false;
  Link link(context.get_executor(), server.options());
  link.on_ready([&](Link& fresh) -> asio::awaitable<Result<void>> {
    EXPECT_FALSE(link.up());
    ++prepared;
    server.ask("CONFIG", "SET", "maxmemory", good ? 0 : 1);
    return load(fresh);
  });
  link.start();
  ASSERT_TRUE(run_until(context, [&] { return prepared == 3; }));
  EXPECT_FALSE(link.up());
  EXPECT_THAT(link.last_error(), HasSubstr("preparing"));
  good = true;
  ASSERT_TRUE(run_until(context, [&] { return link.up(); }));
  EXPECT_EQ(ask(link, "GET", "prepared")->text, "yes");
}

TEST_F(LinkTest, AuthenticatesAndSelects) {
  server.ask("CONFIG", "SET", "requirepass", "s3cret");
  auto options = server.options();
  Link stranger(context.get_executor(), options);
  stranger.start();
  EXPECT_TRUE(run_until(context, [&] { return stranger.last_error().find("NOAUTH") != std::string::npos; }));
  options.address.password = "s3cret";
  options.address.db = 3;
  const auto link = linked(options);
  ASSERT_TRUE(ask(*link, "SET", "k", "v"));
  EXPECT_THAT(ask(*link, "INFO", "keyspace")->text, HasSubstr("db3:keys=1"));
}

TEST_F(LinkTest, SpeaksTcp) {
  asio::ip::tcp::acceptor probe(context, {asio::ip::address_v4::loopback(), 0});
  const auto port = probe.local_endpoint().port();
  probe.close();
  ASSERT_EQ(server.ask("CONFIG", "SET", "port", port).text, "OK");
  Options options;
  options.address = *parse_address("localhost:" + std::to_string(port));
  const auto link = linked(options);
  EXPECT_EQ(ask(*link, "PING")->text, "PONG");
}

TEST_F(LinkTest, MayDieWhileCallersWait) {
  auto link = linked(server.options());
  server.stop();
  std::optional<Result<Reply>> flying;
  begin(*link, Command("PING"), flying);
  ASSERT_TRUE(run_until(context, [&] { return link->in_flight() == 1; }));
  context.restart();
  context.poll();
  link.reset();
  ASSERT_TRUE(run_until(context, [&] { return flying.has_value(); }));
  EXPECT_EQ(flying->error(), Errc::unknown);
  server.cont();
}

TEST_F(LinkTest, ContextMayEndWhileCallersWait) {
  server.stop();
  std::optional<Result<Reply>> flying;
  auto other = std::make_unique<asio::io_context>();
  auto options = server.options();
  options.wait_up = 10s;
  auto link = std::make_unique<Link>(other->get_executor(), options);
  link->start();
  asio::co_spawn(*other, link->run(Command("PING")), [](std::exception_ptr, Result<Reply>) {});
  other->poll();
  link.reset();
  other.reset();
  server.cont();
}

}  // namespace
}  // namespace baton::redis
