// What a second node hears, in order, and what it must not hear.
#include <algorithm>

#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Hearing : public Contract<Kind> {
protected:
  void SetUp() override {
    this->a.listen(at_a);
    this->b.listen(at_b);
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
  }
  Recorder at_a;
  Recorder at_b;
  Does does{this->w};

  // Everything b heard by the time it hears the end mark, without that.
  std::vector<std::string> heard() {
    const std::string mark = "notice mark conversation end changed";
    this->w.must(this->b.follow_person("mark"));
    this->w.must(this->a.notify("mark", {.conversation = "end"}));
    auto& lines = at_b.heard;
    EXPECT_TRUE(this->w.until([&] { return std::find(lines.begin(), lines.end(), mark) != lines.end(); }));
    std::erase(lines, mark);
    return std::exchange(lines, {});
  }
  using Lines = std::vector<std::string>;
};
TYPED_TEST_SUITE(Hearing, Kinds);

TYPED_TEST(Hearing, FollowersHearEventsThenTheChangeThenNotices) {
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->b.follow_notes("c1"));
  this->w.must(this->b.follow_person("ana"));
  this->does.assign("c1", "ana");
  this->w.must(this->a.append(says("c1", by("ana"), "hello", "x1")));
  EXPECT_EQ(
      this->heard(),
      (typename TestFixture::Lines{
          "log c1#3 assigned ana(The ana) by system(Baton,5)",
          "notes c1#1 decision matched ana(The ana) [ana] lowest load, then longest idle by system(Baton,5) "
          "after log 3",
          "changed c1 assigned", "notice ana conversation c1 assigned",
          "log c1#4 message 'hello' by ana(The ana,1) cid=x1"}));
}

TYPED_TEST(Hearing, TheSendersOwnNodeHearsItTheSameWay) {
  this->w.must(this->a.follow_log("c1"));
  this->w.must(this->a.append(says("c1", visitor("vera"), "hello", "x1")));
  EXPECT_TRUE(this->w.until([&] { return this->at_a.heard.size() == 1; }));
  EXPECT_EQ(this->at_a.heard[0], "log c1#3 message 'hello' by vera(,0) cid=x1");
}

TYPED_TEST(Hearing, EventsCarryEpochAndTimeAsTheLogHasThem) {
  struct Keeper : Recorder {
    void on_log(const store::LogRecord& event) override { events.push_back(event); }
    std::vector<store::LogRecord> events;
  } keeper;
  this->b.listen(keeper);
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->a.append(says("c1", visitor("vera"), "hello", "x1")));
  EXPECT_TRUE(this->w.until([&] { return keeper.events.size() == 1; }));
  EXPECT_EQ(keeper.events[0], this->w.must(this->b.log("c1", 2, "", 1)).events.at(0));
  this->b.listen(this->at_b);
}

TYPED_TEST(Hearing, NotesAreForFollowersOfNotesOnly) {
  this->w.must(this->b.follow_log("c1"));
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "n1", "secret"));
  this->w.must(this->a.signal("c1", store::ReadSignal{by("ana"), true, 1}));
  this->w.must(this->a.signal("c1", store::TypingSignal{visitor("vera"), true, "I want to"}));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"signal c1 typing vera(,0) 1 -"}));
  this->w.must(this->b.follow_notes("c1"));
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "n2", "secret"));
  this->w.must(this->a.signal("c1", store::ReadSignal{by("ana"), true, 2}));
  this->w.must(this->a.signal("c1", store::TypingSignal{visitor("vera"), true, "I want to"}));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{
                               "notes c1#2 note 'secret' by ana(The ana,1) cid=n2 after log 2",
                               "signal c1 read ana(The ana,1) notes 2", "signal c1 typing vera(,0) 1 -",
                               "signal c1 typing vera(,0) 1 I want to"}));
}

TYPED_TEST(Hearing, SignalsOfEveryKind) {
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->a.signal("c1", store::TypingSignal{by("ana"), false, std::nullopt}));
  this->w.must(this->a.signal("c1", store::ReadSignal{visitor("vera"), false, 2}));
  this->w.must(this->a.signal("c1", store::PresenceSignal{by("ana"), true, desk::Presence::away}));
  this->w.must(this->a.signal("c1", store::PresenceSignal{visitor("vera"), false, std::nullopt}));
  this->w.must(this->a.signal("c2", store::ReadSignal{visitor("vera"), false, 2}));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{
                               "signal c1 typing ana(The ana,1) 0 -", "signal c1 read vera(,0) log 2",
                               "signal c1 presence ana(The ana,1) 1 1", "signal c1 presence vera(,0) 0 -"}));
}

TYPED_TEST(Hearing, WhoeverBecomesOrCeasesToBeSubscribedIsTold) {
  for (const std::string who : {"ana", "bob", "vito", "vera"}) this->w.must(this->b.follow_person(who));
  this->does.start(start_of("c2", "vito"));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"notice vito conversation c2 started"}));
  this->does.assign("c2", "ana");
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"notice ana conversation c2 assigned"}));
  auto watched = desk::note(this->does.look("c2").body, by("ana"), "", "bob looks on");
  watched.conversation.observers = {"bob"};
  watched.because = desk::Because::observing;
  this->does.apply(watched);
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"notice bob conversation c2 observing"}));
  this->does.apply(
      *desk::owner_lost(this->does.look("c2").body, this->does.who("ana").body, at(base, slow())));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"notice ana conversation c2 changed"}));
  store::Notice revoked{.kind = store::Notice::Kind::revoked, .conversation = "session"};
  this->w.must(this->a.notify("ana", revoked));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"notice ana revoked session changed"}));
}

TYPED_TEST(Hearing, NothingMoreAfterUnfollowing) {
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->b.follow_notes("c1"));
  this->w.must(this->b.follow_person("ana"));
  this->b.unfollow_notes("c1");
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "n1", "x"));
  this->does.apply(*desk::tag(this->does.look("c1").body, by("ana"), "", {"t"}));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"changed c1 changed"}));
  this->b.unfollow_conversation("c1");
  this->b.unfollow_person("ana");
  this->b.unfollow_person("never followed");
  this->does.assign("c1", "ana");
  EXPECT_EQ(this->heard(), typename TestFixture::Lines{});
}

TYPED_TEST(Hearing, DuplicatesAndRefusalsAreSilent) {
  this->w.must(this->a.append(says("c1", visitor("vera"), "one", "x1")));
  this->w.must(this->b.follow_log("c1"));
  this->w.must(this->a.append(says("c1", visitor("vera"), "one", "x1")));
  this->w.must(this->a.append(says("c1", visitor("eve"), "one", "x1")));
  store::Reading seen;
  seen.add({.key = "conv:c1", .value = "77"});
  store::Commit stale(seen);
  stale.change(this->does.look("c1"), desk::note(this->does.look("c1").body, by("ana"), "", "x"));
  EXPECT_EQ(show(this->does.commit(std::move(stale))), "conflict");
  EXPECT_EQ(this->heard(), typename TestFixture::Lines{});
}

TYPED_TEST(Hearing, SettingsReachEveryNode) {
  store::Reading seen;
  store::Commit commit(seen);
  commit.change(this->w.must(this->a.settings(seen)), desk::Settings{});
  this->does.commit(std::move(commit));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"settings"}));
  EXPECT_EQ(this->at_a.heard, (typename TestFixture::Lines{"settings"}));
}

TYPED_TEST(Hearing, AChangeAtTheDeskReachesEveryNode) {
  this->w.must(this->b.desk_changed());
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"settings"}));
  EXPECT_EQ(this->at_a.heard, (typename TestFixture::Lines{"settings"}));
}

TYPED_TEST(Hearing, SealingIsHeard) {
  this->does.finished("c2", "vito", "ana");
  this->w.must(this->b.follow_log("c2"));
  EXPECT_TRUE(this->w.must(this->a.seal("c2")));
  EXPECT_EQ(this->heard(), (typename TestFixture::Lines{"changed c2 changed sealed"}));
}

}  // namespace
}  // namespace baton::test
