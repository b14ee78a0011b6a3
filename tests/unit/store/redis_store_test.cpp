// What only a real Redis shows: restarts, a lost tail, lost answers, the bytes of a sealed conversation.
#include "server/store/redis_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/store/redis_site.hpp"

namespace baton::store {
namespace {

using baton::test::RedisSite;
using baton::test::TestRedis;

Resumed resumed(RedisSite& site, const Position& position) {
  const auto answers = site.ask(site.store.resume({position}));
  EXPECT_TRUE(answers);
  return answers ? answers->at(0) : Resumed{};
}

// By default Redis puts its write to the file off for up to two seconds while the disk is slow.
const std::vector<std::string> writes_at_once = {"--appendfsync", "always"};

void come_back(RedisSite& site, TestRedis& redis) {
  redis.restart();
  ASSERT_TRUE(baton::test::run_until(site.context, [&] { return !site.store.up(); }));
  ASSERT_TRUE(site.is_up());
}

TEST(RedisStore, ARestartEndsTheEpochAndLosesNothing) {
  TestRedis redis(writes_at_once);
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  const auto said = site.say("c1", "m1");
  ASSERT_TRUE(said);
  come_back(site, redis);
  const auto told = resumed(site, {"c1", said->epoch, 3, std::nullopt});
  EXPECT_EQ(told.status, Synced::rollback);
  EXPECT_NE(told.epoch, said->epoch);
  EXPECT_EQ(told.last_log, 3u);
  const auto again = resumed(site, {"c1", told.epoch, 1, std::nullopt});
  EXPECT_EQ(again.status, Synced::ok);
  EXPECT_EQ(again.log.size(), 2u);
  EXPECT_EQ(site.say("c1", "m1")->landed, Landed::duplicate);
  EXPECT_EQ(site.say("c1", "m2")->seq, 4u);
}

// As on a full disk: what would enter the epoch is refused, its twin answers.
TEST(RedisStore, ReadsGoOnWhereNothingCanBeWritten) {
  TestRedis redis(writes_at_once);
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  const auto said = site.say("c1", "m1");
  ASSERT_TRUE(said);
  EXPECT_EQ(*site.ask(site.store.refuses_writes()), std::nullopt);
  come_back(site, redis);
  const auto written = [&] { return redis.ask("HGET", "{s}:conv:c1", "epoch").text; };
  redis.ask("CONFIG", "SET", "min-replicas-to-write", 1);
  EXPECT_EQ(site.ask(site.store.refuses_writes())->value_or("").substr(0, 10), "NOREPLICAS");
  EXPECT_EQ(site.say("c1", "m2").error(), Fault::refused);
  Reading seen;
  const auto view = site.ask(site.store.conversation("c1", seen));
  const auto greeting = site.ask(site.store.greet("v1", {{"c1", said->epoch, 3, std::nullopt}}));
  const auto told = resumed(site, {"c1", said->epoch, 3, std::nullopt});
  ASSERT_TRUE(view && greeting && greeting->latest);
  EXPECT_EQ(written(), said->epoch);
  redis.ask("CONFIG", "SET", "min-replicas-to-write", 0);
  EXPECT_EQ(*site.ask(site.store.refuses_writes()), std::nullopt);
  const auto entered = resumed(site, {"c1", said->epoch, 3, std::nullopt});
  EXPECT_EQ(written(), entered.epoch);
  EXPECT_NE(written(), said->epoch);
  for (const auto& before : {told, greeting->resumed.at(0)}) {
    EXPECT_EQ(before.status, entered.status);
    EXPECT_EQ(before.epoch, entered.epoch);
    EXPECT_EQ(before.last_log, entered.last_log);
  }
  EXPECT_EQ(view->hot.epoch, entered.epoch);
  EXPECT_EQ(greeting->latest->hot.epoch, entered.epoch);
}

// A page is one frame, or as many at once: one that no outbox holds would be sent for ever, and never arrive.
TEST(RedisStore, APageOfLongEventsHasFewer) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(site.say("c1", "m" + std::to_string(i), std::string(12'000, 'x')));
  Position at{"c1", "", 0, std::nullopt};
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = resumed(site, at);
    ASSERT_FALSE(page.log.empty());
    ASSERT_LE(page.log.size(), 10u);
    for (const auto& event : page.log) ASSERT_EQ(event.seq, ++at.log);
    more = page.more;
  }
  EXPECT_EQ(at.log, 42u);
  EXPECT_LE(pages, 7);
}

// Hears nothing but that everything is back, and asks at once.
struct Restored final : Listener {
  explicit Restored(RedisSite& of) : site(of) { site.store.listen(*this); }
  void on_log(const LogRecord&) override {}
  void on_notes(const NotesRecord&) override {}
  void on_changed(const std::string&, desk::Because, bool) override {}
  void on_signal(const std::string&, const Signal&) override {}
  void on_notice(const std::string&, const Notice&) override {}
  void on_feed(const Listed&) override {}
  void on_settings() override {}
  void on_restored() override {
    ++times;
    answered = answered && site.store.up();
  }
  RedisSite& site;
  int times = 0;
  bool answered = true;
};

// Whichever of its two connections comes back first: positions can be asked for when it is told.
TEST(RedisStore, ItIsToldToBeBackWhenItAnswers) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  Restored ear(site);
  for (int i = 1; i <= 5; ++i) {
    const auto before = ear.times;
    redis.restart();
    ASSERT_TRUE(baton::test::run_until(site.context, [&] { return !site.store.up(); }));
    EXPECT_TRUE(baton::test::run_until(site.context, [&] { return ear.times > before; }));
  }
  EXPECT_TRUE(ear.answered);
}

TEST(RedisStore, ALostTailIsToldByTheLowestLaterCut) {
  TestRedis redis(writes_at_once);
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  const auto first = site.say("c1", "m3");
  ASSERT_TRUE(first);
  const auto aof = site.aof();
  const auto size = std::filesystem::file_size(aof);
  for (int i = 4; i <= 6; ++i) ASSERT_TRUE(site.say("c1", "m" + std::to_string(i)));
  redis.kill9();
  std::filesystem::resize_file(aof, size);
  come_back(site, redis);

  // 4, 5 and 6 are gone; the sender sends 6 again, and it takes the place of 4.
  const auto retried = site.say("c1", "m6");
  ASSERT_TRUE(retried);
  EXPECT_EQ(retried->landed, Landed::done);
  EXPECT_EQ(retried->seq, 4u);
  EXPECT_NE(retried->epoch, first->epoch);
  const auto told = resumed(site, {"c1", first->epoch, 6, std::nullopt});
  EXPECT_EQ(told.status, Synced::rollback);
  EXPECT_EQ(told.last_log, 3u);
  EXPECT_TRUE(told.log.empty());

  // A second restart without loss: the first epoch still goes back to 3, the second to what it had.
  come_back(site, redis);
  EXPECT_EQ(resumed(site, {"c1", first->epoch, 6, std::nullopt}).last_log, 3u);
  EXPECT_EQ(resumed(site, {"c1", retried->epoch, 4, std::nullopt}).last_log, 4u);
  const auto unknown = resumed(site, {"c1", "0123456789abcdef", 4, std::nullopt});
  EXPECT_EQ(unknown.status, Synced::rollback);
  EXPECT_EQ(unknown.last_log, 0u);
}

TEST(RedisStore, AnUnknownOutcomeIsSettledByTheSameCid) {
  TestRedis redis;
  auto options = redis.options();
  options.command_deadline = std::chrono::milliseconds(300);
  RedisSite site(redis, options);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  redis.stop();
  const auto lost = site.say("c1", "m1");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error(), Fault::unknown);
  redis.cont();
  ASSERT_TRUE(site.is_up());
  const auto again = site.say("c1", "m1");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->landed, Landed::duplicate);
  EXPECT_EQ(again->seq, 3u);
  EXPECT_EQ(redis.ask("XLEN", "{s}:log:c1").integer, 3);
}

TEST(RedisStore, WithoutRedisEverythingIsRefused) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  redis.kill9();
  ASSERT_TRUE(baton::test::run_until(site.context, [&] { return !site.commands.up(); }));
  EXPECT_EQ(site.say("c1", "m1").error(), Fault::refused);
  EXPECT_EQ(site.ask(site.store.follow_log("c1")).error(), Fault::refused);
}

TEST(RedisStore, SealedIsOneSmallKeyAndUnsealsToTheSameBytes) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  const std::string text = "grüße \xF0\x9F\x8C\x8D\n\"quoted\"\\ \x01";
  for (int i = 0; i < 60; ++i)
    ASSERT_TRUE(site.say("c1", "m" + std::to_string(i), text + std::to_string(i % 7)));
  site.close("c1");
  const auto log = redis.ask("XRANGE", "{s}:log:c1", "-", "+");
  const auto cids = redis.ask("HLEN", "{s}:cid:c1").integer;
  std::int64_t size = 0;
  for (const std::string kind : {"conv", "log", "cid"})
    size += redis.ask("MEMORY", "USAGE", "{s}:" + kind + ":c1").integer;
  const auto sealed = site.ask(site.store.seal("c1"));
  ASSERT_TRUE(sealed);
  ASSERT_TRUE(*sealed);
  EXPECT_LT(redis.ask("STRLEN", "{s}:sealed:c1").integer, size / 4);
  EXPECT_EQ(redis.ask("EXISTS", "{s}:conv:c1", "{s}:log:c1", "{s}:notes:c1", "{s}:cid:c1").integer, 0);

  Reading seen;
  const auto view = site.ask(site.store.conversation("c1", seen));
  ASSERT_TRUE(view);
  Commit commit{seen};
  commit.change(*view, desk::note(view->body, {"ana", "Ana", desk::Role::agent}, "n1", "back again"));
  ASSERT_EQ(site.ask(site.store.commit(std::move(commit)))->kind, Committed::Kind::done);
  const auto back = redis.ask("XRANGE", "{s}:log:c1", "-", "+");
  ASSERT_EQ(back.items.size(), log.items.size());
  for (std::size_t i = 0; i < log.items.size(); ++i) {
    EXPECT_EQ(back.items[i].items[0].text, log.items[i].items[0].text);
    for (std::size_t f = 0; f < 4; ++f)
      EXPECT_EQ(back.items[i].items[1].items[f].text, log.items[i].items[1].items[f].text);
  }
  EXPECT_EQ(redis.ask("HLEN", "{s}:cid:c1").integer, cids);
  EXPECT_EQ(redis.ask("EXISTS", "{s}:sealed:c1").integer, 0);
}

TEST(RedisStore, ATimerSetAnewOutlivesTheClaimThatDropsIt) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  ASSERT_TRUE(site.ask(site.store.join("n1", 5000)));
  const auto come_and_go = [&] {
    ASSERT_TRUE(site.ask(site.store.here("n1", "ana", PersonKind::staff, 1, 0)));
    ASSERT_TRUE(site.ask(site.store.here("n1", "ana", PersonKind::staff, 0, 0)));
  };
  come_and_go();
  const auto due = site.ask(site.store.due(10));
  ASSERT_TRUE(due);
  ASSERT_EQ(due->ripe.size(), 1u);
  EXPECT_EQ(due->next, due->now + 5000);
  come_and_go();
  ASSERT_TRUE(site.ask(site.store.drop_timer({TimerKind::grace, "ana"})));
  EXPECT_EQ(site.ask(site.store.due(10))->ripe.size(), 1u);
  ASSERT_TRUE(site.ask(site.store.drop_timer({TimerKind::grace, "ana"})));
  EXPECT_EQ(redis.ask("EXISTS", "{s}:due").integer, 0);
}

// Beside or after a Baton that kept no `answered_at`: who spoke before is not told to have spoken first now.
TEST(RedisStore, WhatWasAnsweredBeforeTheLedgerIsNotAnsweredAgain) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  const auto begun = redis.ask("XLEN", "{s}:ledger").integer;
  ASSERT_TRUE(site.answer("c1", "m1"));
  EXPECT_EQ(redis.ask("XLEN", "{s}:ledger").integer, begun + 1);
  redis.ask("HDEL", "{s}:conv:c1", "answered_at");
  ASSERT_TRUE(site.answer("c1", "m2"));
  EXPECT_EQ(redis.ask("XLEN", "{s}:ledger").integer, begun + 1);
  Reading unused;
  EXPECT_TRUE(site.ask(site.store.conversation("c1", unused))->hot.answered_at);
}

// Beside or after a Baton that kept no arrivals, some are missing and some were never taken out.
TEST(RedisStore, WhoWaitsLongestIsFoundWithoutTheArrivalsOfAnOlderBaton) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  site.start("c2");
  Reading unused;
  const auto first = site.ask(site.store.conversation("c1", unused))->hot.arrived_us;
  const auto oldest = [&] { return site.ask(site.store.queues({"care"}))->queues.at(0).oldest_us; };
  redis.ask("ZADD", "{s}:arrivals:care", "1", "long gone");
  EXPECT_EQ(oldest(), first);
  redis.ask("DEL", "{s}:arrivals:care");
  EXPECT_EQ(oldest(), first);
  redis.ask("DEL", "{s}:waiting:care");
  redis.ask("ZADD", "{s}:arrivals:care", "1", "long gone");
  EXPECT_EQ(oldest(), std::nullopt);
}

}  // namespace
}  // namespace baton::store
