// The hot path: what `append` answers, and that it takes effect once.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Appends : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};
  store::Appended append(const store::Append& what, int node = 0) {
    return this->w.must(this->w.node(node).append(what));
  }
};
TYPED_TEST_SUITE(Appends, Kinds);

TYPED_TEST(Appends, TakesTheNextSequenceAndTellsTheEpoch) {
  const auto first = this->append(says("c1", visitor("vera"), "one", "x1"));
  const auto second = this->append(says("c1", visitor("vera"), "two", "x2"));
  EXPECT_EQ(show(first), "done seq=3");  // after the message and `queued` of the start
  EXPECT_EQ(show(second), "done seq=4");
  EXPECT_GE(second.at, first.at);
  EXPECT_FALSE(first.epoch.empty());
  EXPECT_EQ(first.epoch, second.epoch);
  const auto view = this->does.look("c1");
  EXPECT_EQ(view.hot.log_seq, 4u);
  EXPECT_EQ(view.hot.visitor_seq, 4u);
  EXPECT_EQ(view.hot.staff_seq, 0u);
  EXPECT_EQ(view.version, 1u) << "a message must not move the version";
}

TYPED_TEST(Appends, KeepsTextByteForByte) {
  const std::string text = std::string("a\0b\r\n\"\\ \xF0\x9F\x98\x80 \xE2\x80\xA8", 16);
  this->append(says("c1", visitor("vera"), text, "x1"));
  const auto page = this->w.must(this->b.log("c1", 2, "", 10));
  ASSERT_EQ(page.events.size(), 1u);
  EXPECT_EQ(std::get<desk::Message>(page.events[0].event.what).text, text);
  EXPECT_EQ(page.events[0].event.cid, "x1");
  EXPECT_EQ(page.events[0].event.by, visitor("vera"));
}

TYPED_TEST(Appends, TheSameCidTakesEffectOnceWhicheverNodeItComesTo) {
  const auto first = this->append(says("c1", visitor("vera"), "one", "x1"), 0);
  this->append(says("c1", visitor("vera"), "two", "x2"), 0);
  const auto again = this->append(says("c1", visitor("vera"), "other words", "x1"), 1);
  EXPECT_EQ(show(again), "duplicate seq=3");
  EXPECT_EQ(again.at, first.at);
  EXPECT_EQ(again.epoch, first.epoch);
  EXPECT_EQ(this->does.look("c1").hot.log_seq, 4u);
}

TYPED_TEST(Appends, ACidBelongsToItsSenderAndItsMethod) {
  this->does.assign("c1", "ana");
  this->append(says("c1", visitor("vera"), "one", "x1"));
  EXPECT_EQ(show(this->append(says("c1", by("ana"), "one", "x1"))), "done seq=5");
  auto other = says("c1", visitor("vera"), "one", "x1");
  other.method = "conversation.rate";
  EXPECT_EQ(show(this->append(other)), "cid_reused");
  EXPECT_EQ(this->does.look("c1").hot.log_seq, 5u);
}

TYPED_TEST(Appends, StaffMessagesAreCountedAsStaffs) {
  this->does.assign("c1", "ana");
  const auto said = this->append(says("c1", by("ana"), "hello", "x1"));
  const auto hot = this->does.look("c1").hot;
  EXPECT_EQ(hot.staff_seq, said.seq);
  EXPECT_EQ(hot.visitor_seq, 1u);
}

TYPED_TEST(Appends, RefusesWhoMayNotWriteAndChangesNothing) {
  EXPECT_EQ(show(this->append(says("c1", visitor("eve"), "let me in", "x1"))), "not_writer");
  EXPECT_EQ(show(this->append(says("c1", visitor("ver"), "part of a name", "x1"))), "not_writer");
  EXPECT_EQ(show(this->append(says("c1", by("ana"), "not mine", "x1"))), "not_writer");
  EXPECT_EQ(show(this->append(says("nowhere", visitor("vera"), "hello", "x1"))), "not_found");
  EXPECT_EQ(this->does.look("c1").hot.log_seq, 2u);
  // Errors are not remembered: the same cid may succeed later.
  this->does.assign("c1", "ana");
  EXPECT_EQ(show(this->append(says("c1", by("ana"), "now mine", "x1"))), "done seq=4");
}

TYPED_TEST(Appends, RefusesWhatIsNotOpenButKnowsItsCids) {
  this->does.assign("c1", "ana");
  this->append(says("c1", visitor("vera"), "one", "x1"));
  this->does.close("c1", slow());
  EXPECT_EQ(show(this->append(says("c1", visitor("vera"), "two", "x2"))), "not_open closed");
  EXPECT_EQ(show(this->append(says("c1", visitor("vera"), "one", "x1"))), "duplicate seq=4");
}

TYPED_TEST(Appends, AFullLogTakesNoMoreButKnowsItsCids) {
  auto fill = desk::note(this->does.look("c1").body, by("ana"), "", "filling");
  for (auto n = this->does.look("c1").hot.log_seq + 1; n < store::most_events; ++n)
    fill.log.push_back({visitor("vera"), "", desk::Message{"m"}});
  this->does.apply(fill);
  EXPECT_EQ(show(this->append(says("c1", visitor("vera"), "the last", "x1"))), "done seq=5000");
  EXPECT_EQ(show(this->append(says("c1", visitor("vera"), "too many", "x2"))), "full");
  EXPECT_EQ(show(this->append(says("c1", visitor("vera"), "the last", "x1"))), "duplicate seq=5000");
  // What Baton itself writes still fits: a full conversation can be closed.
  this->does.assign("c1", "ana");
  EXPECT_EQ(this->does.look("c1").hot.log_seq, 5001u);
}

TYPED_TEST(Appends, InAnotherEpochThanTheirsNothingIsSaid) {
  auto said = says("c1", visitor("vera"), "one", "x1");
  said.if_epoch = "0123456789abcdef";
  EXPECT_EQ(show(this->append(said)), "other_epoch");
  EXPECT_EQ(this->does.look("c1").hot.log_seq, 2u);
  said.if_epoch = this->does.look("c1").hot.epoch;
  EXPECT_EQ(show(this->append(said)), "done seq=3");
  said.if_epoch = "0123456789abcdef";
  EXPECT_EQ(show(this->append(said)), "duplicate seq=3") << "what is known is answered whatever they ask";
  said = says("c1", visitor("eve"), "let me in", "x2");
  said.if_epoch = "0123456789abcdef";
  EXPECT_EQ(show(this->append(said)), "not_writer") << "a stranger is told nothing";
}

}  // namespace
}  // namespace baton::test
