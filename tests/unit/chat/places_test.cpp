// What a waiting visitor is told of their place and of the wait, and how far that was from what came.
#include <algorithm>

#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A node that follows care, where ana is connected and online without a free slot.
struct Waiting {
  Waiting() {
    queues().interval = queues().idle_interval = 5ms;
    queues().places().erred = [this](desk::Duration ms) { errors.push_back(ms); };
    w.there.ask(w.there.store.join("n1", desk::minutes(10)));
    auto ana = staff_member("ana");
    ana.presence = desk::Presence::online;
    ana.capacity = 0;
    w.hire(ana);
    EXPECT_TRUE(w.there.ask(w.there.store.here("n1", "ana", store::PersonKind::staff, 1, desk::minutes(1))));
    follow();
  }
  chat::Queues& queues() { return w.here.hub.queues(); }
  void follow() {
    w.here.ask(queues().keep({"care"}));
    w.here.idle();
  }
  ClientPtr arrive(const std::string& who) {
    w.pass(1);  // nobody arrives at the same moment
    ids[who] = w.start(who);
    auto client = w.connect(visitor(who), ids[who]);
    w.here.idle();
    return client;
  }
  void take(const std::string& who) {
    EXPECT_TRUE(w.there.ask(w.there.conversations.take(w.caller("ana"), ids[who], "take-" + who, true)));
  }
  // Three who came and were helped, a minute apart: the pace from then on.
  void set_the_pace() {
    for (const std::string who : {"p1", "p2", "p3"}) {
      ids[who] = w.start(who);
      take(who);
      w.pass(desk::minutes(1));
    }
    w.here.idle();
  }
  std::vector<std::string> places(const ClientPtr& client) {
    std::vector<std::string> told;
    for (const auto& frame : client->heard)
      if (frame.starts_with("place ")) told.push_back(frame.substr(6));
    return told;
  }
  bool hears(const ClientPtr& client, const std::string& place) {
    return run_until(w.here.context, [&] {
      const auto told = places(client);
      return std::find(told.begin(), told.end(), place) != told.end();
    });
  }

  World w;
  std::map<std::string, std::string> ids;
  std::vector<desk::Duration> errors;
};

TEST(Places, AreToldWhenTheyMove) {
  Waiting s;
  const auto first = s.arrive("v1");
  const auto second = s.arrive("v2");
  EXPECT_TRUE(s.hears(first, s.ids["v1"] + " 1 -"));
  EXPECT_TRUE(s.hears(second, s.ids["v2"] + " 2 -"));
  s.take("v1");
  EXPECT_TRUE(s.hears(second, s.ids["v2"] + " 1 -"));
  EXPECT_EQ(s.places(first).size(), 1U);
  EXPECT_EQ(s.places(second).size(), 2U);
  EXPECT_THAT(s.errors, IsEmpty()) << "nothing was promised";
}

TEST(Places, OfSomebodyElsesAreNeverTold) {
  Waiting s;
  const auto first = s.arrive("v1");
  s.arrive("v2");
  const auto ana = s.w.connect(s.w.caller("ana"));
  EXPECT_TRUE(s.hears(first, s.ids["v1"] + " 1 -"));
  EXPECT_THAT(s.places(first), Each(HasSubstr(s.ids["v1"])));
  EXPECT_THAT(s.places(ana), IsEmpty());
}

TEST(Places, AreToldAgainAfterHalfAMinute) {
  Waiting s;
  const auto first = s.arrive("v1");
  ASSERT_TRUE(s.hears(first, s.ids["v1"] + " 1 -"));
  s.w.pass(29'998);
  s.queues().look_soon();
  const auto second = s.arrive("v2");  // told by the same look or a later one
  ASSERT_TRUE(s.hears(second, s.ids["v2"] + " 2 -"));
  EXPECT_EQ(s.places(first).size(), 1U);
  s.w.pass(1);
  s.queues().look_soon();
  EXPECT_TRUE(run_until(s.w.here.context, [&] { return s.places(first).size() == 2; }));
}

TEST(Places, FarBackOnlyATenthIsNews) {
  Waiting s;
  s.queues().places().far_interval = 5ms;
  for (int i = 1; i <= 49; ++i) {
    s.w.pass(1);
    s.ids["v" + std::to_string(i)] = s.w.start("v" + std::to_string(i));
  }
  const auto last = s.arrive("last");
  ASSERT_TRUE(s.hears(last, s.ids["last"] + " 50 -"));
  for (int i = 1; i <= 5; ++i) {
    s.take("v" + std::to_string(i));
    s.queues().look_soon();
    EXPECT_EQ(s.places(last).size(), 1U);
  }
  EXPECT_TRUE(run_until(s.w.here.context, [&] {
    s.queues().look_soon();
    return s.places(last).size() == 2;
  }));
  EXPECT_EQ(s.places(last).back(), s.ids["last"] + " 45 -");
}

TEST(Places, WhoLeftIsForgotten) {
  Waiting s;
  const auto first = s.arrive("v1");
  ASSERT_TRUE(s.hears(first, s.ids["v1"] + " 1 -"));
  EXPECT_TRUE(s.queues().places().any());
  s.w.here.hub.leave(first);
  EXPECT_FALSE(s.queues().places().any());
}

TEST(Places, TheWaitIsThePaceTimesThePlace) {
  Waiting s;
  s.set_the_pace();
  const auto first = s.arrive("v1");
  const auto second = s.arrive("v2");
  // Two departures after the first in three minutes.
  EXPECT_TRUE(s.hears(first, s.ids["v1"] + " 1 90001"));
  EXPECT_TRUE(s.hears(second, s.ids["v2"] + " 2 180002"));
  EXPECT_EQ(s.queues().newcomer_waits("care", true), 270'003);
  auto view = s.w.here.ask(s.w.here.conversations.get(visitor("v2"), s.ids["v2"]));
  ASSERT_TRUE(view);
  EXPECT_EQ(view->wait, 180'002);
}

TEST(Places, TheWaitIsUnknownWithoutDataOrWithoutAnybody) {
  Waiting s;
  s.arrive("v1");
  EXPECT_EQ(s.queues().newcomer_waits("care", true), std::nullopt);
  EXPECT_EQ(s.queues().newcomer_waits("nowhere", true), std::nullopt);
  s.set_the_pace();
  const auto second = s.arrive("v2");
  ASSERT_TRUE(
      run_until(s.w.here.context, [&] { return s.queues().newcomer_waits("care", true).has_value(); }));
  ASSERT_TRUE(s.w.there.ask(
      s.w.there.conversations.set_presence(s.w.caller("ana"), desk::Presence::away, std::nullopt)));
  EXPECT_TRUE(run_until(s.w.here.context, [&] { return !s.queues().newcomer_waits("care", true); }));
}

TEST(Places, SomebodyNewWaitsNotAtAllWhereASlotIsFree) {
  Waiting s;
  ASSERT_TRUE(
      s.w.there.ask(s.w.there.conversations.set_presence(s.w.caller("ana"), desk::Presence::online, 4)));
  s.queues().look_soon();
  EXPECT_TRUE(run_until(s.w.here.context, [&] { return s.queues().newcomer_waits("care", true) == 0; }));
  EXPECT_EQ(s.queues().newcomer_waits("care", false), std::nullopt) << "nobody assigns it by itself";
}

TEST(Places, TheErrorIsThatOfTheFirstEstimateTold) {
  Waiting s;
  s.set_the_pace();
  const auto first = s.arrive("v1");
  ASSERT_TRUE(s.hears(first, s.ids["v1"] + " 1 90001"));
  s.w.pass(desk::seconds(31));
  s.queues().look_soon();
  ASSERT_TRUE(run_until(s.w.here.context, [&] { return s.places(first).size() == 2; }));
  s.w.pass(desk::seconds(19));
  s.take("v1");
  ASSERT_TRUE(run_until(s.w.here.context, [&] { return !s.errors.empty(); }));
  EXPECT_THAT(s.errors, ::testing::ElementsAre(40'001));
}

// A node that starts later, or heard nothing for a while, estimates as one that heard everything.
TEST(Places, ThePaceIsReadFromTheFeed) {
  Waiting s;
  s.w.here.store.unfollow_feed("care");
  s.set_the_pace();
  s.queues().check();
  const auto first = s.arrive("v1");
  EXPECT_TRUE(s.hears(first, s.ids["v1"] + " 1 90001"));
  Part late{s.w.state};
  late.ask(late.hub.queues().keep({"care"}));
  late.hub.queues().look_soon();
  EXPECT_TRUE(
      run_until(late.context, [&] { return late.hub.queues().newcomer_waits("care", true) == 180'001; }));
}

TEST(Places, ThePaceIsReadAnewAfterAFailover) {
  Waiting s;
  const auto before = s.w.state->data;
  s.set_the_pace();
  s.w.fail_over(before);
  s.queues().check();
  const auto first = s.arrive("v1");
  ASSERT_TRUE(s.hears(first, s.ids["v1"] + " 1 -")) << "those departures never were";
}

}  // namespace
}  // namespace baton::test
