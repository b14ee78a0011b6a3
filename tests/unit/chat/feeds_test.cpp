// What a console that watches lists hears: every entry after its result, dense per department, whatever
// happens between two steps; and that it is told to come back when the store forgot what it was told.
#include <algorithm>
#include <sstream>

#include "server/desk/lifecycle.hpp"
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using desk::State;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const chat::States all_but_closed{State::queued, State::offered, State::active, State::missed};

// A console by the contract: the result of list.watch, then each `listed` in order.
struct Console {
  Console(const store::Lists& result, const std::vector<std::string>& heard) {
    for (const auto& [department, last] : result.feeds) at[department] = last.seq;
    for (const auto& c : result.summaries) shown[c.id] = words(c, {}, chat::Audience::staff);
    for (const auto& frame : heard) take(frame);
  }
  void take(const std::string& frame) {
    std::istringstream in(frame);
    std::string what, department, id, text;
    store::Seq seq = 0;
    in >> what >> department >> seq >> id >> text;
    if (what != "listed") return;
    if (!at.contains(department) || seq != ++at[department]) faults.push_back("not dense: " + frame);
    at[department] = seq;
    if (text == "gone")
      shown.erase(id);
    else
      shown[id] = text;
  }
  std::map<std::string, store::Seq> at;
  std::map<std::string, std::string> shown;
  std::vector<std::string> faults;
};

// Sue watches, who may see every department.
struct Lists : Scene {
  Lists() { console = w.connect(w.caller("sue")); }
  void begin_watch(std::vector<std::string> departments = {"care", "sales"},
                   chat::States states = all_but_closed) {
    w.here.begin(watch(console, std::move(departments), std::move(states)));
  }
  boost::asio::awaitable<void> watch(ClientPtr who, std::vector<std::string> departments,
                                     chat::States states) {
    auto answer = co_await w.here.conversations.watch(who, std::move(departments), std::move(states));
    if (!answer) {
      refused = answer.error().reason;
      co_return;
    }
    result = *std::move(answer);
    w.here.hub.feeds().release(who.get());
  }
  void watch_now(std::vector<std::string> departments = {"care"}, chat::States states = all_but_closed) {
    console->heard.clear();
    begin_watch(std::move(departments), std::move(states));
    w.here.idle();
    ASSERT_TRUE(result);
  }
  void lose_publications(const std::string& department = "care") { w.here.store.unfollow_feed(department); }
  void check() {
    w.here.ask(w.here.hub.check_positions());
    w.here.idle();
  }
  std::size_t followed() { return w.here.hub.feeds().followed(); }
  void tag(const std::string& id, const std::string& with) {
    ASSERT_TRUE(
        w.there.ask(w.there.conversations.tag(w.caller("sue"), id, "tag-" + std::to_string(++tags), {with})));
    w.there.idle();
  }
  // What the console shows is what the store has.
  void expect_true_lists(const std::vector<std::string>& departments = {"care", "sales"}) {
    ASSERT_TRUE(result);
    const Console seen(*result, console->heard);
    EXPECT_THAT(seen.faults, IsEmpty());
    const auto truth = w.there.ask(w.there.store.lists(departments, all_but_closed));
    const Console stored(*truth, {});
    EXPECT_EQ(seen.shown, stored.shown);
    EXPECT_EQ(seen.at, stored.at);
  }
  bool restarted() const {
    return std::find(console->heard.begin(), console->heard.end(), "restart") != console->heard.end();
  }
  ClientPtr console;
  std::optional<store::Lists> result;
  std::optional<chat::Reason> refused;
  int tags = 0;
};

void at_each_step_of_watch(const std::function<void(Lists&)>& disturb,
                           const std::function<void(Lists&)>& check) {
  for (int steps = 0;; ++steps) {
    Lists scene;
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

TEST(Feeds, NothingIsMissedAroundTheResult) {
  at_each_step_of_watch(
      [](Lists& s) {
        s.w.start("v2");
        s.w.close(s.w.caller("ana"), s.conversation);
        s.w.start("v3");
      },
      [](Lists& s) { s.expect_true_lists(); });
}

TEST(Feeds, ASecondWatcherIsToldFromItsOwnResultOn) {
  at_each_step_of_watch(
      [](Lists& s) {
        const auto sue = s.w.connect(s.w.caller("sue"));
        ASSERT_TRUE(s.w.here.ask(s.w.here.conversations.watch(sue, {"care"}, all_but_closed)));
        s.w.here.hub.feeds().release(sue.get());
        s.w.start("v2");
        s.w.here.idle();
        EXPECT_THAT(sue->heard, ElementsAre(HasSubstr("state=0")));
      },
      [](Lists& s) { s.expect_true_lists(); });
}

TEST(Feeds, WhatAFailoverTookBackMidwayIsFoundOrNeverTold) {
  at_each_step_of_watch(
      [](Lists& s) {
        const auto kept = s.w.state->data;
        s.w.start("v2");
        s.w.there.idle();
        s.w.fail_over(kept);
        s.w.start("v3");
      },
      [](Lists& s) {
        s.check();
        if (s.restarted())
          EXPECT_EQ(s.followed(), 0U);
        else
          s.expect_true_lists();
      });
}

TEST(Feeds, WhoLeavesMidwayLeavesNothingBehind) {
  at_each_step_of_watch([](Lists& s) { s.w.here.hub.leave(s.console); },
                        [](Lists& s) {
                          EXPECT_EQ(s.followed(), 0U);
                          Spy spy;
                          s.w.here.store.listen(spy);
                          s.console->heard.clear();
                          s.w.start("v2");
                          s.w.here.idle();
                          EXPECT_EQ(spy.heard, 0);
                          EXPECT_THAT(s.console->heard, IsEmpty());
                        });
}

TEST(Feeds, ACutStoreRefusesAndLeavesTheEarlierWatch) {
  Lists s;
  s.watch_now();
  s.w.here.store.away(true);
  s.begin_watch({"sales"});
  s.w.here.idle();
  EXPECT_EQ(s.refused, chat::Reason::unavailable);
  EXPECT_EQ(s.followed(), 1U);
  s.w.start("v2");  // not heard
  s.w.here.store.away(false);
  s.w.here.idle();
  s.expect_true_lists({"care"});
}

TEST(Feeds, AWatchReplacesTheEarlierOne) {
  Lists s;
  s.watch_now({"care"});
  s.watch_now({"sales"});
  EXPECT_EQ(s.followed(), 1U);
  s.w.start("v2");
  s.w.here.idle();
  EXPECT_THAT(s.console->heard, IsEmpty());
  s.watch_now({});
  EXPECT_EQ(s.followed(), 0U);
  EXPECT_EQ(s.w.here.hub.feeds().watched(s.console.get(), "sales"), nullptr);
}

TEST(Feeds, AStateOutsideThoseAskedForIsGone) {
  Lists s;
  s.watch_now({"care"}, {State::active});
  ASSERT_EQ(s.result->summaries.size(), 1U);
  const auto other = s.w.start("v2");
  s.w.take("ben", other);
  s.w.close(s.w.caller("ben"), other);
  s.w.here.idle();
  EXPECT_THAT(s.console->heard,
              ElementsAre(HasSubstr(other + " gone"), HasSubstr("owner=ben"), HasSubstr(other + " gone")));
  EXPECT_EQ(*s.w.here.hub.feeds().watched(s.console.get(), "care"), chat::States{State::active});
}

TEST(Feeds, AConversationThatChangesItsDepartmentIsGoneFromTheFirst) {
  Lists s;
  s.watch_now({"care", "sales"});
  auto& stored = s.w.stored(s.conversation);
  auto moved = desk::note(stored.body, desk::Actor(), "", "to sales");
  moved.conversation.department = "sales";
  store::Commit commit{store::Reading{}};
  commit.change(s.w.state->view(stored), moved);
  s.w.must(commit);
  s.w.here.idle();
  EXPECT_THAT(s.console->heard, ElementsAre(HasSubstr("listed care 3 " + s.conversation + " gone"),
                                            HasSubstr("listed sales 1 " + s.conversation + " state=2")));
  s.expect_true_lists();
}

TEST(Feeds, AGapIsPulledAndComesInOrder) {
  Lists s;
  s.watch_now();
  s.lose_publications();
  s.w.start("v2");
  s.w.start("v3");
  s.w.here.idle();
  EXPECT_THAT(s.console->heard, IsEmpty());
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_feed("care")));
  s.w.start("v4");
  s.w.here.idle();
  EXPECT_EQ(s.console->heard.size(), 3U);
  s.expect_true_lists({"care"});
}

TEST(Feeds, LostPublicationsAreHealedByThePositionCheckAndWhenRestored) {
  Lists s;
  s.watch_now();
  s.lose_publications();
  for (int i = 0; i < 450; ++i) s.tag(s.conversation, "t" + std::to_string(i));
  s.check();
  EXPECT_EQ(s.console->heard.size(), 450U);
  s.expect_true_lists({"care"});
  s.w.here.store.away(true);
  s.w.start("v2");
  s.w.here.store.away(false);
  s.w.here.idle();
  s.expect_true_lists({"care"});
}

TEST(Feeds, OfWhatTheFeedNoLongerHasTheLastEntryIsToldSoThatTheGapIsSeen) {
  Lists s;
  s.watch_now();
  s.lose_publications();
  const auto told = s.result->feeds.at("care").seq;
  for (int i = 0; i < 1001; ++i) s.tag(s.conversation, "t" + std::to_string(i));
  s.check();
  ASSERT_THAT(s.console->heard, ElementsAre(HasSubstr("listed care " + std::to_string(told + 1001) + " ")));
  const auto page = s.w.here.ask(s.w.here.conversations.feed(s.w.caller("ana"), "care", told));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, store::FeedPage::Status::trimmed);
  ASSERT_TRUE(s.w.here.ask(s.w.here.store.follow_feed("care")));
  s.tag(s.conversation, "live");
  s.w.here.idle();
  EXPECT_THAT(s.console->heard.back(), HasSubstr("listed care " + std::to_string(told + 1002) + " "));
}

TEST(Feeds, AFailoverThatLostNothingIsNotNoticed) {
  Lists s;
  s.watch_now();
  s.w.fail_over(s.w.state->data);
  s.check();
  s.w.start("v2");
  s.w.here.idle();
  EXPECT_EQ(s.console->heard.size(), 1U);
  s.expect_true_lists({"care"});
}

TEST(Feeds, WhoWasToldWhatAFailoverTookBackComesBack) {
  for (const bool heard_anew : {false, true}) {
    Lists s;
    s.watch_now();
    const auto sales = s.w.connect(s.w.caller("sue"));
    ASSERT_TRUE(s.w.here.ask(s.w.here.conversations.watch(sales, {"sales"}, all_but_closed)));
    const auto kept = s.w.state->data;
    s.w.start("v2");
    s.w.here.idle();
    s.w.fail_over(kept);
    if (heard_anew) {
      s.w.start("v3");
      s.w.start("v4");
      s.w.here.idle();
    } else {
      s.check();
    }
    EXPECT_EQ(s.console->heard.size(), 2U);
    EXPECT_TRUE(s.restarted());
    EXPECT_THAT(sales->heard, IsEmpty()) << "nothing of theirs was lost";
    EXPECT_EQ(s.followed(), 1U);
    s.w.here.hub.leave(s.console);
    s.console = s.w.connect(s.w.caller("sue"));
    s.watch_now();
    s.w.start("v5");
    s.w.here.idle();
    s.expect_true_lists({"care"});
  }
}

TEST(Feeds, ADuplicatePublicationIsDropped) {
  Lists s;
  s.watch_now();
  s.w.start("v2");
  s.w.here.idle();
  const auto page = s.w.there.ask(s.w.there.store.feed("care", {}, 1000));
  for (const auto& entry : page->entries) s.w.here.hub.on_feed(entry);
  s.w.here.idle();
  EXPECT_EQ(s.console->heard.size(), 1U);
}

// --- who may

TEST(Feeds, OnlyDepartmentsThatAreTheirsToSee) {
  Lists s;
  const auto sue = s.w.connect(s.w.caller("sue"));
  const auto watched = [&](const ClientPtr& who, std::vector<std::string> departments) {
    const auto answer =
        s.w.here.ask(s.w.here.conversations.watch(who, std::move(departments), all_but_closed));
    return answer ? "yes" : answer.error().reason == chat::Reason::not_found ? "hidden" : "?";
  };
  s.w.hire(staff_member("sam", {"sales"}));
  const auto sam = s.w.connect(s.w.caller("sam"));
  EXPECT_STREQ(watched(sam, {"sales"}), "yes");
  EXPECT_STREQ(watched(sam, {"sales", "care"}), "hidden");
  EXPECT_STREQ(watched(sam, {"nowhere"}), "hidden");
  EXPECT_STREQ(watched(sue, {"sales", "care", "care"}), "yes");
  EXPECT_STREQ(watched(sue, {"nowhere"}), "hidden");
  const auto fed = [&](const char* who, const char* department) {
    return s.w.here.ask(s.w.here.conversations.feed(s.w.caller(who), department, 0)).has_value();
  };
  EXPECT_TRUE(fed("sam", "sales"));
  EXPECT_FALSE(fed("sam", "care"));
  EXPECT_TRUE(fed("sue", "care"));
  EXPECT_FALSE(fed("sue", "nowhere"));
}

// As they are now, not as they were at hello.
TEST(Feeds, DepartmentsAreLookedUpAtTheCall) {
  Lists s;
  auto moved = s.w.state->data.staff.at("ana").body;
  moved.departments = {"sales"};
  store::Commit commit{store::Reading{}};
  commit.change(s.w.state->view(s.w.state->data.staff.at("ana")), moved);
  s.w.must(commit);
  s.console = s.ana;  // of care when she said hello
  s.begin_watch({"care"});
  s.w.here.idle();
  EXPECT_EQ(s.refused, chat::Reason::not_found);
  s.watch_now({"sales"});
}

TEST(Feeds, WhoWaitsComesFirst) {
  Lists s;
  s.w.start("v2");
  s.watch_now({"care"}, {State::active, State::queued});
  ASSERT_EQ(s.result->summaries.size(), 2U);
  EXPECT_EQ(s.result->summaries[0].state, State::queued);
}

}  // namespace
}  // namespace baton::test
