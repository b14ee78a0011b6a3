// What a console that watches queues hears: how they stand, then every change of that and nothing else, at
// most once an interval, whatever happens between two steps; and what it leaves behind.
#include <algorithm>

#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Ana of care is connected and away, with one of four slots taken. Sue watches, who may see every department.
struct Queues : Scene {
  Queues() {
    queues().interval = interval;
    // Nobody is assigned by itself.
    auto settings = w.state->data.settings;
    for (auto& d : settings.body.departments) d.assign = desk::AssignMode::manual;
    store::Commit commit{store::Reading{}};
    commit.change(w.state->data.settings, settings.body);
    w.must(commit);
    w.there.ask(w.there.store.join("n1", desk::minutes(10)));
    come("ana");
    console = w.connect(w.caller("sue"));
  }
  chat::Queues& queues() { return w.here.hub.queues(); }
  void come(const std::string& who) {
    ASSERT_TRUE(w.there.ask(w.there.store.here("n1", who, store::PersonKind::staff, 1, desk::minutes(1))));
  }
  void set(const std::string& who, desk::Presence presence, std::optional<int> capacity = std::nullopt) {
    ASSERT_TRUE(w.there.ask(w.there.conversations.set_presence(w.caller(who), presence, capacity)));
  }
  boost::asio::awaitable<void> watch(ClientPtr who, std::vector<std::string> departments) {
    auto answer = co_await w.here.conversations.watch_queues(who, std::move(departments));
    if (!answer) {
      refused = answer.error().reason;
      co_return;
    }
    result = *std::move(answer);
    queues().release(who.get());
  }
  void begin_watch(std::vector<std::string> departments = {"care", "sales"}) {
    w.here.begin(watch(console, std::move(departments)));
  }
  void watch_now(std::vector<std::string> departments = {"care"}) {
    begin_watch(std::move(departments));
    w.here.idle();
    ASSERT_TRUE(result);
    console->heard.clear();
  }
  bool hears(const std::string& frame) {
    return run_until(w.here.context,
                     [&] { return std::count(console->heard.begin(), console->heard.end(), frame) > 0; });
  }
  std::string say(const chat::QueueStatus& status) { return *w.here.encoder.queue(status); }

  static constexpr auto interval = 20ms;
  ClientPtr console;
  std::optional<std::vector<chat::QueueStatus>> result;
  std::optional<chat::Reason> refused;
};

TEST(Queues, StandAsTheyDoAndThenAsTheyChange) {
  Queues s;
  s.w.start("v2");
  s.w.pass(7000);
  s.begin_watch({"sales", "care", "sales"});
  s.w.here.idle();
  ASSERT_TRUE(s.result);
  ASSERT_EQ(s.result->size(), 2U);
  EXPECT_EQ(s.say(s.result->at(0)), "queue sales 0 - 0 0");
  EXPECT_EQ(s.say(s.result->at(1)), "queue care 1 7000 0 0");
  EXPECT_THAT(s.console->heard, IsEmpty());
  s.set("ana", desk::Presence::online);
  EXPECT_TRUE(s.hears("queue care 1 7000 1 3"));
  s.set("ana", desk::Presence::online, 2);
  EXPECT_TRUE(s.hears("queue care 1 7000 1 1"));
  s.set("ana", desk::Presence::online, 0);  // one more than she has place for
  EXPECT_TRUE(s.hears("queue care 1 7000 1 0"));
  const auto other = s.w.start("v3");
  EXPECT_TRUE(s.hears("queue care 2 7000 1 0"));
  s.w.close(visitor("v3"), other);
  EXPECT_TRUE(s.hears("queue care 1 7000 1 0"));
}

TEST(Queues, TheTickingIsNotToldButAnotherOldestIs) {
  Queues s;
  const auto first = s.w.start("v2");
  s.w.pass(1000);
  s.w.start("v3");
  s.w.pass(1000);
  s.watch_now({"care", "sales"});
  s.w.pass(1000);
  s.queues().look_soon();
  s.set("ana", desk::Presence::online);  // told after the look
  ASSERT_TRUE(s.hears("queue care 2 3000 1 3"));
  s.console->heard.clear();
  s.w.close(visitor("v2"), first);
  s.w.start("v4");
  ASSERT_TRUE(s.hears("queue care 2 2000 1 3"));
  EXPECT_LE(s.console->heard.size(), 2U) << "between the two, at most";
}

TEST(Queues, WhoseLoadChangedInOneDepartmentHasLessForTheOther) {
  Queues s;
  s.w.hire(staff_member("kim", {"care", "sales"}));
  s.come("kim");
  s.set("kim", desk::Presence::online);
  s.watch_now({"sales"});
  const auto id = s.w.start("v2");
  s.w.take("kim", id);
  EXPECT_TRUE(s.hears("queue sales 0 - 1 3"));
}

void at_each_step_of_watch(const std::function<void(Queues&)>& disturb,
                           const std::function<void(Queues&)>& check) {
  for (int steps = 0;; ++steps) {
    Queues scene;
    scene.begin_watch();
    int done = 0;
    while (done < steps && scene.w.here.step()) ++done;
    SCOPED_TRACE("disturbed after step " + std::to_string(done));
    disturb(scene);
    scene.w.here.idle();
    check(scene);
    if (done < steps || ::testing::Test::HasFailure()) return;
  }
}

TEST(Queues, NothingIsMissedAroundTheResult) {
  at_each_step_of_watch([](Queues& s) { s.w.start("v2"); },
                        [](Queues& s) {
                          ASSERT_TRUE(s.result);
                          const auto told = s.result->at(0).waiting;
                          EXPECT_TRUE(told == 1 || s.hears("queue care 1 0 0 0"));
                        });
}

TEST(Queues, WhatChangesBeforeTheResultIsOutIsTold) {
  Queues s;
  const auto answer = s.w.here.ask(s.w.here.conversations.watch_queues(s.console, {"care"}));
  ASSERT_TRUE(answer);
  const auto sue = s.w.connect(s.w.caller("sue"));
  ASSERT_TRUE(s.w.here.ask(s.w.here.conversations.watch_queues(sue, {"care"})));
  s.queues().release(sue.get());
  s.w.start("v2");
  ASSERT_TRUE(run_until(s.w.here.context, [&] { return !sue->heard.empty(); }));
  EXPECT_THAT(s.console->heard, IsEmpty());
  s.queues().release(s.console.get());
  EXPECT_EQ(s.console->heard, sue->heard);
}

TEST(Queues, WhoLeavesMidwayLeavesNothingBehind) {
  at_each_step_of_watch([](Queues& s) { s.w.here.hub.leave(s.console); },
                        [](Queues& s) {
                          Spy spy;
                          s.w.here.store.listen(spy);
                          s.console->heard.clear();
                          s.w.start("v2");
                          s.w.here.idle();
                          EXPECT_EQ(spy.heard, 0);
                          EXPECT_THAT(s.console->heard, IsEmpty());
                        });
}

TEST(Queues, AWatchReplacesTheEarlierOneAndNoneEndsIt) {
  Queues s;
  s.watch_now({"care"});
  s.watch_now({"sales"});
  s.w.hire(staff_member("sam", {"sales"}));
  s.come("sam");
  s.w.start("v2");
  s.set("sam", desk::Presence::online);
  EXPECT_TRUE(s.hears("queue sales 0 - 1 4"));
  EXPECT_THAT(s.console->heard, ElementsAre(HasSubstr("sales")));
  s.watch_now({});
  EXPECT_TRUE(s.result->empty());
  Spy spy;
  s.w.here.store.listen(spy);
  s.w.start("v3");
  s.w.here.idle();
  EXPECT_EQ(spy.heard, 0);
}

TEST(Queues, ACutStoreRefusesAndLeavesTheEarlierWatch) {
  Queues s;
  s.watch_now({"care"});
  s.w.here.store.away(true);
  s.begin_watch({"sales"});
  s.w.here.idle();
  EXPECT_EQ(s.refused, chat::Reason::unavailable);
  s.w.start("v2");  // not heard
  s.w.here.store.away(false);
  EXPECT_TRUE(s.hears("queue care 1 0 0 0"));
}

TEST(Queues, ABurstIsToldOnceAnInterval) {
  Queues s;
  s.watch_now({"care"});
  const auto from = std::chrono::steady_clock::now();
  for (int i = 0; i < 60; ++i) {
    s.w.start("burst" + std::to_string(i));
    s.w.here.context.restart();
    s.w.here.context.run_for(1ms);
  }
  ASSERT_TRUE(s.hears("queue care 60 0 0 0"));
  const auto took = std::chrono::steady_clock::now() - from;
  EXPECT_LE(s.console->heard.size(), static_cast<std::size_t>(took / Queues::interval) + 2);
  EXPECT_GT(s.console->heard.size(), 1U);
}

// A console that watches lists of a department shares its feed: each ends by itself.
TEST(Queues, AFeedIsSharedWithTheLists) {
  Queues s;
  const chat::States all{desk::State::queued};
  s.watch_now({"care"});
  ASSERT_TRUE(s.w.here.ask(s.w.here.conversations.watch(s.console, {"care"}, all)));
  s.w.here.hub.feeds().release(s.console.get());
  s.watch_now({});
  s.w.start("v2");
  s.w.here.idle();
  EXPECT_THAT(s.console->heard, ElementsAre(HasSubstr("listed care")));
  s.watch_now({"care"});
  ASSERT_TRUE(s.w.here.ask(s.w.here.conversations.watch(s.console, {}, all)));
  s.w.start("v3");
  EXPECT_TRUE(s.hears("queue care 2 0 0 0"));
  EXPECT_THAT(s.console->heard, ElementsAre(HasSubstr("queue care 2")));
}

TEST(Queues, OnlyDepartmentsThatAreTheirsToSee) {
  Queues s;
  s.w.hire(staff_member("sam", {"sales"}));
  const auto sam = s.w.connect(s.w.caller("sam"));
  const auto watched = [&](const ClientPtr& who, std::vector<std::string> departments) {
    const auto answer = s.w.here.ask(s.w.here.conversations.watch_queues(who, std::move(departments)));
    return answer ? "yes" : answer.error().reason == chat::Reason::not_found ? "hidden" : "?";
  };
  EXPECT_STREQ(watched(sam, {"sales"}), "yes");
  EXPECT_STREQ(watched(sam, {"sales", "care"}), "hidden");
  EXPECT_STREQ(watched(sam, {"nowhere"}), "hidden");
  EXPECT_STREQ(watched(s.console, {"sales", "care", "care"}), "yes");
  EXPECT_STREQ(watched(s.console, {"nowhere"}), "hidden");
}

}  // namespace
}  // namespace baton::test
