// Owners who are lost and come back, statuses, and lists.
#include <algorithm>

#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

struct Desk : Scene {
  chat::Conversations& c = w.here.conversations;
  template <class T>
  chat::Result<T> ask(chat::Task<T> call) {
    return w.here.ask(std::move(call));
  }
  void here(const std::string& person, int connections) {
    auto& store = w.there.store;
    ASSERT_TRUE(w.there.ask(store.join("n", 5000)));
    ASSERT_TRUE(w.there.ask(store.here("n", person, store::PersonKind::staff, connections, 20'000)));
  }
  desk::Conversation& body() { return w.stored(conversation).body; }
  bool in_due(const std::string& member) { return w.state->set("due").rank(member).has_value(); }
};

TEST(OwnerLost, GoesBackToTheQueueWithItsArrivalAndAPreference) {
  Desk d;
  const auto arrived = d.w.stored(d.conversation).hot.arrived_us;
  d.w.pass(desk::minutes(5));
  ASSERT_TRUE(d.ask(d.c.owner_lost("ana")));
  EXPECT_EQ(d.body().state, desk::State::queued);
  EXPECT_EQ(d.body().pref->staff, "ana");
  EXPECT_EQ(d.w.stored(d.conversation).hot.arrived_us, arrived);
  EXPECT_TRUE(d.w.state->data.staff.at("ana").body.owned.empty());
  const auto log = kinds(d.w.stored(d.conversation).log);
  EXPECT_EQ(std::vector(log.end() - 2, log.end()),
            (std::vector<std::string>{"left:ana", "queued:agent_left"}));
  EXPECT_TRUE(d.in_due(store::timer_member({store::TimerKind::patience, d.conversation})));
}

TEST(OwnerLost, NobodyIsLostWhoIsHereOrCameBackAtAnyStep) {
  Desk d;
  d.here("ana", 1);
  ASSERT_TRUE(d.ask(d.c.owner_lost("ana")));
  EXPECT_EQ(d.body().state, desk::State::active);
  std::optional<bool> kept;
  const Act begin = [](Scene& s) {
    s.w.here.begin([](chat::Conversations& c) -> boost::asio::awaitable<void> {
      const auto lost = co_await c.owner_lost("ana");
      EXPECT_TRUE(lost);
    }(s.w.here.conversations));
  };
  const Act disturb = [&](Scene& s) {
    auto& store = s.w.there.store;
    ASSERT_TRUE(s.w.there.ask(store.join("n", 5000)));
    ASSERT_TRUE(s.w.there.ask(store.here("n", "ana", store::PersonKind::staff, 1, 20'000)));
    kept = s.w.stored(s.conversation).body.state == desk::State::active;
  };
  const Act check = [&](Scene& s) {
    const bool active = s.w.stored(s.conversation).body.state == desk::State::active;
    EXPECT_EQ(active, *kept) << "it was decided before they were back, or not at all";
    EXPECT_EQ(s.w.state->data.staff.at("ana").body.load(), active ? 1 : 0);
  };
  at_each_step(begin, disturb, check);
}

TEST(OwnerLost, AllOfTheirsAndTheTimerIsDropped) {
  Desk d;
  d.w.take("ana", d.w.start("v2"));
  d.w.take("ana", d.w.start("v3"));
  d.here("ana", 1);
  d.here("ana", 0);
  d.w.pass(21'000);
  const auto due = d.w.here.ask(d.w.here.store.due(16));
  ASSERT_TRUE(due);
  ASSERT_EQ(due->ripe.size(), 1U);
  ASSERT_TRUE(d.ask(d.c.owner_lost(due->ripe[0].id)));
  EXPECT_TRUE(d.w.state->data.staff.at("ana").body.owned.empty());
  EXPECT_FALSE(d.in_due(store::timer_member({store::TimerKind::grace, "ana"})));
  EXPECT_EQ(d.w.state->set("waiting:care").size(), 3U);
}

TEST(Patience, EndsThePreferenceAndNotBefore) {
  Desk d;
  ASSERT_TRUE(d.ask(d.c.owner_lost("ana")));
  ASSERT_TRUE(d.ask(d.c.timer({store::TimerKind::patience, d.conversation})));
  EXPECT_TRUE(d.body().pref);
  d.w.pass(60'000);
  ASSERT_TRUE(d.ask(d.c.timer({store::TimerKind::patience, d.conversation})));
  EXPECT_FALSE(d.body().pref);
  EXPECT_FALSE(d.in_due(store::timer_member({store::TimerKind::patience, d.conversation})));
}

TEST(Preferred, WhoHadThisCustomerLastWhileTheyAreThere) {
  Desk d;
  const auto ben = d.w.caller("ben");
  const auto again = [&] {
    d.w.close(d.w.caller("ana"), d.conversation);
    d.w.pass(1);
    d.conversation = d.w.start("v1");
  };
  again();
  EXPECT_FALSE(d.body().pref) << "she is not connected";
  d.w.take("ana", d.conversation);
  d.here("ana", 1);
  again();
  EXPECT_FALSE(d.body().pref) << "nor online";
  ASSERT_TRUE(d.ask(d.c.set_presence(d.w.caller("ana"), desk::Presence::online, 1)));
  d.w.here.idle();
  ASSERT_EQ(d.body().owner->id, "ana");
  d.here("ben", 1);
  ASSERT_TRUE(d.ask(d.c.set_presence(ben, desk::Presence::online, 1)));
  d.w.here.idle();
  again();
  EXPECT_EQ(d.body().owner->id, "ana") << "although ben was idle for longer";

  // While she is full it waits for her, and then for nobody.
  d.w.close(d.w.caller("ana"), d.conversation);
  const auto first = d.w.start("v2");
  ASSERT_EQ(d.w.stored(first).body.owner->id, "ben");
  ASSERT_EQ(d.w.stored(d.w.start("v3")).body.owner->id, "ana");
  d.conversation = d.w.start("v1");
  d.w.close(ben, first);
  ASSERT_EQ(d.body().state, desk::State::queued);
  EXPECT_EQ(d.body().pref->staff, "ana");
  d.w.pass(desk::Timing().preferred_patience);
  ASSERT_TRUE(d.ask(d.c.timer({store::TimerKind::patience, d.conversation})));
  d.w.here.idle();
  EXPECT_EQ(d.body().owner->id, "ben");
}

TEST(SetPresence, OnlineIsMatchedAndACapacityBelowTheLoadStopsOnlyNewOnes) {
  Desk d;
  d.w.start("v2");
  d.here("ana", 1);
  const auto online = d.ask(d.c.set_presence(d.w.caller("ana"), desk::Presence::online, 3));
  ASSERT_TRUE(online);
  EXPECT_EQ(online->presence, desk::Presence::online);
  EXPECT_EQ(online->capacity, 3);
  d.w.here.idle();
  EXPECT_EQ(d.w.state->data.staff.at("ana").body.load(), 2) << "the one who waited was matched";
  const auto version = d.w.state->data.staff.at("ana").version;
  ASSERT_TRUE(d.ask(d.c.set_presence(d.w.caller("ana"), desk::Presence::online, std::nullopt)));
  EXPECT_EQ(d.w.state->data.staff.at("ana").version, version) << "nothing to write";
  ASSERT_TRUE(d.ask(d.c.set_presence(d.w.caller("ana"), desk::Presence::online, 1)));
  d.w.start("v3");
  d.w.here.matchers.wake("care");
  d.w.here.idle();
  EXPECT_EQ(d.w.state->data.staff.at("ana").body.load(), 2);
}

struct Listing : Desk {
  Listing() {
    for (int i = 2; i < 9; ++i) {
      w.pass(1000);
      ids.push_back(w.start("v" + std::to_string(i)));
    }
    w.take("ana", ids[0]);
    w.take("ben", ids[1]);
    w.close(w.caller("ben"), ids[1]);
    w.close(visitor("v4"), ids[2]);  // missed
    const auto tagged = w.there.ask(w.there.conversations.take(w.caller("ben"), ids[3], "x", false));
    EXPECT_TRUE(tagged);
    EXPECT_TRUE(w.there.ask(w.there.conversations.tag(w.caller("ben"), ids[3], "y", {"vip"})));
  }
  std::vector<std::string> list(chat::Conversations::Filter filter, const std::string& as = "sue") {
    std::vector<std::string> all;
    for (int page = 0; page < 20; ++page) {
      const auto found = ask(c.list(w.caller(as), filter));
      if (!found) {
        ADD_FAILURE() << "refused";
        return all;
      }
      EXPECT_LE(found->conversations.size(), static_cast<std::size_t>(filter.limit));
      for (const auto& view : found->conversations) all.push_back(view.body.id);
      filter.cursor = found->cursor;
      if (!filter.cursor) break;
    }
    return all;
  }
  std::vector<std::string> ids;
};

TEST(List, ByEachFilterAndAllPages) {
  Listing l;
  using Filter = chat::Conversations::Filter;
  for (const int limit : {1, 2, 3, 50}) {
    SCOPED_TRACE(limit);
    Filter open;
    open.limit = limit;
    EXPECT_THAT(l.list(open), ElementsAre(l.ids[6], l.ids[5], l.ids[4], l.ids[3], l.ids[0], l.conversation));
    auto queued = open;
    queued.state = desk::State::queued;
    EXPECT_THAT(l.list(queued), ElementsAre(l.ids[6], l.ids[5], l.ids[4]));
    auto missed = open;
    missed.state = desk::State::missed;
    EXPECT_THAT(l.list(missed), ElementsAre(l.ids[2]));
    auto closed = open;
    closed.state = desk::State::closed;
    EXPECT_THAT(l.list(closed), ElementsAre(l.ids[1]));
    auto owned = open;
    owned.owner = "ben";
    EXPECT_THAT(l.list(owned), UnorderedElementsAre(l.ids[1], l.ids[3]));
    owned.state = desk::State::active;
    EXPECT_THAT(l.list(owned), ElementsAre(l.ids[3]));
    auto theirs = open;
    theirs.visitor = "v4";
    EXPECT_THAT(l.list(theirs), ElementsAre(l.ids[2]));
    auto tagged = open;
    tagged.tag = "vip";
    EXPECT_THAT(l.list(tagged), ElementsAre(l.ids[3]));
    auto elsewhere = open;
    elsewhere.department = "sales";
    EXPECT_THAT(l.list(elsewhere), ElementsAre());
  }
}

TEST(List, ShowsOnlyWhatOneMayRead) {
  Listing l;
  l.w.hire(staff_member("far", {"sales"}));
  EXPECT_THAT(l.list({}, "far"), ElementsAre());
  EXPECT_EQ(l.list({}, "ben").size(), 6U);
}

TEST(Reading, LogsByRight) {
  Desk d;
  d.w.hire(staff_member("far", {"sales"}));
  const auto& id = d.conversation;
  EXPECT_EQ(d.ask(d.c.notes(visitor("v1"), id, 0, "", 200)).error().reason, Reason::forbidden);
  EXPECT_EQ(d.ask(d.c.notes(visitor("v2"), id, 0, "", 200)).error().reason, Reason::not_found);
  EXPECT_EQ(d.ask(d.c.notes(d.w.caller("far"), id, 0, "", 200)).error().reason, Reason::not_found);
  EXPECT_EQ(d.ask(d.c.log(d.w.caller("ben"), id, 1, "", 200))->events.size(), 2U);
  EXPECT_EQ(d.ask(d.c.notes(d.w.caller("ben"), id, 0, "", 200))->events.size(), 2U);
}

TEST(Reading, MarksAndSignals) {
  Desk d;
  d.tell(d.ana);
  d.w.here.idle();
  d.ana->heard.clear();
  ASSERT_TRUE(d.ask(d.c.read(visitor("v1"), d.conversation, false, 2)));
  ASSERT_TRUE(d.ask(d.c.read(d.w.caller("sue"), d.conversation, false, 3)));  // only looks on
  d.w.here.idle();
  EXPECT_THAT(d.ana->heard, ElementsAre("signal read v1 log 2"));
  EXPECT_EQ(d.w.stored(d.conversation).hot.read.at("v1"), 2U);
  EXPECT_FALSE(d.w.stored(d.conversation).hot.read.contains("sue"));
  EXPECT_EQ(d.ask(d.c.read(visitor("v1"), d.conversation, false, 4)).error().field, "seq");
  EXPECT_EQ(d.ask(d.c.read(visitor("v1"), d.conversation, true, 1)).error().reason, Reason::forbidden);
}

}  // namespace
}  // namespace baton::test
