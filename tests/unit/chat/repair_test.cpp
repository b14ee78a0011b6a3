// What Redis lost of a log is put back by whoever saw it; what nobody can put back is told once, and counted.
#include "server/chat/repair.hpp"

#include "tests/unit/chat/steps.hpp"

namespace baton::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const chat::RepairOptions quick{60s, 5ms, 10ms, 30ms, 30ms};

// A node's memory of its own, on the loop of `there`.
struct Memory {
  explicit Memory(World& w) : repair(w.there.context.get_executor(), w.there.store, quick) {
    repair.repaired = [this](std::size_t n) { put_back += n; };
    repair.lost = [this](std::size_t n) { lost += n; };
  }
  chat::Repair repair;
  std::size_t put_back = 0;
  std::size_t lost = 0;
};

// v1 and ana talk: log hello, queued, assigned. Then Redis goes back to `kept`.
struct Talk {
  Talk() {
    w.hire(staff_member("ana"));
    conversation = w.start("v1");
    w.take("ana", conversation);
    kept = w.state->data;
  }
  void says(const std::string& text) { w.say(visitor("v1"), conversation, text); }
  void answers(const std::string& text) { w.say(w.caller("ana"), conversation, text); }
  // The node saw the logs from these places on.
  void saw(Memory& m, store::Seq log = 1, store::Seq notes = 1) {
    const auto said = w.there.ask(w.there.store.log(conversation, log - 1, "", 200));
    for (const auto& event : said->events) m.repair.keep(event);
    const auto noted = w.there.ask(w.there.store.notes(conversation, notes - 1, "", 200));
    for (const auto& event : noted->events) m.repair.keep(event);
  }
  store::Position position() {
    const auto& hot = w.stored(conversation).hot;
    return {conversation, hot.epoch, hot.log_seq, {}};
  }
  void forget() { w.fail_over(kept); }
  void comes_back(Memory& m, const store::Position& at) {
    std::vector<store::Position> one{at};
    const auto answer = w.there.ask(w.there.store.resume(std::move(one)));
    m.repair.rolled_back(at, answer->front());
  }
  void settle(Memory& m) {
    w.there.ask(m.repair.check());
    EXPECT_TRUE(run_until(w.there.context, [&] { return m.repair.idle(); }));
  }
  std::vector<std::string> log() {
    std::vector<std::string> all;
    for (const auto& event : w.stored(conversation).log) {
      if (const auto* message = std::get_if<desk::Message>(&event.event.what)) all.push_back(message->text);
      if (const auto* gap = std::get_if<desk::Gap>(&event.event.what))
        all.push_back("lost " + std::to_string(gap->lost));
    }
    return all;
  }
  World w;
  std::string conversation;
  store::MemoryData kept;
};

TEST(Repair, SaysAgainWhatRedisLostUnderItsFirstCidAndInOrder) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.w.note("ana", t.conversation, "three");
  t.answers("two");
  const auto cids = t.w.state->data.cids.at(store::cid_key(t.conversation));
  t.saw(m);
  t.forget();
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "one", "two"));
  EXPECT_THAT(kinds(t.w.stored(t.conversation).notes).back(), ::testing::HasSubstr("three"));
  for (const auto& [call, first] : cids)
    EXPECT_TRUE(t.w.state->data.cids.at(store::cid_key(t.conversation)).contains(call)) << call;
  EXPECT_EQ(m.put_back, 3U);
  EXPECT_EQ(m.lost, 0U);
}

TEST(Repair, WhatTwoNodesSawIsThereOnce) {
  Talk t;
  Memory one(t.w);
  Memory two(t.w);
  t.says("one");
  t.answers("two");
  t.saw(one);
  t.saw(two);
  t.forget();
  t.w.there.ask(one.repair.check());
  t.settle(two);
  EXPECT_TRUE(run_until(t.w.there.context, [&] { return one.repair.idle(); }));
  EXPECT_THAT(t.log(), ElementsAre("hello", "one", "two"));
  EXPECT_EQ(one.put_back + two.put_back, 2U);
  EXPECT_EQ(one.lost + two.lost, 0U);
}

// Their visitor went to another node in between: the one that knows the end waits for who knows the beginning.
TEST(Repair, WhoKnowsTheLaterPartComesAfterWhoKnowsTheEarlier) {
  Talk t;
  Memory early(t.w);
  Memory late(t.w);
  t.says("one");
  t.saw(early);
  t.says("two");
  const auto at = t.position();
  t.saw(late, at.log);
  t.forget();
  t.comes_back(late, at);
  t.comes_back(late, at);  // somebody else, who proves no more
  t.comes_back(early, at);
  t.settle(late);
  t.settle(early);
  EXPECT_THAT(t.log(), ElementsAre("hello", "one", "two"));
}

TEST(Repair, WhatWasPutBackIsPutBackAgain) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.saw(m);
  for (int time = 0; time < 3; ++time) {
    t.forget();
    t.settle(m);
    EXPECT_THAT(t.log(), ElementsAre("hello", "one"));
  }
  EXPECT_EQ(m.put_back, 3U);
}

TEST(Repair, WhatIsStillThereIsLeftAlone) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.saw(m);
  t.kept = t.w.state->data;
  t.forget();
  t.settle(m);
  t.kept = t.w.state->data;
  t.forget();  // and is known under the epoch that is now
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "one"));
  EXPECT_EQ(m.put_back + m.lost, 0U);
}

TEST(Repair, ARefusedMessageIsToldAsLostOnceByWhicheverNode) {
  Talk t;
  Memory one(t.w);
  Memory two(t.w);
  t.w.close(t.w.caller("ana"), t.conversation);
  t.kept = t.w.state->data;
  t.says("reopens it");
  t.says("and goes on");
  t.saw(one);
  t.saw(two);
  t.forget();
  t.w.there.ask(one.repair.check());
  t.settle(two);
  EXPECT_TRUE(run_until(t.w.there.context, [&] { return one.repair.idle(); }));
  EXPECT_THAT(t.log(), ElementsAre("hello", "lost 2"));
  EXPECT_EQ(one.lost + two.lost, 2U);
}

TEST(Repair, WhatIsSaidAgainInTimeIsNotLost) {
  Talk t;
  Memory m(t.w);
  t.w.close(t.w.caller("ana"), t.conversation);
  t.kept = t.w.state->data;
  const auto caller = visitor("v1");
  ASSERT_TRUE(t.w.there.ask(t.w.there.conversations.send(caller, t.conversation, "its-cid", "again")));
  t.saw(m);
  t.forget();
  t.w.there.begin(m.repair.check());
  t.w.there.idle();
  EXPECT_THAT(t.log(), ElementsAre("hello"));
  ASSERT_TRUE(t.w.there.ask(t.w.there.conversations.send(caller, t.conversation, "its-cid", "again")));
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "again"));
  EXPECT_EQ(m.lost, 0U);
}

TEST(Repair, APositionAloneProvesThatSomethingIsLost) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.says("two");
  t.says("three");
  const auto stood = t.position();
  t.forget();
  t.answers("something said since stands for one of them");
  t.comes_back(m, stood);
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "something said since stands for one of them", "lost 2"));
  EXPECT_EQ(m.lost, 2U);
  t.comes_back(m, stood);
  t.settle(m);
  EXPECT_EQ(m.lost, 2U) << "told once";
}

TEST(Repair, APositionProvesNothingWhereAReplicaHasWhatWasPromised) {
  Talk t;
  Memory m(t.w);
  m.repair.count_only_promises();
  t.says("promised to nobody");
  const auto at = t.position();
  t.forget();
  t.comes_back(m, at);
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello"));
  EXPECT_EQ(m.lost, 0U);
}

TEST(Repair, WhereAReplicaHasWhatWasPromisedOnlyAPromiseIsLost) {
  for (const bool promised : {false, true}) {
    Talk t;
    Memory m(t.w);
    m.repair.count_only_promises();
    t.w.close(t.w.caller("ana"), t.conversation);
    t.kept = t.w.state->data;
    t.says("reopens it");
    t.saw(m);
    const auto said = t.w.there.ask(t.w.there.store.log(t.conversation, 5, "", 1));
    if (promised) m.repair.promised(said->events.at(0));
    t.forget();
    t.settle(m);
    EXPECT_EQ(m.lost, promised ? 1U : 0U);
    EXPECT_EQ(t.log().back(), promised ? "lost 1" : "hello");
  }
}

TEST(Repair, APositionProvesNothingWhenAsMuchWasSaidSince) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.answers("two");
  const auto stood = t.position();
  t.forget();
  t.comes_back(m, stood);
  t.says("one");
  t.answers("two");
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "one", "two"));
  EXPECT_EQ(m.lost, 0U);
}

TEST(Repair, APositionInAnEpochThatNobodyKnowsProvesNothing) {
  Talk t;
  Memory m(t.w);
  t.comes_back(m, {t.conversation, "never-was", 1000, {}});
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello"));
}

TEST(Repair, AClaimOfAnyPositionIsBounded) {
  Talk t;
  Memory m(t.w);
  auto stood = t.position();
  stood.log = 1'000'000;
  t.forget();
  t.comes_back(m, stood);
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "lost 200"));
}

TEST(Repair, WhatNobodySaidIsNoLossForWhoSawItNorForWhoDidNot) {
  Talk t;
  Memory saw(t.w);
  Memory did_not(t.w);
  t.w.close(t.w.caller("ana"), t.conversation);
  const auto stood = t.position();
  t.saw(saw);
  t.forget();
  t.w.there.ask(saw.repair.check());
  t.comes_back(did_not, stood);
  t.settle(did_not);
  EXPECT_TRUE(run_until(t.w.there.context, [&] { return saw.repair.idle(); }));
  EXPECT_THAT(t.log(), ElementsAre("hello"));
  EXPECT_EQ(saw.lost + did_not.lost, 0U);
}

TEST(Repair, AConversationThatIsGoneIsCountedUnlessItWasBegunAnew) {
  Talk t;
  Memory m(t.w);
  const auto begin_anew = [&] {
    const chat::Conversations::Start what{"the-start", std::nullopt, "hi"};
    t.conversation = t.w.done(t.w.there.conversations.start(visitor("v2"), what)).conversation;
    t.w.done(t.w.there.conversations.send(visitor("v2"), t.conversation, "the-next", "you"));
  };
  begin_anew();
  const auto first = t.conversation;
  t.saw(m);
  t.forget();
  begin_anew();
  EXPECT_NE(t.conversation, first);
  t.settle(m);
  EXPECT_EQ(m.lost, 0U);
  t.saw(m);
  t.forget();
  t.settle(m);
  EXPECT_EQ(m.lost, 2U);
}

TEST(Repair, WhatIsNoticedWhileAnotherLossIsDecidedIsLookedAfterToo) {
  Talk t;
  Memory m(t.w);
  const auto other = t.w.start("v2");
  t.kept = t.w.state->data;
  t.says("one");
  t.w.say(visitor("v2"), other, "two");
  const auto stood = t.position();
  const store::Position beside{other, stood.epoch, t.w.stored(other).hot.log_seq, {}};
  t.forget();
  std::vector<store::Position> one{beside};
  const auto answer = t.w.there.ask(t.w.there.store.resume(std::move(one)));
  m.repair.lost = [&](std::size_t n) {
    m.lost += n;
    if (m.lost == 1) m.repair.rolled_back(beside, answer->front());
  };
  t.comes_back(m, stood);
  t.settle(m);
  EXPECT_EQ(m.lost, 2U);
}

TEST(Repair, NothingIsForgottenWhileRedisIsAway) {
  Talk t;
  Memory m(t.w);
  t.says("one");
  t.saw(m);
  t.w.there.store.away(true);
  t.w.there.begin(m.repair.check());
  t.w.there.context.restart();
  t.w.there.context.run_for(30ms);
  EXPECT_FALSE(m.repair.idle()) << "it asks on";
  t.forget();
  t.w.there.store.away(false);
  t.settle(m);
  EXPECT_THAT(t.log(), ElementsAre("hello", "one"));
}

TEST(Hub, PutsBackWhatItPassedOnWhenItIsToldThatItsPositionIsGone) {
  Scene s;
  s.tell(s.ana);
  s.w.here.idle();
  const auto kept = s.w.state->data;
  s.w.say(visitor("v1"), s.conversation, "seen-by-ana");  // by a node that dies now
  s.w.here.idle();
  s.w.fail_over(kept);
  s.w.here.ask(s.w.here.hub.check_positions());
  s.w.here.idle();
  EXPECT_THAT(kinds(s.w.stored(s.conversation).log).back(), ::testing::HasSubstr("seen-by-ana"));
  s.expect_true_copy(s.ana);
}

}  // namespace
}  // namespace baton::test
