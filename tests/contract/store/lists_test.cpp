// What consoles' lists show, and the feeds that tell how it changes: dense per department, bounded, and
// honest about what a failover took back.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using desk::State;
using Status = store::FeedPage::Status;

template <class Kind>
class Lists : public Contract<Kind> {
protected:
  void SetUp() override {
    this->b.listen(at_b);
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
  }
  Recorder at_b;
  Does does{this->w};

  void start(const std::string& id, const std::string& department, desk::Time at) {
    auto what = start_of(id, "v" + id);
    what.department = department;
    does.start(what, at);
  }
  std::string ids(std::vector<std::string> departments, std::vector<State> states) {
    std::string text;
    for (const auto& summary :
         this->w.must(this->b.lists(std::move(departments), std::move(states))).summaries)
      text += summary.id + " ";
    return text;
  }
  store::FeedPage feed(store::FeedPosition after, int limit = 1000) {
    return this->w.must(this->b.feed("care", std::move(after), limit));
  }
  // `conversation state` of each entry.
  std::string told(const store::FeedPage& page) {
    std::string text;
    for (const auto& entry : page.entries)
      text += std::to_string(entry.seq) + " " + entry.summary.id + " " + show(entry.summary.state) + " · ";
    return text;
  }
  void tag(const std::string& id, const std::string& with) {
    does.apply(*desk::tag(does.look(id).body, by("ana"), "", {with}));
  }
};
TYPED_TEST_SUITE(Lists, Kinds);

TYPED_TEST(Lists, ThroughALife) {
  auto& d = this->does;
  const std::vector<State> all{State::queued, State::offered, State::active, State::missed, State::closed};
  const auto only = [&](State state) {
    std::string text;
    for (const auto one : all) text += this->ids({"care"}, {one}).empty() ? "" : show(one);
    EXPECT_EQ(text, show(state));
  };
  only(State::queued);
  d.assign("c1", "ana");
  only(State::active);
  d.close("c1", over());
  only(State::closed);
  EXPECT_TRUE(this->w.must(this->a.seal("c1")));
  only(State::closed);
  const auto sealed = this->w.must(this->b.lists({"care"}, {State::closed})).summaries;
  EXPECT_EQ(sealed.at(0), store::summary_of(d.look("c1").body));
  d.apply(*desk::reopen(d.look("c1").body, visitor("vera"), "r", std::nullopt, {}, at(base, slow())));
  only(State::queued);
  d.apply(*desk::leave_chat(d.look("c1").body, visitor("vera"), "l", at(base, slow(), {}, {.visitor = 1})));
  only(State::missed);
  EXPECT_EQ(this->told(this->feed({})),
            "1 c1 queued · 2 c1 active · 3 c1 closed · 4 c1 queued · 5 c1 missed · ");
}

TYPED_TEST(Lists, StateAfterStateNewestFirstOverAllDepartments) {
  this->start("s1", "sales", base + 1);
  this->start("c2", "care", base + 2);
  this->start("s2", "sales", base + 3);
  this->start("o1", "other", base + 4);
  EXPECT_EQ(this->ids({"care", "sales"}, {State::queued}), "s2 c2 s1 c1 ");
  this->does.assign("c2", "ana");
  EXPECT_EQ(this->ids({"care", "sales"}, {State::active, State::queued}), "c2 s2 s1 c1 ");
  EXPECT_EQ(this->ids({"sales"}, {State::queued}), "s2 s1 ");
  EXPECT_EQ(this->ids({"nowhere"}, {State::queued}), "");
  EXPECT_EQ(this->ids({}, {State::queued}), "");
  EXPECT_EQ(this->ids({"care"}, {}), "");
  const auto lists = this->w.must(this->b.lists({"care", "sales", "nowhere"}, {}));
  EXPECT_EQ(show(lists), "all care#3 nowhere#0 sales#2");
}

TYPED_TEST(Lists, ASummaryHoldsWhatListsShowAndNothingElse) {
  auto change = desk::start(start_of("c2", "vito"), at(base));
  auto& c = change.conversation;
  c.visitor.name = "Vito";
  c.visitor.email = "vito@example.org";
  c.visitor.page = desk::Page{"https://shop.test", {}, {}};
  c.visitor.attributes["plan"] = std::string("gold");
  c.observers = {"sue"};
  c.pref = desk::Preference{"ana", never};
  c.tags = {"vip"};
  store::Commit commit{store::Reading{}};
  commit.change(std::nullopt, change);
  this->does.commit(std::move(commit));
  auto expected = desk::start(start_of("c2", "vito"), at(base)).conversation;
  expected.visitor.name = "Vito";
  expected.visitor.email = "vito@example.org";
  expected.tags = {"vip"};
  expected.pref = desk::Preference{"ana", never};
  expected.entered_at.reset();
  EXPECT_EQ(this->feed({1, ""}).entries.at(0).summary, expected);
  EXPECT_EQ(this->w.must(this->b.lists({"care"}, {State::queued})).summaries.at(0), expected);
}

TYPED_TEST(Lists, WhatNoListShowsIsNoEntry) {
  auto& d = this->does;
  d.apply(desk::note(d.look("c1").body, by("ana"), "n", "psst"));
  this->w.must(this->a.append(says("c1", visitor("vera"), "hello", "x1")));
  auto looked = desk::note(d.look("c1").body, by("ana"), "", "another page");
  looked.conversation.visitor.page = desk::Page{"https://shop.test/cart", {}, {}};
  d.apply(looked);
  EXPECT_EQ(this->told(this->feed({})), "1 c1 queued · ");
  this->tag("c1", "vip");
  EXPECT_EQ(this->told(this->feed({})), "1 c1 queued · 2 c1 queued · ");
}

TYPED_TEST(Lists, AnotherDepartmentIsToldToBoth) {
  auto moved = desk::note(this->does.look("c1").body, by("ana"), "", "to sales");
  moved.conversation.department = "sales";
  this->does.apply(moved);
  EXPECT_EQ(this->feed({1, ""}).entries.at(0).summary.department, "sales");
  const auto there = this->w.must(this->b.feed("sales", {}, 10));
  EXPECT_EQ(there.entries.at(0).seq, 1u);
  EXPECT_EQ(there.entries.at(0).summary, this->feed({1, ""}).entries.at(0).summary);
  EXPECT_EQ(this->ids({"care"}, {State::queued}), "");
  EXPECT_EQ(this->ids({"sales"}, {State::queued}), "c1 ");
}

TYPED_TEST(Lists, WhatIsOnItsWayIsShownInBothDepartmentsUntilItIsThereOrStays) {
  auto& d = this->does;
  auto sam = person("sam");
  sam.departments = {"sales"};
  d.hire(sam);
  d.assign("c1", "ana");
  const auto in = [&] {
    return "care: " + this->ids({"care"}, {State::active}) +
           "sales: " + this->ids({"sales"}, {State::active}) +
           "both: " + this->ids({"care", "sales"}, {State::active});
  };
  const auto there = [&] {
    std::string text;
    for (const auto& entry : this->w.must(this->b.feed("sales", {}, 10)).entries)
      text += entry.summary.department + (entry.summary.pending ? " on its way · " : " · ");
    return text;
  };
  EXPECT_EQ(in(), "care: c1 sales: both: c1 ");
  d.apply(*desk::transfer(d.look("c1").body, by("ana"), "", {.department = "sales"}, {}, d.facts("c1")));
  EXPECT_EQ(in(), "care: c1 sales: c1 both: c1 ");
  EXPECT_EQ(there(), "care on its way · ");
  d.apply(*desk::take_back(d.look("c1").body, d.who("ana").body, "", d.facts("c1")));
  EXPECT_EQ(in(), "care: c1 sales: both: c1 ");
  EXPECT_EQ(there(), "care on its way · care · ") << "gone";
  // To a person of another department, who accepts.
  d.apply(*desk::transfer(d.look("c1").body, by("ana"), "", {.staff = d.who("sam").body, .here = true}, {},
                          d.facts("c1")));
  EXPECT_EQ(in(), "care: c1 sales: c1 both: c1 ");
  d.apply(*desk::accept(d.look("c1").body, d.who("sam").body, "", d.facts("c1")));
  EXPECT_EQ(in(), "care: sales: c1 both: c1 ");
  EXPECT_EQ(there(), "care on its way · care · care on its way · sales · ");
  EXPECT_EQ(this->feed({}).entries.back().summary.department, "sales") << "care hears that it left";
}

TYPED_TEST(Lists, AFeedIsReadFromAnyPlace) {
  for (const std::string id : {"c2", "c3", "c4"}) this->does.start(start_of(id, "v" + id));
  EXPECT_EQ(this->told(this->feed({1, ""}, 2)), "2 c2 queued · 3 c3 queued · ");
  const auto end = this->feed({}).last;
  EXPECT_EQ(end.seq, 4u);
  EXPECT_EQ(show(this->feed(end)), "ok last=4");
  EXPECT_EQ(show(this->feed({4, ""})), "ok last=4");
  EXPECT_EQ(show(this->feed({5, ""})), "back last=4") << "nobody has heard that";
  EXPECT_EQ(show(this->w.must(this->b.feed("nowhere", {}, 10))), "ok last=0");
  EXPECT_EQ(this->feed({}, 0).entries.size(), 1u) << "limits are 1 to 1000";
}

TYPED_TEST(Lists, AFeedIsBounded) {
  const auto first = this->feed({}).last;
  for (int i = 0; i < 1001; ++i) this->tag("c1", "t" + std::to_string(i));
  const auto all = this->feed({2, ""});
  EXPECT_EQ(all.status, Status::ok);
  EXPECT_EQ(all.entries.size(), 1000u);
  EXPECT_EQ(all.entries.front().seq, 3u);
  EXPECT_EQ(all.last.seq, 1002u);
  for (const auto& from : {first, store::FeedPosition{1, ""}, store::FeedPosition{2, first.epoch}}) {
    const auto late = this->feed(from);
    EXPECT_EQ(late.status, Status::trimmed) << from.seq;
    ASSERT_EQ(late.entries.size(), 1u);
    EXPECT_EQ(late.entries[0].seq, 1002u);
  }
}

TYPED_TEST(Lists, AtMostAThousandAndThoseAskedForFirstAreNotCut) {
  this->does.assign("c1", "ana");
  for (int i = 2; i <= 1001; ++i) this->start("c" + std::to_string(i), "care", base + i);
  const auto waiting = this->w.must(this->b.lists({"care"}, {State::queued}));
  EXPECT_EQ(waiting.summaries.size(), 1000u);
  EXPECT_FALSE(waiting.more);
  const auto both = this->w.must(this->b.lists({"care"}, {State::queued, State::active}));
  EXPECT_EQ(both.summaries, waiting.summaries);
  EXPECT_TRUE(both.more);
  const auto other = this->w.must(this->b.lists({"care"}, {State::active, State::queued}));
  EXPECT_EQ(other.summaries.front().id, "c1");
  EXPECT_EQ(other.summaries.at(1).id, "c1001");
  EXPECT_EQ(other.summaries.back().id, "c3");
  EXPECT_TRUE(other.more);
}

TYPED_TEST(Lists, AFailoverThatLostNothingIsNoMatter) {
  const auto end = this->feed({}).last;
  this->w.fail_over(false);
  EXPECT_EQ(show(this->feed(end)), "ok last=1");
  this->tag("c1", "vip");
  EXPECT_EQ(this->told(this->feed(end)), "2 c1 queued · ");
  EXPECT_NE(this->feed(end).last.epoch, end.epoch);
}

TYPED_TEST(Lists, WhatAFailoverLostIsFound) {
  this->w.remember();
  const auto survived = this->feed({}).last;
  this->tag("c1", "lost");
  const auto lost = this->feed({}).last;
  this->w.fail_over(true);
  EXPECT_EQ(this->feed(lost).status, Status::back) << "the feed ends before it";
  this->tag("c1", "new");
  EXPECT_EQ(this->feed(lost).status, Status::back) << "another entry is there now";
  this->tag("c1", "newer");
  EXPECT_EQ(this->feed(lost).status, Status::back);
  EXPECT_EQ(this->told(this->feed(survived)), "2 c1 queued · 3 c1 queued · ");
}

TYPED_TEST(Lists, FollowersHearEveryEntryBeforeTheChange) {
  const auto& heard = this->at_b.heard;
  this->w.must(this->b.follow_feed("care"));
  this->w.must(this->b.follow_feed("care"));
  this->w.must(this->b.follow_log("c1"));
  this->tag("c1", "vip");
  EXPECT_TRUE(this->w.until([&] { return heard.size() == 2; }));
  EXPECT_EQ(heard.front(), show(this->feed({1, ""}).entries.at(0)));
  EXPECT_EQ(heard.back(), "changed c1 changed");
  this->b.unfollow_feed("care");
  this->b.unfollow_feed("never followed");
  this->tag("c1", "red");
  EXPECT_TRUE(this->w.until([&] { return heard.size() == 3; }));
  EXPECT_EQ(heard.back(), "changed c1 changed");
}

TYPED_TEST(Lists, AnEntryIsHeardAsTheFeedHasIt) {
  struct Keeper : Recorder {
    void on_feed(const store::Listed& entry) override { entries.push_back(entry); }
    std::vector<store::Listed> entries;
  } keeper;
  this->b.listen(keeper);
  this->w.must(this->b.follow_feed("care"));
  this->does.assign("c1", "ana");
  EXPECT_TRUE(this->w.until([&] { return keeper.entries.size() == 1; }));
  EXPECT_EQ(keeper.entries, this->feed({1, ""}).entries);
  EXPECT_EQ(keeper.entries[0].epoch, this->feed({}).last.epoch);
  this->b.listen(this->at_b);
}

}  // namespace
}  // namespace baton::test
