// Where a conversation and a person are found after each transition of the desk; nobody but the store moved
// an index.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using store::List;

template <class Kind>
class Indexes : public Contract<Kind> {
protected:
  void SetUp() override {
    this->w.must(this->a.join("n1", desk::minutes(10)));
    come("ana");
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};

  void come(const std::string& id, std::vector<std::string> departments = {"care"}, int capacity = 4) {
    does.hire(person(id, std::move(departments), capacity));
    this->w.must(this->a.here("n1", id, store::PersonKind::staff, 1, desk::minutes(1)));
  }
  // Every list in which a conversation is, and its queue.
  std::string places(const std::string& id) {
    std::string text;
    const auto look = [&](List which, const std::string& key, const std::string& name) {
      const auto ids = this->w.must(this->b.list(which, key, std::nullopt, 100)).ids;
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) text += name + " ";
    };
    look(List::open, "", "open");
    look(List::closed, "", "closed");
    look(List::recovery, "", "recovery");
    look(List::owner, "ana", "mine:ana");
    look(List::owner, "bob", "mine:bob");
    look(List::visitor, "vera", "of:vera");
    for (const std::string tag : {"red", "blue"}) look(List::tag, tag, "tag:" + tag);
    for (const auto& head : this->w.must(this->b.desk("care", 16)).waiting)
      if (head.view.body.id == id) text += head.queue + " ";
    if (const auto position = does.look(id).position) text += "#" + std::to_string(*position);
    return text;
  }
  std::string ready(const std::string& department) {
    std::string text;
    for (const auto& staff : this->w.must(this->b.desk(department, 16)).staff) text += staff.body.id + " ";
    return text;
  }
  std::string waiting(const std::string& department, int most = 16) {
    std::string text;
    for (const auto& head : this->w.must(this->b.desk(department, most)).waiting)
      text += head.view.body.id + " ";
    return text;
  }
};
TYPED_TEST_SUITE(Indexes, Kinds);

TYPED_TEST(Indexes, ThroughALife) {
  auto& d = this->does;
  EXPECT_EQ(this->places("c1"), "open of:vera queue:care:_ #1");
  d.assign("c1", "ana");
  EXPECT_EQ(this->places("c1"), "open mine:ana of:vera ");
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, at(base, slow())));
  EXPECT_EQ(this->places("c1"), "open of:vera queue:@ana #1");
  auto patient = d.look("c1").body;
  d.apply(*desk::patience_over(patient, never + 1));
  EXPECT_EQ(this->places("c1"), "open of:vera queue:care:_ #1");
  d.apply(*desk::take(d.look("c1").body, d.who("ana").body, "t", false, true, at(base)));
  d.apply(*desk::tag(d.look("c1").body, by("ana"), "", {"red", "blue"}));
  EXPECT_EQ(this->places("c1"), "open mine:ana of:vera tag:red tag:blue ");
  d.apply(*desk::tag(d.look("c1").body, by("ana"), "", {"blue"}));
  d.close("c1", slow());
  EXPECT_EQ(this->places("c1"), "closed mine:ana of:vera tag:blue ");
  d.apply(*desk::reopen(d.look("c1").body, visitor("vera"), "r", std::nullopt, {}, at(base, slow())));
  EXPECT_EQ(this->places("c1"), "open of:vera tag:blue queue:care:_ #1");
}

TYPED_TEST(Indexes, TheRecoveryListAndBack) {
  auto& d = this->does;
  d.apply(*desk::leave_chat(d.look("c1").body, visitor("vera"), "l", at(base, slow(), {}, {.visitor = 1})));
  EXPECT_EQ(this->places("c1"), "recovery of:vera ");
  EXPECT_EQ(this->w.must(this->a.waiting("care")).waiting, 0);
  d.apply(*desk::take(d.look("c1").body, d.who("ana").body, "t", false, true, at(base)));
  EXPECT_EQ(this->places("c1"), "open mine:ana of:vera ");
}

TYPED_TEST(Indexes, AChangeOfOwnerMovesHistory) {
  this->come("bob");
  this->does.assign("c1", "ana");
  this->does.apply(
      *desk::owner_lost(this->does.look("c1").body, this->does.who("ana").body, at(base, slow())));
  this->does.assign("c1", "bob");
  EXPECT_EQ(this->places("c1"), "open mine:bob of:vera ");
}

TYPED_TEST(Indexes, WhoReadsAlongIsFoundWhileItIsOpen) {
  auto& d = this->does;
  const auto observed = [&](const std::string& by) {
    std::string text;
    const auto found = this->w.must(this->b.list(store::List::observer, by, std::nullopt, 10));
    for (const auto& id : found.ids) text += id + " ";
    return text;
  };
  d.hire(person("sue"));
  d.start(start_of("o1", "v1"));
  d.start(start_of("o2", "v2"), base + 1);
  for (const std::string id : {"o1", "o2"}) d.apply(*desk::observe(d.look(id).body, d.who("sue").body, true));
  EXPECT_EQ(observed("sue"), "o2 o1 ");
  EXPECT_EQ(observed("ana"), "");
  d.assign("o1", "ana");
  EXPECT_EQ(observed("sue"), "o2 o1 ");
  d.close("o1", slow());
  EXPECT_EQ(observed("sue"), "o2 ");
  d.apply(*desk::observe(d.look("o2").body, d.who("sue").body, false));
  EXPECT_EQ(observed("sue"), "");
}

TYPED_TEST(Indexes, QueuesAreByVirtualStart) {
  auto& d = this->does;
  for (const std::string id : {"c2", "c3", "c4"}) d.start(start_of(id, "v" + id));
  EXPECT_EQ(this->waiting("care"), "c1 c2 c3 c4 ");
  d.apply(*desk::prioritise(d.look("c3").body, by("ana"), "", desk::Priority::urgent));
  d.apply(*desk::prioritise(d.look("c1").body, by("ana"), "", desk::Priority::low));
  d.apply(*desk::prioritise(d.look("c4").body, by("ana"), "", desk::Priority::high));
  EXPECT_EQ(this->waiting("care"), "c3 c4 c2 c1 ");
  EXPECT_EQ(this->waiting("care", 2), "c3 c4 ");
  EXPECT_EQ(d.look("c1").position, 4u);
  EXPECT_EQ(this->w.must(this->a.waiting("care")).waiting, 4);
  d.apply(*desk::prioritise(d.look("c4").body, by("ana"), "", desk::Priority::normal));
  EXPECT_EQ(this->waiting("care"), "c3 c2 c4 c1 ")
      << "a priority given and taken leaves the arrival as it was";
}

TYPED_TEST(Indexes, ARequeuedChatKeepsItsArrivalAndAReopenedOneGetsANewOne) {
  auto& d = this->does;
  d.assign("c1", "ana");
  d.start(start_of("c2", "vito"));
  const auto arrived = d.look("c1").hot.arrived_us;
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, at(base, over())));
  EXPECT_EQ(this->waiting("care"), "c1 c2 ");
  EXPECT_EQ(d.look("c1").hot.arrived_us, arrived);
  d.assign("c1", "ana");
  d.close("c1", slow());
  d.apply(*desk::reopen(d.look("c1").body, visitor("vera"), "r", std::nullopt, {}, at(base, slow())));
  EXPECT_EQ(this->waiting("care"), "c2 c1 ");
  EXPECT_GT(d.look("c1").hot.arrived_us, arrived);
}

TYPED_TEST(Indexes, ReadyIsWhoCanTakeOneNowLeastLoadedThenLongestIdle) {
  auto& d = this->does;
  this->come("bob");
  this->come("cy", {"care"}, 2);
  auto bob = d.who("bob").body;
  bob.idle_since = base - 5000;
  d.alter(bob);
  EXPECT_EQ(this->ready("care"), "bob ana cy ");
  d.assign("c1", "bob", base + 1);
  EXPECT_EQ(this->ready("care"), "ana cy bob ");  // 0/4, 0/2, 1/4
  d.start(start_of("c2", "v2"));
  d.assign("c2", "cy", base + 2);
  EXPECT_EQ(this->ready("care"), "ana bob cy ");  // 0/4, 1/4, 1/2
  d.start(start_of("c3", "v3"));
  d.assign("c3", "cy", base + 3);
  EXPECT_EQ(this->ready("care"), "ana bob ");  // cy is full
  d.close("c3", slow(), base + 4);
  EXPECT_EQ(this->ready("care"), "ana bob cy ");
  auto ana = d.who("ana").body;
  ana.presence = desk::Presence::away;
  d.alter(ana);
  EXPECT_EQ(this->ready("care"), "bob cy ");
  ana.presence = desk::Presence::online;
  ana.departments = {"sales"};
  d.alter(ana);
  EXPECT_EQ(this->ready("care"), "bob cy ");
  EXPECT_EQ(this->ready("sales"), "ana ");
  this->w.must(this->a.here("n1", "bob", store::PersonKind::staff, 0, desk::minutes(1)));
  EXPECT_EQ(this->ready("care"), "cy ") << "bob is not connected";
  this->w.must(this->a.here("n1", "bob", store::PersonKind::staff, 1, desk::minutes(1)));
  EXPECT_EQ(this->ready("care"), "bob cy ");
  bob = d.who("bob").body;
  bob.capacity = 0;
  d.alter(bob);
  EXPECT_EQ(this->ready("care"), "cy ");
}

TYPED_TEST(Indexes, AMatcherSeesReservedChatsAndTheOtherDepartmentsOfItsPeople) {
  auto& d = this->does;
  this->come("both", {"care", "sales"});
  auto sale = start_of("s1", "v1");
  sale.department = "sales";
  d.start(sale);
  auto other = start_of("o1", "v2");
  other.department = "billing";
  d.start(other);
  EXPECT_EQ(this->waiting("care"), "c1 s1 ");
  EXPECT_EQ(this->waiting("sales"), "c1 s1 ");
  EXPECT_EQ(this->waiting("billing"), "o1 ");
  // Reserved: seen where the person is ready, and nowhere else.
  d.assign("o1", "ana");
  d.apply(*desk::owner_lost(d.look("o1").body, d.who("ana").body, at(base, slow())));
  EXPECT_EQ(this->waiting("billing"), "");
  EXPECT_EQ(this->waiting("care"), "c1 s1 o1 ");
  EXPECT_EQ(this->w.must(this->a.waiting("billing")).waiting, 1);
}

TYPED_TEST(Indexes, ClassesBySkillDoNotBlockEachOther) {
  auto& d = this->does;
  const auto with = [&](const std::string& id, std::vector<std::string> skills) {
    auto change = desk::start(start_of(id, "v" + id), at(base));
    change.conversation.skills = std::move(skills);
    store::Commit commit{store::Reading{}};
    commit.change(std::nullopt, change);
    EXPECT_EQ(show(d.commit(std::move(commit))).substr(0, 4), "done");
  };
  for (const std::string id : {"f1", "f2", "f3"}) with(id, {"fr"});
  with("x1", {"de", "fr"});
  d.start(start_of("c2", "v2"));
  EXPECT_EQ(this->waiting("care", 2), "c1 f1 f2 x1 c2 ");
  EXPECT_EQ(this->places("x1"), "open queue:care:de+fr #5");
  EXPECT_EQ(d.look("x1").position, 5u);
}

TYPED_TEST(Indexes, TimersFollowFromBodies) {
  auto& d = this->does;
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, none next");
  d.assign("c1", "ana");
  d.apply(*desk::owner_lost(d.look("c1").body, d.who("ana").body, at(base, over())));
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe patience:c1, next soon");
  d.apply(*desk::patience_over(d.look("c1").body, base + 1000));
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, none next");
  d.assign("c1", "ana");
  d.close("c1", slow());
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, next later");
  d.apply(*desk::reopen(d.look("c1").body, visitor("vera"), "r", std::nullopt, {}, at(base, slow())));
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, none next");
}

}  // namespace
}  // namespace baton::test
