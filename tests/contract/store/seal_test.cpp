// A sealed conversation reads as it did before, and comes back to life whole.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Seals : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.finished("c1", "vera", "ana");
  }
  Does does{this->w};
  std::string all(const std::string& id) {
    return show(this->w.must(this->b.log(id, 0, "", 200))) + "\n" +
           show(this->w.must(this->b.notes(id, 0, "", 200)));
  }
  std::string lists() {
    std::string text;
    for (const auto which :
         {store::List::closed, store::List::owner, store::List::visitor, store::List::open})
      text += join(
          this->w.must(this->b.list(which, which == store::List::owner ? "ana" : "vera", std::nullopt, 10))
              .ids);
    return text;
  }
};
TYPED_TEST_SUITE(Seals, Kinds);

TYPED_TEST(Seals, OnlyWhatIsClosedAndDueIsSealedAndOnlyOnce) {
  this->does.start(start_of("c2", "vito"));
  EXPECT_FALSE(this->w.must(this->a.seal("c2"))) << "open";
  this->does.assign("c2", "ana");
  this->does.close("c2", slow());
  EXPECT_FALSE(this->w.must(this->a.seal("c2"))) << "not due";
  EXPECT_TRUE(this->w.must(this->a.seal("c1")));
  EXPECT_FALSE(this->w.must(this->b.seal("c1"))) << "sealed already";
}

TYPED_TEST(Seals, ReadsAreAsBefore) {
  this->w.must(this->a.mark_read("c1", "ana", 3));
  const auto before = this->does.look("c1");
  const auto logs = this->all("c1");
  const auto lists = this->lists();
  EXPECT_NE(this->w.must(this->b.due(10)).ripe.size(), 0u);
  this->w.must(this->a.seal("c1"));
  const auto after = this->does.look("c1");
  EXPECT_TRUE(after.sealed);
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.body, before.body);
  EXPECT_EQ(after.hot, before.hot);
  EXPECT_EQ(this->all("c1"), logs);
  EXPECT_EQ(this->lists(), lists);
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe, none next");
  EXPECT_EQ(show(this->w.must(this->b.log("c1", 2, before.hot.epoch, 1))),
            show(this->w.must(this->b.log("c1", 2, "", 1))));
  const auto greeting = this->w.must(this->b.greet("vera", {{"c1", before.hot.epoch, 3, std::nullopt}}));
  ASSERT_TRUE(greeting.latest);
  EXPECT_EQ(greeting.latest->body.id, "c1");
  EXPECT_EQ(greeting.resumed.at(0).log.size(), before.hot.log_seq - 3);
  EXPECT_EQ(this->w.must(this->b.conversations({"c1"})).size(), 1u);
  this->w.must(this->a.mark_read("c1", "ana", 4));
  EXPECT_EQ(this->does.look("c1").hot, before.hot);
}

TYPED_TEST(Seals, ItsCidsStayRemembered) {
  const auto again = says("c1", by("ana"), "an answer", "answer-c1");
  const auto before = this->w.must(this->a.append(again));
  EXPECT_EQ(show(before), "duplicate seq=4");
  this->w.must(this->a.seal("c1"));
  const auto after = this->w.must(this->b.append(again));
  EXPECT_EQ(show(after), show(before));
  EXPECT_EQ(after.at, before.at);
  EXPECT_EQ(show(this->w.must(this->b.append(says("c1", visitor("vera"), "more", "x9")))), "not_open closed");
  EXPECT_EQ(show(this->w.must(this->b.append(says("c1", visitor("eve"), "more", "x9")))), "not_open closed");
  auto reused = again;
  reused.method = "conversation.tag";
  EXPECT_EQ(show(this->w.must(this->b.append(reused))), "cid_reused");
  const auto first = this->w.must(this->b.first({store::cid_key("c1"), "ana", "answer-c1", "message.send"}));
  ASSERT_TRUE(first);
  EXPECT_EQ(show(*first), "message.send seq=4 id=");
}

TYPED_TEST(Seals, AChangeUnsealsItWhole) {
  const auto logs = this->w.must(this->b.log("c1", 0, "", 200)).events;
  this->w.must(this->a.seal("c1"));
  const auto before = this->does.look("c1");
  this->does.apply(*desk::tag(before.body, by("ana"), "t1", {"red"}));
  const auto after = this->does.look("c1");
  EXPECT_FALSE(after.sealed);
  EXPECT_EQ(after.version, before.version + 1);
  EXPECT_EQ(after.hot.log_seq, before.hot.log_seq);
  EXPECT_EQ(after.hot.notes_seq, before.hot.notes_seq + 1);
  EXPECT_EQ(after.hot.arrived_us, before.hot.arrived_us);
  EXPECT_EQ(this->w.must(this->b.log("c1", 0, "", 200)).events, logs);
  EXPECT_EQ(this->w.must(this->b.list(store::List::tag, "red", std::nullopt, 10)).ids.size(), 1u);
  EXPECT_EQ(show(this->w.must(this->b.due(10))), "ripe seal:c1, next soon") << "it is sealed again";
  EXPECT_EQ(show(this->w.must(this->a.append(says("c1", by("ana"), "an answer", "answer-c1")))),
            "duplicate seq=4");
  EXPECT_TRUE(this->w.must(this->a.seal("c1")));
  EXPECT_EQ(this->does.look("c1").body.tags, (std::vector<std::string>{"red"}));
}

TYPED_TEST(Seals, ItCanBeReopenedAndTalkGoesOn) {
  this->w.must(this->a.seal("c1"));
  store::Reading seen;
  const auto view = this->w.must(this->a.conversation("c1", seen));
  view.talk(seen);
  store::Commit commit(seen);
  const desk::LogEvent message{visitor("vera"), "back", desk::Message{"one more thing"}};
  commit.change(view, *desk::reopen(view.body, visitor("vera"), "", message, {}, at(base, slow())));
  commit.call = store::Call{store::cid_key("c1"), "vera", "back", "message.send"};
  EXPECT_EQ(show(this->does.commit(commit)), "done message.send seq=7 id=");
  EXPECT_EQ(show(this->does.commit(commit)), "duplicate message.send seq=7 id=");
  EXPECT_EQ(show(this->w.must(this->b.append(says("c1", visitor("vera"), "and", "x1")))), "done seq=9");
  EXPECT_EQ(this->does.look("c1").position, 1u);
  EXPECT_FALSE(this->w.must(this->a.seal("c1")));
}

TYPED_TEST(Seals, RacesBetweenSealingAndChangingAreSettled) {
  store::Reading open;
  const auto before = this->w.must(this->a.conversation("c1", open));
  this->w.must(this->b.seal("c1"));
  store::Commit late(open);
  late.change(before, *desk::tag(before.body, by("ana"), "", {"late"}));
  EXPECT_EQ(show(this->does.commit(std::move(late))), "conflict");
  store::Reading sealed;
  const auto view = this->w.must(this->a.conversation("c1", sealed));
  this->does.apply(*desk::tag(view.body, by("ana"), "", {"first"}));
  store::Commit second(sealed);
  second.change(view, *desk::tag(view.body, by("ana"), "", {"second"}));
  EXPECT_EQ(show(this->does.commit(std::move(second))), "conflict");
  this->w.must(this->b.seal("c1"));
  store::Commit third(sealed);  // sealed again meanwhile, with another version inside
  third.change(view, *desk::tag(view.body, by("ana"), "", {"third"}));
  EXPECT_EQ(show(this->does.commit(std::move(third))), "conflict");
  EXPECT_EQ(this->does.look("c1").body.tags, (std::vector<std::string>{"first"}));
}

TYPED_TEST(Seals, TheIdOfASealedConversationIsTaken) {
  this->w.must(this->a.seal("c1"));
  store::Commit commit{store::Reading{}};
  commit.change(std::nullopt, desk::start(start_of("c1", "thief"), at(base)));
  EXPECT_EQ(show(this->does.commit(std::move(commit))), "conflict");
}

TYPED_TEST(Seals, AKnownCidIsAnsweredEvenWhenItsCommitWouldUnseal) {
  this->w.must(this->a.seal("c1"));
  const auto view = this->does.look("c1");
  store::Commit commit{store::Reading{}};
  commit.change(view, *desk::tag(view.body, by("ana"), "answer-c1", {"x"}));
  commit.call = store::Call{store::cid_key("c1"), "ana", "answer-c1", "message.send"};
  EXPECT_EQ(show(this->does.commit(commit)), "duplicate message.send seq=4 id=");
  commit.call->method = "conversation.tag";
  EXPECT_EQ(show(this->does.commit(commit)), "cid_reused");
  EXPECT_TRUE(this->does.look("c1").sealed);
}

}  // namespace
}  // namespace baton::test
