// A department is taken out while the desk is at work: interrupted at every step, and with others who write
// at every step, nothing is left behind.
#include "server/chat/site_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>

#include "server/desk/lifecycle.hpp"
#include "server/store/memory_store.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::chat {
namespace {

desk::Settings with(const std::vector<std::string>& ids) {
  desk::Settings s;
  for (const auto& id : ids) s.departments.push_back({.id = id, .name = id});
  return s;
}
const auto before = with({"care", "old", "sales"});
const auto after = with({"care", "sales"});
const std::vector<desk::Relocation> moves{{"old", "care"}};

// A change of the settings that goes step by step.
class Changing {
public:
  Changing(const std::shared_ptr<store::MemoryState>& state, std::vector<desk::Relocation> how,
           std::optional<std::uint64_t> version = std::nullopt)
      : store_(context_.get_executor(), state) {
    SettingsChange change{after, std::move(how), version};
    boost::asio::co_spawn(context_, change_settings(store_, std::move(change)),
                          [this](std::exception_ptr error, SettingsOutcome changed) {
                            EXPECT_FALSE(error);
                            changed_ = std::move(changed);
                          });
  }
  bool step() {
    context_.restart();
    return context_.poll_one() > 0;
  }
  const std::optional<SettingsOutcome>& run() {
    while (step()) {
    }
    return changed_;
  }
  const std::optional<SettingsOutcome>& changed() const { return changed_; }

private:
  boost::asio::io_context context_;
  store::MemoryStore store_;
  std::optional<SettingsOutcome> changed_;
};

// A site with one conversation of `old` in every state, one of `care` on its way there, and their person.
class Site {
public:
  Site() {
    store::Reading seen;
    store::Commit commit(seen);
    commit.change(store::SettingsView(), before);
    must(std::move(commit));
    desk::Staff olga{.id = "olga", .name = "Olga", .email = "o@x", .departments = {"old", "sales"}};
    olga.owned = {"active", "coming"};
    hire(olga);
    for (const auto* id : {"first", "second"}) put(conversation(id, desk::State::queued));
    auto active = conversation("active", desk::State::active);
    active.owner = olga.ref();
    put(active);
    auto coming = active;
    coming.id = "coming";
    coming.department = "care";
    coming.pending = desk::Pending{desk::Pending::Kind::transfer, "old", {}, state->now() + 99};
    put(coming);
    auto missed = conversation("missed", desk::State::missed);
    missed.recovery = desk::Recovery{state->now()};
    put(missed);
    auto closed = conversation("closed", desk::State::closed);
    closed.closed_at = state->now();
    closed.reopen_until = state->now() + 99;
    put(closed);
    closed.id = "over";
    closed.reopen_until = state->now() - 1;
    put(closed);
  }

  desk::Conversation conversation(const std::string& id, desk::State is) {
    desk::Conversation c;
    c.id = id;
    c.state = is;
    c.department = "old";
    c.visitor.id = "v-" + id;
    return c;
  }
  void put(const desk::Conversation& c) {
    store::Reading seen;
    store::Commit commit(seen);
    commit.change(std::optional<store::ConversationView>(), desk::Change{.conversation = c, .arrives = true});
    must(std::move(commit));
  }
  void hire(const desk::Staff& staff) {
    store::Reading seen;
    store::Commit commit(seen);
    commit.change(std::optional<store::StaffView>(), staff);
    must(std::move(commit));
  }
  bool write(store::Commit commit) {
    const auto done = test::run(context, store.commit(std::move(commit)));
    return done && done->kind == store::Committed::Kind::done;
  }
  void must(store::Commit commit) { ASSERT_TRUE(write(std::move(commit))); }

  const desk::Conversation& body(const std::string& id) { return state->data.conversations.at(id).body; }
  void expect_all_moved(std::size_t step) {
    SCOPED_TRACE("step " + std::to_string(step));
    EXPECT_TRUE(state->data.settings.body == after);
    for (const auto& [id, c] : state->data.conversations)
      EXPECT_TRUE(id == "over" || !desk::needs(c.body, "old", state->now())) << id;
    EXPECT_EQ(body("coming").pending->to, "care");
    EXPECT_EQ(body("over").department, "old");
    EXPECT_THAT(state->data.staff.at("olga").body.departments, testing::ElementsAre("care", "sales"));
  }

  std::shared_ptr<store::MemoryState> state =
      std::make_shared<store::MemoryState>([] { return std::int64_t{1'790'000'000'000'000}; });
  boost::asio::io_context context;
  store::MemoryStore store{context.get_executor(), state};
};

TEST(SiteChange, WithoutAMoveNothingIsStranded) {
  Site site;
  const auto done = Changing(site.state, {}).run();
  ASSERT_TRUE(done && !*done);
  EXPECT_EQ(done->error().why, SettingsUnchanged::Why::stranded);
  EXPECT_EQ(sentence(done->error().stranded, [](const std::string& d) { return " with --move " + d; }),
            "Department old has 6 conversations open, missed or still to be reopened; say where they go with "
            "--move old.");
  EXPECT_TRUE(site.state->data.settings.body == before);
}

TEST(SiteChange, AMoveTakesEverythingAlong) {
  Site site;
  const auto arrived = site.state->data.conversations.at("first").hot.arrived_us;
  const auto done = Changing(site.state, moves).run();
  ASSERT_TRUE(done && *done) << (done ? done->error().sentence : "it did not end");
  EXPECT_EQ((*done)->moved, 6u);
  EXPECT_EQ((*done)->version, site.state->data.settings.version);
  site.expect_all_moved(0);
  EXPECT_EQ(site.state->data.conversations.at("first").hot.arrived_us, arrived);
  EXPECT_EQ(test::run(site.context, site.store.waiting("care"))->waiting, 2);
  EXPECT_EQ(site.body("active").owner->id, "olga");
}

TEST(SiteChange, InterruptedAnywhereItIsAppliedAgain) {
  for (std::size_t stop = 0;; ++stop) {
    Site site;
    bool over = false;
    {
      Changing changing(site.state, moves);
      for (std::size_t i = 0; i < stop && !over; ++i) over = !changing.step();
    }
    const bool dropped = site.state->data.settings.body == after;
    const auto done = Changing(site.state, dropped ? std::vector<desk::Relocation>{} : moves).run();
    ASSERT_TRUE(done && *done) << stop << (done ? done->error().sentence : "");
    site.expect_all_moved(stop);
    if (over) break;
    ASSERT_LT(stop, 1000u);
  }
}

// What others do, at one step each: they read before the change began, and write whenever.
TEST(SiteChange, WhoWritesMeanwhileLeavesNothingBehind) {
  for (std::size_t when = 0;; ++when) {
    Site site;
    store::Reading seen;
    const auto settings = test::run(site.context, site.store.settings(seen));
    ASSERT_TRUE(settings);
    Changing changing(site.state, moves);
    bool over = false;
    for (std::size_t i = 0; i < when && !over; ++i) over = !changing.step();
    // A newcomer to the old department, who was let in by the settings of before …
    store::Commit start(seen);
    desk::Start what{.id = "new", .department = "old", .visitor = {.id = "v-new"}, .cid = "c"};
    desk::Facts facts;
    facts.now = site.state->now();
    facts.settings = settings->body;
    start.change(std::optional<store::ConversationView>(), desk::start(what, facts));
    site.write(std::move(start));
    // … and an owner who is lost, whose conversation is queued where it is.
    store::Reading unused;
    const auto active = test::run(site.context, site.store.conversation("active", unused));
    const auto olga = test::run(site.context, site.store.staff("olga", unused));
    ASSERT_TRUE(active && olga);
    const auto lost = desk::owner_lost(active->body, olga->body, facts);
    ASSERT_TRUE(lost);
    store::Commit queue(unused);
    queue.change(*active, *lost);
    queue.change(*olga, *lost->staff);
    site.must(std::move(queue));
    const auto done = changing.run();
    ASSERT_TRUE(done && *done) << when << (done ? done->error().sentence : "");
    site.expect_all_moved(when);
    if (over) break;
    ASSERT_LT(when, 1000u);
  }
}

TEST(SiteChange, WhoComesBetweenLookingAndDroppingIsSeen) {
  for (std::size_t when = 0;; ++when) {
    Site site;
    site.state->data.conversations.clear();
    site.state->data.sets.clear();
    Changing changing(site.state, {});
    bool over = false;
    for (std::size_t i = 0; i < when && !over; ++i) over = !changing.step();
    store::Reading seen;
    const auto settings = test::run(site.context, site.store.settings(seen));
    const bool there = settings->body.department("old") != nullptr;
    if (there) site.put(site.conversation("new", desk::State::queued));
    const auto done = changing.run();
    ASSERT_TRUE(done);
    if (there)
      EXPECT_THAT(done->error().stranded, testing::ElementsAre(testing::Pair("old", 1u)));
    else
      EXPECT_TRUE(*done);
    EXPECT_EQ(site.state->data.settings.body == after, !there);
    if (over) break;
  }
}

// Somebody else changes the settings at every step. Before the first write nothing of ours is done; after it
// the version was checked, and is not asked for again.
TEST(SiteChange, OthersThanThoseItWasMadeFromAreLeftAlone) {
  auto others = before;
  others.name = "Theirs";
  for (std::size_t when = 0;; ++when) {
    Site site;
    const auto version = site.state->data.settings.version;
    Changing changing(site.state, moves, version);
    bool over = false;
    for (std::size_t i = 0; i < when && !over; ++i) over = !changing.step();
    if (site.state->data.settings.version > version) break;
    store::Reading seen;
    store::Commit commit(seen);
    commit.change(site.state->data.settings, others);
    site.must(std::move(commit));
    const auto done = changing.run();
    ASSERT_TRUE(done && !*done) << when;
    EXPECT_EQ(done->error().why, SettingsUnchanged::Why::version) << when;
    EXPECT_TRUE(site.state->data.settings.body == others) << when;
    EXPECT_EQ(site.body("first").department, "old") << when;
    ASSERT_LT(when, 1000u);
  }
}

// Whoever read the settings of before joins the old department just before it is dropped: another round, with
// the version of our own first step.
TEST(SiteChange, AVersionDoesNotStopWhatItBegan) {
  for (std::size_t when = 0;; ++when) {
    Site site;
    Changing changing(site.state, moves, site.state->data.settings.version);
    bool over = false;
    for (std::size_t i = 0; i < when && !over; ++i) over = !changing.step();
    if (site.state->data.settings.body.department("old") != nullptr)
      site.put(site.conversation("new", desk::State::queued));
    const auto done = changing.run();
    ASSERT_TRUE(done && *done) << when << (done ? done->error().sentence : "");
    EXPECT_EQ((*done)->version, site.state->data.settings.version);
    site.expect_all_moved(when);
    if (over) break;
    ASSERT_LT(when, 1000u);
  }
}

}  // namespace
}  // namespace baton::chat
