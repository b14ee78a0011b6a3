// A site in memory with two nodes: `here`, whose loop a test steps through, and `there`, which happens at a
// stroke whenever a test asks it to. Both share one MemoryState, so that anything may be put between two
// steps of `here`. Time stands still until a test moves it.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/chat/conversations.hpp"
#include "server/chat/handoffs.hpp"
#include "server/chat/hub.hpp"
#include "server/chat/matchers.hpp"
#include "server/chat/spawn.hpp"
#include "server/store/memory_store.hpp"
#include "tests/unit/chat/words.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::test {

// A connection that keeps what it is sent.
class Client final : public chat::Connection {
public:
  explicit Client(chat::Caller who) : who_(std::move(who)) {}
  const chat::Caller& caller() const override { return who_; }
  void send(chat::Frame frame) override { heard.push_back(*frame); }
  void revoked(const std::string& session_hash) override { heard.push_back("revoked " + session_hash); }
  void restart() override { heard.push_back("restart"); }

  std::vector<std::string> heard;

private:
  chat::Caller who_;
};
using ClientPtr = std::shared_ptr<Client>;

// What was read of a conversation arrives later than what is published meanwhile: they come by two ways.
class LateStore final : public store::MemoryStore {
public:
  using MemoryStore::MemoryStore;
  store::Task<store::ConversationView> conversation(std::string id, store::Reading& seen) override {
    auto view = co_await MemoryStore::conversation(std::move(id), seen);
    for (int turns = 0; turns < late; ++turns)
      co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
    co_return view;
  }
  int late = 0;
};

struct Part {
  explicit Part(const std::shared_ptr<store::MemoryState>& state) : store(context.get_executor(), state) {}
  // Everything that can happen without time passing.
  void idle() {
    context.restart();
    while (context.poll() > 0) context.restart();
  }
  bool step() {
    context.restart();
    return context.poll_one() > 0;
  }
  template <class T>
  T ask(boost::asio::awaitable<T> call) {
    return run(context, std::move(call));
  }
  void begin(boost::asio::awaitable<void> work) {
    chat::spawn(context.get_executor(), std::move(work), "a test");
  }

  boost::asio::io_context context;
  LateStore store;
  WordEncoder encoder;
  chat::Hub hub{context.get_executor(), store, encoder};
  chat::Matchers matchers{context.get_executor(), store};
  chat::Conversations conversations{store, hub, matchers, {}};
  chat::Handoffs handoffs{store, hub, matchers, {}};
};

inline desk::Staff staff_member(const std::string& id, std::vector<std::string> departments = {"care"},
                                std::vector<desk::StaffRole> roles = {desk::StaffRole::agent}) {
  desk::Staff s;
  s.id = id;
  s.name = "The " + id;
  s.email = id + "@example.org";
  s.roles = std::move(roles);
  s.departments = std::move(departments);
  return s;
}
inline chat::Caller visitor(const std::string& id) {
  desk::VisitorCard card;
  card.id = id;
  card.name = "Visitor-" + id;
  return chat::Caller::of(card);
}

class World {
public:
  World() {
    store::SettingsView before;
    desk::Settings settings;
    settings.departments = {{"care", "Care"}, {"sales", "Sales", desk::DepartmentKind::sales}};
    store::Commit commit{store::Reading{}};
    commit.change(before, settings);
    must(commit);
  }

  void must(store::Commit commit) {
    const auto done = there.ask(there.store.commit(std::move(commit)));
    ASSERT_TRUE(done && done->kind == store::Committed::Kind::done);
  }
  void hire(const desk::Staff& staff) {
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, staff);
    must(commit);
  }
  chat::Caller caller(const std::string& staff) { return chat::Caller::of(state->data.staff.at(staff).body); }
  // Each happens on `there`, at a stroke, and must succeed.
  std::string start(const std::string& who, const std::string& text = "hello") {
    chat::Conversations::Start what{"start-" + std::to_string(++cids_), std::nullopt, text};
    return done(there.conversations.start(visitor(who), what)).conversation;
  }
  chat::Done say(const chat::Caller& who, const std::string& conversation, const std::string& text) {
    return done(there.conversations.send(who, conversation, "say-" + std::to_string(++cids_), text));
  }
  chat::Done take(const std::string& staff, const std::string& conversation) {
    return done(
        there.conversations.take(caller(staff), conversation, "take-" + std::to_string(++cids_), false));
  }
  chat::Done note(const std::string& staff, const std::string& conversation, const std::string& text) {
    return done(
        there.conversations.note(caller(staff), conversation, "note-" + std::to_string(++cids_), text));
  }
  chat::Done close(const chat::Caller& who, const std::string& conversation) {
    const auto reason = who.is_staff() ? desk::CloseReason::resolved : desk::CloseReason::visitor_left;
    return done(there.conversations.close(who, conversation, "close-" + std::to_string(++cids_), reason, {}));
  }
  chat::Done done(chat::Task<chat::Done> call) {
    const auto answer = there.ask(std::move(call));
    there.idle();
    if (answer) return *answer;
    ADD_FAILURE() << "refused: " << static_cast<int>(answer.error().reason) << " " << answer.error().state;
    return {};
  }
  // A connection on `here`, which has entered.
  ClientPtr connect(const chat::Caller& who) {
    auto client = std::make_shared<Client>(who);
    EXPECT_TRUE(here.ask(here.hub.enter(client)));
    return client;
  }
  // The same, attached; what it heard of that is kept.
  ClientPtr connect(const chat::Caller& who, const std::string& conversation) {
    auto client = connect(who);
    EXPECT_TRUE(here.ask(here.hub.attach(client, conversation, desk::Because::changed)));
    here.idle();
    return client;
  }
  // The store comes back in another incarnation, with `data` (a copy taken earlier) in place of what it has.
  void fail_over(const store::MemoryData& data) {
    state->data = data;
    state->epoch = "epoch-" + std::to_string(++failovers_ + 1);
  }
  void pass(desk::Duration ms) { now_us_ += ms * 1000; }
  store::MemoryData::Conversation& stored(const std::string& id) { return *state->find(id); }

private:
  std::int64_t now_us_ = 1'790'000'000'000'000;
  int cids_ = 0;
  int failovers_ = 0;

public:
  std::shared_ptr<store::MemoryState> state =
      std::make_shared<store::MemoryState>([this] { return now_us_; }, "epoch-1");
  Part here{state};
  Part there{state};
};

}  // namespace baton::test
