// Nodes and their leases, who is here, the grace of staff, and the claim of timers.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using store::PersonKind;

template <class Kind>
class Presence : public Contract<Kind> {
protected:
  static constexpr desk::Duration long_lease = desk::minutes(10);
  static constexpr desk::Duration short_lease = 60;
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};

  std::string here(const std::string& node, const std::string& who, int connections,
                   PersonKind kind = PersonKind::staff, desk::Duration grace = long_lease) {
    const auto answer = this->w.must(this->a.here(node, who, kind, connections, grace));
    return answer.reaped ? "reaped" : answer.changed ? "changed" : "same";
  }
  std::string renew(const std::string& node, desk::Duration lease, bool reap) {
    const auto answer = this->w.must(this->b.renew(node, lease, reap));
    return answer.reaped ? "reaped" : "gone " + join(answer.gone);
  }
  std::string due() { return show(this->w.must(this->b.due(10))); }
};
TYPED_TEST_SUITE(Presence, Kinds);

TYPED_TEST(Presence, SomebodyIsHereWhileAnyConnectionIs) {
  this->w.must(this->a.join("n1", this->long_lease));
  this->w.must(this->b.join("n2", this->long_lease));
  EXPECT_FALSE(this->does.who("ana").here);
  EXPECT_EQ(this->here("n1", "ana", 1), "changed");
  EXPECT_EQ(this->here("n1", "ana", 2), "same");
  EXPECT_EQ(this->here("n2", "ana", 1), "same");
  EXPECT_TRUE(this->does.who("ana").here);
  EXPECT_EQ(this->here("n1", "ana", 0), "same");
  EXPECT_TRUE(this->does.who("ana").here);
  EXPECT_EQ(this->here("n2", "ana", 0), "changed");
  EXPECT_FALSE(this->does.who("ana").here);
  EXPECT_EQ(this->here("n2", "ana", 0), "same");
  EXPECT_EQ(this->here("n1", "vera", 1, PersonKind::visitor), "changed");
  EXPECT_EQ(this->does.look("c1").online, (std::vector<std::string>{"vera"}));
  this->does.assign("c1", "ana");
  this->here("n1", "ana", 1);
  EXPECT_EQ(this->does.look("c1").online, (std::vector<std::string>{"vera", "ana"}));
  this->here("n1", "vera", 0, PersonKind::visitor);
  EXPECT_EQ(this->does.look("c1").online, (std::vector<std::string>{"ana"}));
}

TYPED_TEST(Presence, TheLastConnectionSetsATimerAndComingBackEndsIt) {
  this->w.must(this->a.join("n1", this->long_lease));
  this->here("n1", "ana", 1);
  EXPECT_EQ(this->due(), "ripe, none next");
  this->here("n1", "ana", 0);
  EXPECT_EQ(this->due(), "ripe, next later");
  this->here("n1", "ana", 1);
  EXPECT_EQ(this->due(), "ripe, none next");
  this->here("n1", "vera", 1, PersonKind::visitor);
  EXPECT_EQ(this->due(), "ripe, none next");
  this->here("n1", "vera", 0, PersonKind::visitor, 0);
  EXPECT_EQ(this->due(), "ripe away:vera, next soon");
  this->here("n1", "vera", 1, PersonKind::visitor);
  EXPECT_EQ(this->due(), "ripe, none next");
}

TYPED_TEST(Presence, ANodeThatIsUnknownIsToldSoAndWritesNothing) {
  EXPECT_EQ(this->here("n9", "ana", 1), "reaped");
  EXPECT_EQ(this->renew("n9", this->long_lease, true), "reaped");
  EXPECT_FALSE(this->does.who("ana").here);
  this->w.must(this->a.leave("n9"));
}

TYPED_TEST(Presence, ALeavingNodeTakesItsPeopleWithIt) {
  this->w.must(this->a.join("n1", this->long_lease));
  this->w.must(this->a.join("n2", this->long_lease));
  this->does.hire(person("bob"));
  this->here("n1", "ana", 1);
  this->here("n1", "bob", 3);
  this->here("n2", "bob", 1);
  this->w.must(this->a.leave("n1"));
  EXPECT_FALSE(this->does.who("ana").here);
  EXPECT_TRUE(this->does.who("bob").here);
  EXPECT_EQ(this->here("n1", "ana", 1), "reaped");
  EXPECT_EQ(this->due(), "ripe, next later");
}

TYPED_TEST(Presence, ADeadNodesPeopleAreGoneAndAreGivenTheirGrace) {
  this->w.must(this->a.join("dead", this->short_lease));
  this->here("dead", "ana", 1, PersonKind::staff, 1);
  this->here("dead", "vera", 1, PersonKind::visitor);
  this->w.must(this->b.join("alive", this->short_lease));
  std::string reaped;
  EXPECT_TRUE(this->w.until([&] {
    reaped = this->renew("alive", this->short_lease, true);
    return reaped != "gone []";
  }));
  EXPECT_TRUE(reaped == "gone [ana vera]" || reaped == "gone [vera ana]") << reaped;
  EXPECT_FALSE(this->does.who("ana").here);
  EXPECT_EQ(this->renew("dead", this->short_lease, false), "reaped");
  EXPECT_EQ(this->here("dead", "ana", 1), "reaped");
  std::string ripe;
  EXPECT_TRUE(this->w.until([&] { return (ripe = this->due()) != "ripe, next soon"; }));
  EXPECT_EQ(ripe, "ripe grace:ana, next soon");
  // Under a new name it is welcome again.
  this->w.must(this->a.join("reborn", this->long_lease));
  EXPECT_EQ(this->here("reborn", "ana", 1), "changed");
}

TYPED_TEST(Presence, NobodyIsReapedWhoKeepsRenewingOrWithoutReap) {
  this->w.must(this->a.join("n1", this->short_lease));
  this->w.must(this->b.join("n2", this->short_lease));
  this->here("n1", "ana", 1);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(4 * this->short_lease);
  EXPECT_TRUE(this->w.until([&] {
    EXPECT_EQ(this->renew("n2", this->short_lease, false), "gone []");
    return std::chrono::steady_clock::now() > end;
  }));
  EXPECT_TRUE(this->does.who("ana").here) << "expired, but nobody was asked to reap";
  EXPECT_EQ(this->renew("n1", this->short_lease, true), "gone []") << "late, but not reaped yet";
}

// A lease long enough to tell "guarded" from "a slow test", short enough to wait for.
TYPED_TEST(Presence, NobodyIsReapedInTheFirstLeaseAfterAStallOrAFailover) {
  constexpr desk::Duration lease = 400;
  const auto guarded = [&](const std::string& node) {
    const auto start = std::chrono::steady_clock::now();
    std::string reaped;
    EXPECT_TRUE(this->w.until([&] { return (reaped = this->renew(node, lease, true)) != "gone []"; }))
        << reaped;
    EXPECT_EQ(reaped, "gone [ana]");
    return std::chrono::steady_clock::now() - start >=
           std::chrono::milliseconds(lease - 1);  // clocks in whole ms
  };
  // Both nodes stalled for so long that the lease of one has ended; the other, who had renewed later, comes back first.
  this->w.must(this->b.join("n2", lease));
  this->w.must(this->a.join("n1", 1));
  this->here("n1", "ana", 1);
  const auto stall = std::chrono::steady_clock::now() + std::chrono::milliseconds(lease * 3 / 4);
  EXPECT_TRUE(this->w.until([&] { return std::chrono::steady_clock::now() > stall; }));
  EXPECT_TRUE(guarded("n2"));
  // The guard is over; a node whose lease has ended is reaped at once, but not after a failover.
  this->w.must(this->a.join("n3", 1));
  this->here("n3", "ana", 1);
  this->w.fail_over(false);
  EXPECT_TRUE(guarded("n2"));
}

TYPED_TEST(Presence, ARipeTimerIsClaimedForFiveSeconds) {
  this->w.must(this->a.join("n1", this->long_lease));
  this->here("n1", "ana", 1);
  this->here("n1", "ana", 0, PersonKind::staff, 0);
  const auto first = this->w.must(this->a.due(10));
  EXPECT_EQ(show(first), "ripe grace:ana, next soon");
  ASSERT_TRUE(first.next);
  EXPECT_GE(*first.next, first.now + 4000);
  EXPECT_LE(*first.next, first.now + 5001);
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, next soon") << "claimed by the other node";
  this->w.must(this->a.drop_timer({store::TimerKind::grace, "ana"}));
  EXPECT_EQ(this->due(), "ripe, none next");
  this->w.must(this->a.drop_timer({store::TimerKind::grace, "ana"}));
}

TYPED_TEST(Presence, ATimerSetAnewSinceTheClaimIsNotDropped) {
  this->w.must(this->a.join("n1", this->long_lease));
  this->here("n1", "ana", 1);
  this->here("n1", "ana", 0, PersonKind::staff, 0);
  EXPECT_EQ(this->due(), "ripe grace:ana, next soon");
  this->here("n1", "ana", 1);
  this->here("n1", "ana", 0);
  this->w.must(this->a.drop_timer({store::TimerKind::grace, "ana"}));
  EXPECT_EQ(this->due(), "ripe, next later");
}

TYPED_TEST(Presence, TimersComeEarliestFirstAndNoMoreThanAsked) {
  for (const std::string id : {"d2", "d1", "d3"}) this->does.finished(id, "v" + id, "ana");
  EXPECT_EQ(show(this->w.must(this->a.due(0))).substr(0, 5), "ripe,");
  EXPECT_EQ(show(this->w.must(this->a.due(-1))).substr(0, 5), "ripe,");
  EXPECT_EQ(show(this->w.must(this->a.due(2))).substr(0, 20), "ripe seal:d1 seal:d2");
  EXPECT_EQ(this->due().substr(0, 12), "ripe seal:d3");
}

}  // namespace
}  // namespace baton::test
