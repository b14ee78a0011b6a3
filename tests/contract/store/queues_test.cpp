// How queues stand: how many wait, since when and where, and who is connected to take them.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Queues : public Contract<Kind> {
protected:
  void SetUp() override {
    this->w.must(this->a.join("n1", desk::minutes(10)));
    does.hire(person("bob"));
    does.hire(person("ana"));
  }
  Does does{this->w};

  void here(const std::string& who, int connections, store::PersonKind kind = store::PersonKind::staff) {
    this->w.must(this->a.here("n1", who, kind, connections, desk::minutes(1)));
  }
  store::QueuesView look(std::vector<std::string> departments = {"care"}) {
    return this->w.must(this->b.queues(std::move(departments)));
  }
  std::optional<std::int64_t> oldest() { return look().queues.at(0).oldest_us; }
  std::string positions(std::vector<std::string> conversations, const std::string& department = "care") {
    return show(this->w.must(this->b.positions(department, std::move(conversations))));
  }
  std::int64_t arrival(const std::string& id) { return does.look(id).hot.arrived_us; }
};
TYPED_TEST_SUITE(Queues, Kinds);

TYPED_TEST(Queues, SeveralInTheOrderAsked) {
  this->does.start(start_of("c1", "v1"));
  this->does.start(start_of("c2", "v2"));
  auto sold = start_of("s1", "v3");
  sold.department = "sales";
  this->does.start(sold);
  EXPECT_EQ(show(this->look({"sales", "nowhere", "care"})),
            "queues:\n    sales 1 since\n    nowhere 0\n    care 2 since\n  staff:");
  EXPECT_EQ(this->oldest(), this->arrival("c1"));
  EXPECT_EQ(show(this->look({})), "queues:\n  staff:");
}

TYPED_TEST(Queues, WhoIsConnectedWithWhatTheyHave) {
  this->here("bob", 1);
  this->here("ana", 2);
  this->here("vera", 1, store::PersonKind::visitor);
  this->does.start(start_of("c1", "vera"));
  this->does.assign("c1", "ana");
  const auto staff = this->look().staff;
  ASSERT_EQ(staff.size(), 2u);
  EXPECT_EQ(show(staff[0]), show(this->does.who("ana")));
  EXPECT_EQ(staff[0].body.load(), 1);
  EXPECT_EQ(staff[1].body.id, "bob");
  this->here("ana", 0);
  EXPECT_EQ(this->look().staff.size(), 1u);
}

// The oldest is by arrival, positions are by virtual start.
TYPED_TEST(Queues, APriorityMovesPositionsAndNotTheOldest) {
  auto& d = this->does;
  for (const std::string id : {"c1", "c2", "c3"}) d.start(start_of(id, "v" + id));
  EXPECT_EQ(this->positions({"c3", "c1", "nowhere", "c2"}), "[3 1 - 2]");
  d.apply(*desk::prioritise(d.look("c3").body, by("ana"), "", desk::Priority::urgent));
  d.apply(*desk::prioritise(d.look("c1").body, by("ana"), "", desk::Priority::low));
  EXPECT_EQ(this->positions({"c1", "c2", "c3"}), "[3 2 1]");
  EXPECT_EQ(this->positions({"c1"}, "sales"), "[-]");
  EXPECT_EQ(this->positions({}), "[]");
  EXPECT_EQ(this->oldest(), this->arrival("c1"));
}

TYPED_TEST(Queues, OneThatWasFullIsRememberedUntilItReopens) {
  auto& d = this->does;
  const auto stands = [&](const std::string& department) {
    const auto queue = this->w.must(this->b.waiting(department));
    return std::to_string(queue.waiting) + (queue.full ? " full" : "");
  };
  store::Commit turned_away{store::Reading{}};
  turned_away.fills = {"care", "sales"};
  EXPECT_EQ(show(d.commit(turned_away)).substr(0, 4), "done");
  d.commit(turned_away);  // said twice
  d.start(start_of("c1", "v1"));
  EXPECT_EQ(stands("care") + " " + stands("sales") + " " + stands("other"), "1 full 0 full 0");
  // Everything or nothing.
  store::Check nobody_waits;
  nobody_waits.kind = store::Check::Kind::count;
  nobody_waits.key = store::waiting_key("care");
  nobody_waits.bound = 1;
  store::Reading seen;
  seen.add(nobody_waits);
  store::Commit late(seen);
  late.reopens = {"care"};
  EXPECT_EQ(show(d.commit(late)), "conflict");
  EXPECT_EQ(stands("care"), "1 full");
  store::Commit reopens{store::Reading{}};
  reopens.reopens = {"care", "other"};
  d.commit(reopens);
  EXPECT_EQ(stands("care") + " " + stands("sales"), "1 0 full");
}

TYPED_TEST(Queues, TheOldestLeavesAndComesBackWithItsArrival) {
  auto& d = this->does;
  d.start(start_of("c1", "v1"));
  d.start(start_of("c2", "v2"));
  const auto first = this->arrival("c1");
  d.assign("c1", "ana");
  EXPECT_EQ(this->oldest(), this->arrival("c2"));
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, at(base, slow())));
  EXPECT_EQ(this->oldest(), first) << "reserved ones wait as well";
  EXPECT_EQ(this->look().queues[0].waiting, 2u);
  d.assign("c1", "ana");
  d.close("c1", slow());
  d.assign("c2", "ana");
  EXPECT_EQ(this->oldest(), std::nullopt);
  d.apply(*desk::reopen(d.look("c1").body, visitor("v1"), "r", std::nullopt, {}, at(base, slow())));
  EXPECT_GT(this->oldest().value_or(0), first) << "a new arrival";
}

TYPED_TEST(Queues, AnotherDepartmentTakesTheArrivalAlong) {
  this->does.start(start_of("c1", "v1"));
  const auto arrived = this->arrival("c1");
  auto moved = desk::note(this->does.look("c1").body, by("ana"), "", "to sales");
  moved.conversation.department = "sales";
  this->does.apply(moved);
  const auto both = this->look({"care", "sales"}).queues;
  EXPECT_EQ(both[0].waiting, 0u);
  EXPECT_EQ(both[0].oldest_us, std::nullopt);
  EXPECT_EQ(both[1].oldest_us, arrived);
}

}  // namespace
}  // namespace baton::test
