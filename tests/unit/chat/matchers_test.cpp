// Laws L4 and L5 with several nodes that race: none assigned twice, nobody over capacity, in order of virtual
// start, and nobody waits at a quiet moment who could be served.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "server/desk/lifecycle.hpp"
#include "server/desk/match.hpp"
#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

// Some nodes whose turns are mixed by chance, and a second node name for presence.
struct Race {
  explicit Race(int count) {
    while (static_cast<int>(nodes.size()) < count) nodes.push_back(std::make_unique<Part>(w.state));
    EXPECT_TRUE(w.there.ask(w.there.store.join("n", 1'000'000)));
  }
  void hire(const std::string& id, int capacity, std::vector<std::string> departments) {
    auto s = staff_member(id, std::move(departments));
    s.capacity = capacity;
    s.presence = desk::Presence::online;
    w.hire(s);
    const auto here = w.there.ask(w.there.store.here("n", id, store::PersonKind::staff, 1, 20'000));
    EXPECT_TRUE(here);
  }
  std::string arrive(const std::string& who, const std::string& department,
                     desk::Priority priority = desk::Priority::normal) {
    w.pass(1);
    const auto id = "c" + std::to_string(++arrivals);
    desk::Start start{id, department, visitor(who).card, "cid", "hi", {}};
    auto change = desk::start(start, {.now = w.state->now()});
    change.conversation.priority = priority;
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, change);
    w.must(commit);
    return id;
  }
  // Steps of random nodes until all is quiet; the pause after lost races is real time.
  template <class Choose>
  void settle(Choose choose) {
    auto quiet = 0;
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (quiet < 40 && std::chrono::steady_clock::now() < until) {
      bool moved = false;
      for (int i = 0; i < 8; ++i) moved = nodes[choose(nodes.size())]->step() || moved;
      for (const auto& node : nodes) moved = moved || node->step();
      quiet = moved ? 0 : quiet + 1;
      if (!moved) std::this_thread::sleep_for(1ms);  // the longest pause of a matcher is 20 ms
      capacities();
    }
  }
  void wake() {
    for (const auto& node : nodes) node->matchers.wake_all({"care", "sales"});
  }
  // L5, and one owner each: what staff own is what conversations say.
  void capacities() {
    std::map<std::string, std::string> owners;
    for (const auto& [id, s] : w.state->data.staff) {
      EXPECT_LE(s.body.load(), s.body.capacity) << id;
      for (const auto& c : s.body.owned) EXPECT_TRUE(owners.emplace(c, id).second) << c << " has two owners";
    }
    for (const auto& [id, c] : w.state->data.conversations)
      EXPECT_EQ(c.body.owner ? c.body.owner->id : "", owners[id]) << id;
  }
  // L4: no waiting chat and staff that fit; and each was assigned once.
  void quiet_moment() {
    const auto& settings = w.state->data.settings.body;
    for (const auto& [id, c] : w.state->data.conversations) {
      const auto log = kinds(c.log);
      EXPECT_LE(std::count_if(log.begin(), log.end(), [](auto& k) { return k.starts_with("assigned"); }), 1);
      if (c.body.state != desk::State::queued) continue;
      for (const auto& [who, s] : w.state->data.staff)
        EXPECT_FALSE(
            desk::eligible(c.body, s.body, true, *settings.department(c.body.department), w.state->now()))
            << id << " waits for " << who;
    }
  }
  std::set<std::string> waiting() {
    std::set<std::string> ids;
    for (const auto& [id, c] : w.state->data.conversations)
      if (c.body.state == desk::State::queued) ids.insert(id);
    return ids;
  }
  // Of those who waited together for people who all serve the same, the served ones have the smaller virtual
  // starts.
  void in_order(const std::set<std::string>& waited) {
    std::vector<std::pair<std::int64_t, std::string>> served;
    std::int64_t first_waiting = std::numeric_limits<std::int64_t>::max();
    for (const auto& [id, c] : w.state->data.conversations) {
      if (!waited.contains(id)) continue;
      const auto start = c.hot.arrived_us - desk::head_start(c.body.priority) * 1000;
      if (c.body.state == desk::State::queued)
        first_waiting = std::min(first_waiting, start);
      else
        served.emplace_back(start, id);
    }
    for (const auto& [start, id] : served)
      EXPECT_LT(start, first_waiting) << id << " went before an older one";
  }

  World w;
  std::vector<std::unique_ptr<Part>> nodes;
  int arrivals = 0;
};

RC_GTEST_PROP(Matchers, NodesThatRaceAssignEachOnceInOrder, ()) {
  const auto count = *rc::gen::inRange(1, 5);
  Race race(count);
  const auto staff = *rc::gen::inRange(0, 6);
  for (int i = 0; i < staff; ++i) race.hire("s" + std::to_string(i), *rc::gen::inRange(0, 6), {"care"});
  std::mt19937 chance(*rc::gen::arbitrary<unsigned>());
  const auto random = [&](std::size_t n) { return chance() % n; };
  const auto waves = *rc::gen::inRange(1, 4);
  for (int wave = 0; wave < waves; ++wave) {
    const auto arrivals = *rc::gen::inRange(0, 12);
    for (int i = 0; i < arrivals; ++i)
      race.arrive("v" + std::to_string(race.arrivals), "care",
                  static_cast<desk::Priority>(*rc::gen::inRange(0, 4)));
    const auto waited = race.waiting();
    race.wake();
    race.settle(random);
    race.quiet_moment();
    race.in_order(waited);
  }
  RC_ASSERT(!::testing::Test::HasFailure());
}

// 40 arrive at 4 nodes for 5 people of capacity 4: 20 assigned, the first 20 as stamped.
TEST(Matchers, MoreThanCanBeServed) {
  Race race(4);
  for (int i = 0; i < 5; ++i) race.hire("s" + std::to_string(i), 4, {"care"});
  for (int i = 0; i < 40; ++i) race.arrive("v" + std::to_string(i), "care");
  const auto waited = race.waiting();
  race.wake();
  std::mt19937 chance(1);
  race.settle([&](std::size_t n) { return chance() % n; });
  race.quiet_moment();
  race.in_order(waited);
  int loads = 0;
  for (const auto& [id, s] : race.w.state->data.staff) loads += s.body.load();
  EXPECT_EQ(loads, 20);
  std::uint64_t assigned = 0;
  for (const auto& node : race.nodes) assigned += node->matchers.counters().assigned;
  EXPECT_EQ(assigned, 20U);
}

// Somebody of two departments gets the oldest of both, whichever department's matcher runs.
TEST(Matchers, TheOldestOfAllDepartmentsOfAPersonGoesFirst) {
  for (const std::string woken : {"care", "sales"}) {
    Race race(1);
    race.hire("both", 1, {"care", "sales"});
    const auto older = race.arrive("v1", woken == "care" ? "sales" : "care");
    const auto younger = race.arrive("v2", woken);
    race.nodes[0]->matchers.wake(woken);
    race.settle([](std::size_t) { return 0; });
    EXPECT_EQ(race.w.stored(older).body.state, desk::State::active);
    EXPECT_EQ(race.w.stored(younger).body.state, desk::State::queued);
  }
}

// A reserved conversation goes to whom it is kept for, and does not hold up those behind it.
TEST(Matchers, APreferredOneIsKeptAndBlocksNobody) {
  Race race(2);
  race.hire("ana", 1, {"care"});
  race.hire("ben", 1, {"care"});
  const auto kept = race.arrive("v1", "care");
  auto& stored = race.w.stored(kept);
  const auto view = race.w.state->view(stored);
  desk::Change change{.conversation = stored.body};
  change.conversation.pref = desk::Preference{"ana", race.w.state->now() + 60'000};
  store::Commit commit{store::Reading{}};
  commit.change(view, change);
  race.w.must(commit);
  auto ana = race.w.state->data.staff.at("ana");
  auto busy = ana.body;
  busy.presence = desk::Presence::away;
  store::Commit away{store::Reading{}};
  away.change(race.w.state->view(ana), busy);
  race.w.must(away);
  const auto next = race.arrive("v2", "care");
  race.wake();
  race.settle([](std::size_t n) { return n - 1; });
  EXPECT_EQ(race.w.stored(next).body.owner->id, "ben");
  EXPECT_EQ(race.w.stored(kept).body.state, desk::State::queued);
}

// Whoever comes before the heads between any two steps of a run is not overtaken (L4).
TEST(Matchers, AnOlderOneThatComesDuringARunGoesFirst) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Race race(1);
    race.hire("ana", 1, {"care"});
    const auto younger = race.arrive("v1", "care");
    race.nodes[0]->matchers.wake("care");
    int done = 0;
    while (done < steps && race.nodes[0]->step()) ++done;
    undisturbed = done < steps;
    const bool decided = race.w.stored(younger).body.state == desk::State::active;
    const auto urgent = race.arrive("v2", "care", desk::Priority::urgent);
    race.settle([](std::size_t) { return 0; });
    EXPECT_EQ(race.w.stored(decided ? younger : urgent).body.state, desk::State::active) << steps;
  }
}

// People who all declined the heads, and those behind them, do not hold up each other.
TEST(Matchers, LooksBehindHeadsThatNobodyMayHave) {
  Race race(1);
  std::string last;
  for (int i = 0; i < 40; ++i) {
    last = race.arrive("v" + std::to_string(i), "care");
    if (i == 39) break;
    auto& stored = race.w.stored(last);
    desk::Change change{.conversation = stored.body};
    change.conversation.declined["ana"] = race.w.state->now() + 600'000;
    store::Commit commit{store::Reading{}};
    commit.change(race.w.state->view(stored), change);
    race.w.must(commit);
  }
  race.hire("ana", 1, {"care"});
  race.wake();
  race.settle([](std::size_t) { return 0; });
  EXPECT_EQ(race.w.stored(last).body.state, desk::State::active);
}

// A department's turn to take a transfer, with one call refused on the way: what the giver has is never left behind.
TEST(Matchers, ARefusedReadIsNoEmptyOne) {
  for (int refused = 0, calls = 1; refused < calls; ++refused) {
    Race race(1);
    race.hire("ana", 2, {"care"});
    auto& w = race.w;
    const auto conversation = w.start("v1");
    chat::To sales{"sales", std::nullopt};
    w.done(w.there.conversations.transfer(w.caller("ana"), conversation, "t", sales, std::nullopt));
    race.hire("sam", 2, {"sales"});
    auto& node = *race.nodes.front();
    node.matchers.wake("sales");
    calls = 0;
    for (bool more = true; more; ++calls) {
      node.store.away(calls == refused);
      more = node.step();
    }
    node.store.away(false);
    node.matchers.wake("sales");
    node.idle();
    EXPECT_EQ(w.stored(conversation).body.owner->id, "sam") << refused;
    EXPECT_TRUE(w.state->data.staff.at("ana").body.owned.empty()) << refused;
  }
}

TEST(Matchers, StopEndsTheRuns) {
  Race race(1);
  race.hire("ana", 1, {"care"});
  race.nodes[0]->matchers.stop();
  const auto id = race.arrive("v1", "care");
  race.wake();
  race.settle([](std::size_t) { return 0; });
  EXPECT_EQ(race.w.stored(id).body.state, desk::State::queued);
}

}  // namespace
}  // namespace baton::test
