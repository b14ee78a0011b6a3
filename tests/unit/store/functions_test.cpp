// The functions in a real Redis: loaded where missing, never replaced, loaded again when lost; nothing is
// written when a key is of another type.
#include "server/store/functions.hpp"

#include <gtest/gtest.h>

#include "tests/unit/store/redis_site.hpp"

namespace baton::store {
namespace {

using baton::test::RedisSite;
using baton::test::TestRedis;

TEST(Functions, AreLoadedOnceForAllNodes) {
  TestRedis redis;
  RedisSite first(redis);
  RedisSite second(redis);
  ASSERT_TRUE(first.is_up());
  ASSERT_TRUE(second.is_up());
  EXPECT_EQ(redis.ask("FUNCTION", "LIST").items.size(), libraries().size());
}

TEST(Functions, OtherCodeOfTheSameNameIsNeverReplaced) {
  TestRedis redis;
  const std::string other =
      "#!lua name=baton_append_4\nredis.register_function('append_4', function() return 1 end)";
  ASSERT_FALSE(redis.ask("FUNCTION", "LOAD", other).is_error());
  RedisSite site(redis);
  ASSERT_TRUE(baton::test::run_until(site.context, [&] { return !site.commands.last_error().empty(); }));
  EXPECT_FALSE(site.commands.up());
  const auto list = redis.ask("FUNCTION", "LIST", "LIBRARYNAME", "baton_append_4", "WITHCODE");
  EXPECT_EQ(list.items.at(0).items.back().text, other);
  // With it gone, the same node comes up by itself.
  redis.ask("FUNCTION", "DELETE", "baton_append_4");
  EXPECT_TRUE(site.is_up());
}

TEST(Functions, LostOnesAreLoadedAgainByTheCallThatMissesThem) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  redis.ask("FUNCTION", "FLUSH");
  const auto said = site.say("c1", "m1");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->seq, 3u);
  redis.ask("FUNCTION", "FLUSH");
  const auto views = site.ask(site.store.conversations({"c1", "c2"}));
  ASSERT_TRUE(views);
  EXPECT_EQ(views->size(), 1u);
}

// Puts a string where `key` should be something else, and says what `call` then gives and whether it wrote.
template <class Call>
void expect_untouched(RedisSite& site, TestRedis& redis, const std::string& key, Call call) {
  const auto was = redis.ask("DUMP", key);
  redis.ask("SET", key, "not what it should be");
  const auto before = site.everything();
  const auto answer = call();
  ASSERT_FALSE(answer) << key;
  EXPECT_EQ(answer.error(), Fault::corrupt) << key;
  EXPECT_EQ(site.everything(), before) << key;
  redis.ask("DEL", key);
  if (!was.is_nil()) redis.ask("RESTORE", key, 0, was.text);
}

TEST(Functions, AppendWritesNothingWhenAKeyIsOfAnotherType) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  redis.ask("HSET", "{s}:conv:c1", "idle_ms", "600000");
  for (const std::string key : {"{s}:conv:c1", "{s}:log:c1", "{s}:cid:c1", "{s}:due"})
    expect_untouched(site, redis, key, [&] { return site.say("c1", "m1"); });
  EXPECT_TRUE(site.say("c1", "m1"));
  redis.ask("HSET", "{s}:conv:c1", "writers", "v1 ana");
  expect_untouched(site, redis, "{s}:ledger", [&] { return site.answer("c1", "m2"); });
  EXPECT_TRUE(site.answer("c1", "m2"));
  redis.ask("SET", "{s}:ledger", "not what it should be");
  EXPECT_TRUE(site.answer("c1", "m3")) << "nothing of the first answer is asked again";
}

TEST(Functions, CommitWritesNothingWhenAKeyIsOfAnotherType) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  desk::Staff ana{.id = "ana", .name = "Ana", .email = "ana@example.org"};
  ana.departments = {"care"};
  ana.presence = desk::Presence::online;
  const auto commit = [&] {
    desk::Start start{.id = "c1", .department = "care", .visitor = {.id = "v1"}, .cid = "start"};
    auto change = desk::start(start, {.now = 1000});
    change.notes.push_back({desk::baton_itself(), "", desk::Note{"psst"}});
    change.conversation.opportunities = {{.id = "c1.1", .flagged_by = {"ana", "Ana"}}};
    change.ledger = {{.conversation = "c1", .by = desk::baton_itself()}};
    Commit what{Reading{}};
    what.change(std::nullopt, change);
    what.change(std::nullopt, ana);
    what.change(std::nullopt, desk::Visitor{{.id = "v1"}, 1000});
    what.change(SettingsView{}, desk::Settings{});
    what.call = Call{vcid_key("v1"), "v1", "start", "conversation.start"};
    return site.ask(site.store.commit(std::move(what)));
  };
  for (const std::string name :
       {"log:c1",       "notes:c1",     "vcid:v1",         "staff:ana",    "ready:care",
        "visitor:v1",   "settings",     "email",           "open",         "of:v1",
        "queue:care:_", "waiting:care", "arrivals:care",   "classes:care", "feed:care",
        "present",      "opps",         "opps:in:flagged", "opps:by:ana",  "ledger"})
    expect_untouched(site, redis, "{s}:" + name, commit);
  const auto done = commit();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, Committed::Kind::done);
}

TEST(Functions, PresenceWritesNothingWhenAKeyIsOfAnotherType) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  ASSERT_TRUE(site.ask(site.store.join("n1", 5000)));
  for (const std::string name : {"here:n1", "at:ana", "present", "due", "staff:ana", "nodes"})
    expect_untouched(site, redis, "{s}:" + name,
                     [&] { return site.ask(site.store.here("n1", "ana", PersonKind::staff, 1, 1000)); });
  EXPECT_TRUE(site.ask(site.store.here("n1", "ana", PersonKind::staff, 1, 1000))->changed);
}

TEST(Functions, AFullRedisRefusesToWriteAndGoesOnReadingRenewingAndSealing) {
  TestRedis redis;
  RedisSite site(redis);
  ASSERT_TRUE(site.is_up());
  site.start("c1");
  site.start("c2");
  site.close("c2");
  ASSERT_TRUE(site.ask(site.store.join("n1", 5000)));
  redis.ask("CONFIG", "SET", "maxmemory", "1");
  EXPECT_EQ(site.say("c1", "m1").error(), Fault::refused);
  Reading seen;
  EXPECT_TRUE(site.ask(site.store.conversation("c1", seen)));
  EXPECT_EQ(site.ask(site.store.log("c1", 0, "", 10))->events.size(), 2u);
  EXPECT_FALSE(site.ask(site.store.renew("n1", 5000, true))->reaped);
  EXPECT_TRUE(*site.ask(site.store.seal("c2")));
  redis.ask("CONFIG", "SET", "maxmemory", "0");
  EXPECT_EQ(site.say("c1", "m1")->landed, Landed::done);
}

}  // namespace
}  // namespace baton::store
