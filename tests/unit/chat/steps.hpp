// Doing something between any two steps of a scenario: it runs again and again, each time disturbed one step
// later, until it ends undisturbed.
#pragma once
#include <gmock/gmock.h>

#include <functional>
#include <memory>

#include "server/desk/lifecycle.hpp"
#include "tests/unit/chat/world.hpp"

namespace baton::test {

// A conversation of visitor v1 that ana has taken: log hello, queued, assigned; notes decision, a note.
struct Scene {
  Scene() {
    w.hire(staff_member("ana"));
    w.hire(staff_member("ben"));
    w.hire(staff_member("sue", {}, {desk::StaffRole::supervisor}));
    conversation = w.start("v1");
    w.take("ana", conversation);
    w.note("ana", conversation, "one");
    ana = w.connect(w.caller("ana"));
    customer = w.connect(visitor("v1"));
    w.here.idle();
  }
  void tell(const ClientPtr& who, desk::Because because = desk::Because::changed) {
    w.here.hub.on_notice(who->caller().id(), {.conversation = conversation, .because = because});
  }
  // Their grace is over: it waits again.
  void ana_is_lost() {
    const auto& owner = w.state->data.staff.at("ana");
    const auto& stored = w.stored(conversation);
    const auto lost = desk::owner_lost(stored.body, owner.body, {.now = 1});
    store::Commit commit{store::Reading{}};
    commit.change(w.state->view(stored), *lost);
    commit.change(w.state->view(owner), *lost->staff);
    w.must(commit);
  }
  // What a client that follows the contract shows is what is stored; and its copy is the stored one.
  void expect_true_copy(const ClientPtr& who) {
    const Replica replica(who->heard);
    EXPECT_THAT(replica.faults, ::testing::IsEmpty());
    ASSERT_TRUE(replica.told);
    auto& stored = w.stored(conversation);
    auto shown = replica.shown;
    EXPECT_EQ(shown["log"], kinds(stored.log));
    EXPECT_EQ(replica.epoch, w.state->epoch);
    const auto audience = who->caller().is_staff() ? chat::Audience::staff : chat::Audience::visitor;
    if (audience == chat::Audience::staff) {
      EXPECT_EQ(shown["notes"], kinds(stored.notes));
    } else {
      EXPECT_FALSE(shown.contains("notes"));
    }
    const auto view = w.state->view(stored);
    EXPECT_EQ(replica.copy, words(view.body, view.online, audience));
  }

  World w;
  std::string conversation;
  ClientPtr ana;
  ClientPtr customer;
};

// Hears of everything that the node still subscribes to.
struct Spy final : store::Listener {
  void on_log(const store::LogRecord&) override { ++heard; }
  void on_notes(const store::NotesRecord&) override { ++heard; }
  void on_changed(const std::string&, desk::Because, bool) override { ++heard; }
  void on_signal(const std::string&, const store::Signal&) override { ++heard; }
  void on_notice(const std::string&, const store::Notice&) override { ++heard; }
  void on_feed(const store::Listed&) override { ++heard; }
  void on_settings() override {}
  void on_restored() override {}
  int heard = 0;
};

using Act = std::function<void(Scene&)>;

// `begin` must only spawn. Returns how many steps the scenario has.
inline int at_each_step(const Act& begin, const Act& disturb, const Act& check) {
  for (int steps = 0;; ++steps) {
    Scene scene;
    begin(scene);
    int done = 0;
    while (done < steps && scene.w.here.step()) ++done;
    SCOPED_TRACE("disturbed after step " + std::to_string(done));
    disturb(scene);
    scene.w.here.idle();
    check(scene);
    if (done < steps || ::testing::Test::HasFailure()) return done;
  }
}

}  // namespace baton::test
