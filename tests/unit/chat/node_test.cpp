// A node's loops over a store in memory, with short leases and a simulated clock: it takes a new name when it
// was taken for dead, lets an owner's grace run, and reaps nobody after everything stood still.
#include "server/chat/node.hpp"

#include <gmock/gmock.h>

#include "tests/unit/chat/world.hpp"

namespace baton::test {
namespace {

using std::chrono::milliseconds;

// One node with real loops. Its timers run in real time (milliseconds); Redis time is the World's.
struct Live {
  explicit Live(World& world) : store(context.get_executor(), world.state) {
    options.lease = milliseconds(5000);
    options.renew = milliseconds(2);
    options.sweep = milliseconds(2);
    options.position_check = milliseconds(2);
    node.emplace(context.get_executor(), store, encoder, worker, options);
    node->start();
  }
  ~Live() {
    if (!ended) end();
  }
  void end() {
    ended = true;
    worker.stop();
    run(context, node->stop());
    const auto until = std::chrono::steady_clock::now() + 20ms;  // the loops see that they are stopped
    context.restart();
    context.run_until(until);
  }
  bool until(const std::function<bool()>& condition) { return run_until(context, condition); }
  void spin(milliseconds time) {
    context.restart();
    context.run_for(time);
  }
  ClientPtr connect(const chat::Caller& who) {
    auto client = std::make_shared<Client>(who);
    EXPECT_TRUE(run(context, node->hub().enter(client)));
    return client;
  }

  boost::asio::io_context context;
  store::MemoryStore store;
  WordEncoder encoder;
  chat::PasswordWorker worker;
  chat::NodeOptions options;
  std::optional<chat::Node> node;
  bool ended = false;
};

struct Shift {
  Shift() {
    w.hire(staff_member("ana"));
    EXPECT_TRUE(live.until([&] { return live.node->ready(); }));
  }
  bool present(const std::string& person) { return w.state->data.at.contains(person); }
  desk::State state(const std::string& conversation) { return w.stored(conversation).body.state; }

  World w;
  Live live{w};
};

TEST(Node, AnnouncesItsPeopleAndGivesThemBack) {
  Shift s;
  const auto ana = s.live.connect(s.w.caller("ana"));
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  const auto tab = s.live.connect(s.w.caller("ana"));
  s.live.node->hub().leave(ana);
  s.live.spin(20ms);
  EXPECT_TRUE(s.present("ana")) << "another tab is there";
  s.live.node->hub().leave(tab);
  EXPECT_TRUE(s.live.until([&] { return !s.present("ana"); }));
  const auto back = s.live.connect(s.w.caller("ana"));
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  s.live.end();
  EXPECT_FALSE(s.present("ana")) << "a node that stops gives its lease back";
  EXPECT_TRUE(s.w.state->data.nodes.empty());
}

TEST(Node, TakenForDeadItTakesANewNameAndAnnouncesItsPeopleAgain) {
  Shift s;
  const auto ana = s.live.connect(s.w.caller("ana"));
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  const auto conversation = s.w.start("v1");
  s.w.take("ana", conversation);
  ASSERT_TRUE(s.live.until([&] { return s.live.node->hub().followed() == 1; }));
  const auto name = s.live.node->name();
  ASSERT_TRUE(s.w.there.ask(s.w.there.store.leave(name)));  // as a reaper would
  ASSERT_FALSE(s.present("ana"));
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  EXPECT_NE(s.live.node->name(), name);
  EXPECT_EQ(s.state(conversation), desk::State::active);
  EXPECT_FALSE(s.w.state->set("due").rank(store::timer_member({store::TimerKind::grace, "ana"})));
  s.w.say(visitor("v1"), conversation, "still there?");
  EXPECT_TRUE(s.live.until([&] { return ana->heard.back().find("still") != std::string::npos; }))
      << "its sockets hear on";
}

TEST(Node, TheOwnersGraceRunsFromTheLastConnection) {
  Shift s;
  auto ana = s.live.connect(s.w.caller("ana"));
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  const auto conversation = s.w.start("v1");
  s.w.take("ana", conversation);
  s.live.node->hub().leave(ana);
  ASSERT_TRUE(s.live.until([&] { return !s.present("ana"); }));
  s.w.pass(19'900);
  s.live.spin(30ms);
  EXPECT_EQ(s.state(conversation), desk::State::active);
  ana = s.live.connect(s.w.caller("ana"));  // back in time
  ASSERT_TRUE(s.live.until([&] { return s.present("ana"); }));
  s.w.pass(4'000);
  s.live.spin(30ms);
  EXPECT_EQ(s.state(conversation), desk::State::active);
  s.live.node->hub().leave(ana);
  ASSERT_TRUE(s.live.until([&] { return !s.present("ana"); }));
  s.w.pass(20'001);
  EXPECT_TRUE(s.live.until([&] { return s.state(conversation) == desk::State::queued; }));
}

TEST(Node, ReapsADeadNodesPeopleAndTellsTheOthers) {
  Shift s;
  auto& store = s.w.there.store;
  s.w.hire(staff_member("ben"));
  const auto customer = s.live.connect(visitor("v1"));
  const auto conversation = s.w.start("v1");
  ASSERT_TRUE(s.live.until([&] { return s.live.node->hub().followed() == 1; }));
  s.w.take("ben", conversation);
  ASSERT_TRUE(s.w.there.ask(store.join("dead", 5000)));
  ASSERT_TRUE(s.w.there.ask(store.here("dead", "ben", store::PersonKind::staff, 1, 20'000)));
  // Time passes in steps shorter than a lease, so that this node never seems to have been away.
  for (int i = 0; i < 8; ++i) {
    s.w.pass(2'000);
    s.live.spin(10ms);
  }
  EXPECT_FALSE(s.present("ben"));
  EXPECT_FALSE(s.w.state->data.nodes.contains("dead"));
  EXPECT_TRUE(s.live.until([&] {
    return std::find(customer->heard.begin(), customer->heard.end(), "signal presence ben off") !=
           customer->heard.end();
  }));
}

// Everybody stood still alike (the store was away): they get a lease length to come back.
TEST(Node, NobodyIsReapedAfterAStall) {
  Shift s;
  auto& store = s.w.there.store;
  ASSERT_TRUE(s.w.there.ask(store.join("other", 5000)));
  ASSERT_TRUE(s.w.there.ask(store.here("other", "ben", store::PersonKind::visitor, 1, 20'000)));
  s.live.store.away(true);
  s.live.spin(20ms);
  s.w.pass(60'000);
  s.live.store.away(false);
  s.live.spin(30ms);
  EXPECT_TRUE(s.w.state->data.nodes.contains("other"));
  EXPECT_TRUE(s.present("ben"));
  const auto renewed = s.w.there.ask(store.renew("other", 5000, false));
  ASSERT_TRUE(renewed);
  EXPECT_FALSE(renewed->reaped);
}

TEST(Node, ReadyOnlyWhileTheStoreAnswers) {
  Shift s;
  s.live.store.away(true);
  EXPECT_FALSE(s.live.node->ready());
  s.live.store.away(false);
  EXPECT_TRUE(s.live.node->ready());
}

TEST(Node, KnowsTheDeskAndHearsOfNewSettings) {
  Shift s;
  EXPECT_TRUE(s.live.node->status().open);
  EXPECT_FALSE(s.live.node->status().online.at("care"));
  const auto ana = s.live.connect(s.w.caller("ana"));
  auto& c = s.live.node->conversations();
  ASSERT_TRUE(run(s.live.context, c.set_presence(s.w.caller("ana"), desk::Presence::online, {})));
  EXPECT_TRUE(s.live.until([&] { return s.live.node->status().online.at("care"); }));
  const auto before = s.w.state->data.settings;
  auto settings = before.body;
  settings.name = "Renamed";
  store::Commit commit{store::Reading{}};
  commit.change(before, settings);
  s.w.must(commit);
  EXPECT_TRUE(s.live.until([&] { return s.live.node->settings().name == "Renamed"; }));
}

TEST(Node, SealsWhatIsDueAndEndsPatience) {
  Shift s;
  const auto closed = s.w.start("v1");
  s.w.take("ana", closed);
  s.w.say(s.w.caller("ana"), closed, "bye");
  s.w.close(s.w.caller("ana"), closed);
  s.w.pass(desk::minutes(31));
  EXPECT_TRUE(s.live.until([&] { return s.w.stored(closed).sealed; }));
}

}  // namespace
}  // namespace baton::test
