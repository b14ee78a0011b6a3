// Timers: derived from the body like every index, but for the two that messages move: the first reply, which
// the first word of staff's ends, and silence, which every message puts off. Nothing of it costs a version.
#include "server/store/indexes.hpp"
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Timers : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.hire(person("bob"));
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};

  // What is due by now, dropped.
  std::string ripe() {
    const auto due = this->w.must(this->b.due(10));
    std::string text;
    for (const auto& timer : due.ripe) {
      text += (text.empty() ? "" : " ") + std::string(store::timer_member(timer));
      this->w.must(this->a.drop_timer(timer));
    }
    return text;
  }
  void say(const desk::Actor& who, const std::string& cid) {
    EXPECT_EQ(show(this->w.must(this->a.append(says("c1", who, "text", cid)))).substr(0, 4), "done");
  }
  desk::Timing with(void (*set)(desk::Timing&)) {
    auto timing = slow();
    set(timing);
    return timing;
  }
};
TYPED_TEST_SUITE(Timers, Kinds);

TYPED_TEST(Timers, TheFirstReplyIsOwedUntilStaffSpeak) {
  auto& d = this->does;
  const auto soon = this->with([](auto& t) { t.first_reply = 1; });
  const auto assign = [&] {
    d.apply(desk::assign(d.look("c1").body, d.who("ana").body, {"ana"}, d.facts("c1", soon)));
  };
  assign();
  EXPECT_EQ(this->ripe(), "reply:c1");
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, d.facts("c1")));
  assign();
  this->say(visitor("vera"), "x1");
  const auto version = d.look("c1").version;
  this->say(by("ana"), "x2");
  EXPECT_EQ(this->ripe(), "") << "answered";
  EXPECT_EQ(d.look("c1").version, version);
}

TYPED_TEST(Timers, EveryMessagePutsSilenceOffAndLeavingTheOwnerEndsIt) {
  auto& d = this->does;
  const auto quick = this->with([](auto& t) { t.idle_warn = 1; });
  d.apply(desk::assign(d.look("c1").body, d.who("ana").body, {"ana"}, d.facts("c1", quick)));
  EXPECT_EQ(this->ripe(), "idle:c1");
  for (const auto& who : {by("ana"), visitor("vera")}) {
    this->say(who, "x-" + who.id);
    std::string ripe;
    EXPECT_TRUE(this->w.until([&] { return !(ripe = this->ripe()).empty(); }));
    EXPECT_EQ(ripe, "idle:c1") << who.id;
  }
  this->say(by("ana"), "x3");
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, d.facts("c1")));
  EXPECT_EQ(this->ripe(), "");
  this->say(visitor("vera"), "x4");
  EXPECT_EQ(this->ripe(), "") << "nobody's silence is looked at in the queue";
}

TYPED_TEST(Timers, ADecisionPutsSilenceWhereItSays) {
  auto& d = this->does;
  const auto quick = this->with([](auto& t) { t.idle_warn = 1; });
  d.apply(desk::assign(d.look("c1").body, d.who("ana").body, {"ana"}, d.facts("c1", quick)));
  // The visitor was last: staff are alerted, and then it waits for a message.
  d.apply(*desk::silence_over(d.look("c1").body, "?", d.facts("c1", quick, never)));
  EXPECT_EQ(this->ripe(), "");
  EXPECT_EQ(d.look("c1").hot.notes_seq, 2u);
  this->say(by("ana"), "x1");
  EXPECT_TRUE(this->w.until([&] { return this->ripe() == "idle:c1"; }));
  auto warns = quick;
  warns.idle_close = 2;
  d.apply(*desk::silence_over(d.look("c1").body, "?", d.facts("c1", warns, never)));
  EXPECT_EQ(this->ripe(), "") << "warned: at never + 1 it closes";
  EXPECT_EQ(d.look("c1").hot.staff_seq, 4u) << "the warning is nobody's message";
}

TYPED_TEST(Timers, OffersAwayLaddersAndRecovery) {
  auto& d = this->does;
  const auto now = over();
  d.apply(desk::offer(d.look("c1").body, d.who("ana").body, {}, d.facts("c1", now)));
  EXPECT_EQ(this->ripe(), "offer:c1");
  d.apply(*desk::lapse(d.look("c1").body, d.facts("c1", slow(), base + 1)));
  auto change = *desk::stay(d.look("c1").body, base);
  change.conversation.wanted = {{"it", base}, {"fr", never}};
  d.apply(change);
  EXPECT_EQ(this->ripe(), "overflow:c1 relax:c1");
  d.apply(*desk::relax(d.look("c1").body, base));
  d.apply(*desk::stay(d.look("c1").body, std::nullopt));
  EXPECT_EQ(this->ripe(), "");
  const auto gone = this->with([](auto& t) { t.visitor_recovery = 0; });
  d.apply(*desk::visitor_away(d.look("c1").body, d.facts("c1", gone)));
  EXPECT_EQ(this->ripe(), "recover:c1");
  EXPECT_TRUE(this->w.must(this->a.desk("care", 5)).waiting.empty()) << "no matcher sees it";
  EXPECT_EQ(d.look("c1").position, 1u) << "in its place";
  d.apply(*desk::visitor_back(d.look("c1").body));
  d.apply(*desk::visitor_away(d.look("c1").body, d.facts("c1", gone)));
  auto facts = d.facts("c1", slow(), base + 1);
  facts.due = base + 2;
  d.apply(*desk::recover(d.look("c1").body, facts));
  EXPECT_EQ(this->ripe(), "overdue:c1");
  d.apply(*desk::overdue(d.look("c1").body, base + 2));
  EXPECT_EQ(this->ripe(), "");
}

TYPED_TEST(Timers, ATransferWaitsInTheQueueOfItsDepartmentWhileNobodyHoldsIt) {
  auto& d = this->does;
  const auto queued = [&](const std::string& department) {
    return this->w.must(this->a.waiting(department)).waiting;
  };
  d.assign("c1", "ana");
  const auto arrived = d.look("c1").hot.arrived_us;
  d.apply(*desk::transfer(d.look("c1").body, by("ana"), "", {.department = "sales"}, {}, d.facts("c1")));
  EXPECT_EQ(queued("sales"), 1u);
  EXPECT_EQ(queued("care"), 0u);
  const auto view = this->w.must(this->a.desk("sales", 5));
  ASSERT_EQ(view.waiting.size(), 1u);
  EXPECT_EQ(view.waiting[0].queue, "queue:sales:_");
  EXPECT_EQ(view.waiting[0].virtual_start, arrived) << "the arrival is kept";
  d.apply(desk::offer(d.look("c1").body, d.who("bob").body, {}, d.facts("c1", over())));
  EXPECT_EQ(queued("sales"), 0u);
  EXPECT_EQ(this->ripe(), "offer:c1");
  d.apply(*desk::lapse(d.look("c1").body, d.facts("c1", slow(), base + 1)));
  EXPECT_EQ(queued("sales"), 1u);
  d.apply(*desk::take(d.look("c1").body, d.who("bob").body, "", false, true, d.facts("c1")));
  EXPECT_EQ(queued("sales"), 0u);
  EXPECT_EQ(d.look("c1").body.department, "sales");
  EXPECT_EQ(d.who("ana").body.load(), 0);
  EXPECT_EQ(this->ripe(), "");
}

TYPED_TEST(Timers, WantedSkillsAreAClassUntilTheyRelax) {
  auto& d = this->does;
  auto change = desk::start(start_of("c2", "vito"), at(base));
  change.conversation.skills = {"fr"};
  change.conversation.wanted = {{"de", never}};
  store::Commit commit{store::Reading{}};
  commit.change(std::nullopt, change);
  EXPECT_EQ(show(d.commit(std::move(commit))).substr(0, 4), "done");
  const auto queue_of = [&] {
    for (const auto& head : this->w.must(this->a.desk("care", 5)).waiting)
      if (head.view.body.id == "c2") return head.queue;
    return std::string();
  };
  EXPECT_EQ(queue_of(), "queue:care:de+fr");
  d.apply(*desk::relax(d.look("c2").body, never));
  EXPECT_EQ(queue_of(), "queue:care:fr");
}

}  // namespace
}  // namespace baton::test
