// A store that came back in another incarnation: with everything, or without the tail of what it had
// acknowledged.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Epochs : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
    first = does.look("c1").hot.epoch;
  }
  Does does{this->w};
  std::string first;
  void say(int times) {
    for (int i = 0; i < times; ++i)
      this->w.must(this->a.append(says("c1", visitor("vera"), "m", "x" + std::to_string(++said))));
  }
  std::string log(const std::string& epoch) {
    const auto page = this->w.must(this->b.log("c1", 0, epoch, 200));
    return page.status == store::Synced::rollback ? "back to " + std::to_string(page.last)
                                                  : "all " + std::to_string(page.events.size());
  }
  int said = 0;
};
TYPED_TEST_SUITE(Epochs, Kinds);

TYPED_TEST(Epochs, ARestartThatLostNothingCutsAtTheEnd) {
  this->say(3);
  this->w.fail_over(false);
  EXPECT_EQ(this->log(this->first), "back to 5");
  const auto page = this->w.must(this->b.log("c1", 0, "", 200));
  EXPECT_NE(page.epoch, this->first);
  EXPECT_EQ(page.events.size(), 5u);
  EXPECT_EQ(this->does.look("c1").hot.epoch, page.epoch);
  this->say(2);
  EXPECT_EQ(this->log(this->first), "back to 5");
  EXPECT_EQ(this->log(page.epoch), "all 7");
  EXPECT_EQ(this->log("0123456789abcdef"), "back to 0");
}

TYPED_TEST(Epochs, ALostTailIsToldToWhoeverSawIt) {
  this->say(2);
  this->w.remember();
  this->say(3);
  const auto before = this->w.must(this->a.append(says("c1", visitor("vera"), "lost", "lost")));
  EXPECT_EQ(before.seq, 8u);
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "", "lost too"));
  this->does.start(start_of("c2", "vito"));
  this->w.fail_over(true);
  // The same cid takes effect again: the first result was lost with the rest.
  const auto again = this->w.must(this->a.append(says("c1", visitor("vera"), "lost", "lost")));
  EXPECT_EQ(show(again), "done seq=5");
  EXPECT_NE(again.epoch, this->first);
  EXPECT_EQ(this->log(this->first), "back to 4");
  EXPECT_EQ(this->log(again.epoch), "all 5");
  const auto resumed =
      this->w.must(this->b.resume({{"c1", this->first, 8, 1}, {"c2", this->first, 2, std::nullopt}}));
  ASSERT_EQ(resumed.size(), 2u);
  EXPECT_EQ(show(resumed[0]), "c1 rollback last=4/0");
  EXPECT_EQ(resumed[0].epoch, again.epoch);
  EXPECT_EQ(show(resumed[1]), "c2 gone last=0/0");
  const auto notes = this->w.must(this->b.notes("c1", 1, this->first, 10));
  EXPECT_EQ(show(notes), "rollback last=0");
}

TYPED_TEST(Epochs, TheLowestLaterCutCounts) {
  this->say(1);
  this->w.remember();
  this->say(4);
  this->w.fail_over(false);  // first ends at 7
  EXPECT_EQ(this->log(this->first), "back to 7");
  this->w.fail_over(true);  // the second, and with it all but 3
  this->say(9);
  EXPECT_EQ(this->log(this->first), "back to 3");
  const auto third = this->does.look("c1").hot.epoch;
  this->w.fail_over(false);
  this->say(1);
  EXPECT_EQ(this->log(this->first), "back to 3");
  EXPECT_EQ(this->log(third), "back to 12");
}

TYPED_TEST(Epochs, SixteenEpochsAreRemembered) {
  std::vector<std::string> epochs{this->first};
  for (int i = 0; i < 17; ++i) {
    this->w.fail_over(false);
    this->say(1);
    epochs.push_back(this->does.look("c1").hot.epoch);
  }
  EXPECT_EQ(this->log(epochs[0]), "back to 0");
  EXPECT_EQ(this->log(epochs[1]), "back to 3");
  EXPECT_EQ(this->log(epochs[16]), "back to 18");
  EXPECT_EQ(this->log(epochs[17]), "all 19");
}

TYPED_TEST(Epochs, BodiesAndIndexesRollBackWithTheLogs) {
  this->w.remember();
  this->does.assign("c1", "ana");
  this->w.fail_over(true);
  EXPECT_EQ(this->does.look("c1").body.state, desk::State::queued);
  EXPECT_EQ(this->does.look("c1").version, 1u);
  EXPECT_EQ(this->w.must(this->b.waiting("care")).waiting, 1);
  const auto committed = this->does.assign("c1", "ana");
  EXPECT_EQ(committed.epoch, this->does.look("c1").hot.epoch);
  EXPECT_NE(committed.epoch, this->first);
}

TYPED_TEST(Epochs, ASealedConversationKnowsItsEpochs) {
  this->does.finished("c2", "vito", "ana");
  const auto last = this->does.look("c2").hot.log_seq;
  this->w.must(this->a.seal("c2"));
  this->w.fail_over(false);
  const auto page = this->w.must(this->b.log("c2", 0, this->first, 10));
  EXPECT_EQ(show(page), "rollback last=" + std::to_string(last));
  EXPECT_EQ(page.epoch, this->does.look("c2").hot.epoch);
  EXPECT_NE(page.epoch, this->first);
  this->does.apply(*desk::tag(this->does.look("c2").body, by("ana"), "", {"t"}));
  EXPECT_EQ(show(this->w.must(this->b.log("c2", 0, this->first, 10))),
            "rollback last=" + std::to_string(last));
}

}  // namespace
}  // namespace baton::test
