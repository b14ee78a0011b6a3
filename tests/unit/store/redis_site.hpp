// A node's store on a throw-away Redis, with its two connections, for tests of what only Redis does.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "server/desk/lifecycle.hpp"
#include "server/store/redis_store.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::test {

class RedisSite {
public:
  explicit RedisSite(TestRedis& redis, redis::Options options)
      : redis_(redis),
        commands(context.get_executor(), options),
        subscriber(context.get_executor(), options),
        store(context.get_executor(), commands, subscriber, "s") {
    commands.start();
    subscriber.start();
  }
  explicit RedisSite(TestRedis& redis) : RedisSite(redis, redis.options()) {}
  ~RedisSite() {
    subscriber.stop();
    commands.stop();
    context.restart();
    context.poll();
  }

  bool is_up() {
    return run_until(context, [this] { return store.up(); });
  }
  template <class T>
  store::Result<T> ask(store::Task<T> call) {
    return run(context, std::move(call));
  }

  // A conversation of visitor `v1` that waits; its log holds "hello" and `queued`.
  void start(const std::string& id) {
    store::Commit commit{store::Reading{}};
    desk::Start start{.id = id, .department = "care", .visitor = {.id = "v1"}, .cid = "start-" + id};
    start.text = "hello";
    commit.change(std::nullopt, desk::start(start, {.now = 1000}));
    const auto done = ask(store.commit(std::move(commit)));
    ASSERT_TRUE(done);
    ASSERT_EQ(done->kind, store::Committed::Kind::done);
  }
  store::Result<store::Appended> say(const std::string& id, const std::string& cid,
                                     const std::string& text = "?") {
    desk::LogEvent event{{"v1", "", desk::Role::visitor}, cid, desk::Message{text}};
    return ask(store.append({id, "message.send", store::Side::visitor, std::move(event)}));
  }
  // Ana speaks, who may.
  store::Result<store::Appended> answer(const std::string& id, const std::string& cid) {
    redis_.ask("HSET", "{s}:conv:" + id, "writers", "v1 ana");
    desk::LogEvent event{{"ana", "Ana", desk::Role::agent}, cid, desk::Message{"hello"}};
    return ask(store.append({id, "message.send", store::Side::staff, std::move(event)}));
  }
  // Closes it, as it is, so that it is due to be sealed.
  void close(const std::string& id) {
    store::Reading seen;
    const auto view = ask(store.conversation(id, seen));
    ASSERT_TRUE(view);
    desk::Facts facts{.now = 2000};
    facts.settings.timing.seal_after = 0;
    const desk::Actor ana{"ana", "Ana", desk::Role::agent};
    auto body = view->body;
    body.state = desk::State::active;
    store::Commit commit{seen};
    commit.change(*view,
                  *desk::close(body, ana, "close-" + id, desk::CloseReason::resolved, std::nullopt, facts));
    const auto done = ask(store.commit(std::move(commit)));
    ASSERT_TRUE(done);
    ASSERT_EQ(done->kind, store::Committed::Kind::done);
  }

  // Every key with its value, as Redis dumps it.
  std::map<std::string, std::string> everything() {
    std::map<std::string, std::string> all;
    for (const auto& key : redis_.ask("KEYS", "*").items) all[key.text] = redis_.ask("DUMP", key.text).text;
    return all;
  }
  // The append-only file that is written now.
  std::filesystem::path aof() const {
    const auto folder = std::filesystem::path(redis_.socket_path()).parent_path() / "appendonlydir";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().string().ends_with(".incr.aof")) return entry.path();
    return {};
  }

private:
  TestRedis& redis_;

public:
  boost::asio::io_context context;
  redis::Link commands;
  redis::Subscriber subscriber;
  store::RedisStore store;
};

}  // namespace baton::test
