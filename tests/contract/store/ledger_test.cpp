// The ledger: written in the step that it tells of, or not at all; read by time and by cursor; and the first
// answer, which `append` tells it once.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using What = desk::LedgerEntry::What;

template <class Kind>
class Ledger : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
    for (const auto& line : read().lines) begun_ = line.id;
  }
  Does does{this->w};

  // Without a cursor, from behind what the start of c1 told.
  store::LedgerPage read(desk::Time from = 0, desk::Time to = never, std::optional<std::string> cursor = {},
                         int limit = 1000) {
    return this->w.must(this->b.ledger(from, to, cursor ? cursor : begun_, limit));
  }
  std::vector<store::LedgerLine> answers() {
    auto lines = read().lines;
    std::erase_if(lines, [](const auto& line) { return line.entry.what != What::answered; });
    return lines;
  }
  // Those of `telling`; the desk's own entries have none here.
  std::vector<std::string> reasons(const store::LedgerPage& page) {
    std::vector<std::string> all;
    for (const auto& line : page.lines)
      if (line.entry.reason) all.push_back(*line.entry.reason);
    return all;
  }
  static desk::LedgerEntry entry(const std::string& reason) {
    desk::LedgerEntry e{.what = What::won, .conversation = "c1", .visitor = "vera", .department = "care"};
    e.by = by("ana");
    e.opportunity = "c1.1";
    e.kind = desk::OpportunityKind::cross_sell;
    e.flagger = desk::PersonRef{"ana", "The ana"};
    e.closer = desk::PersonRef{"rita", "The rita"};
    e.money = desk::Money{desk::most_amount, "EUR"};
    e.rule = "seats";
    e.reason = reason;
    e.took = 12;
    e.score = 5;
    e.nps = 0;
    return e;
  }
  desk::Change telling(const std::vector<std::string>& reasons) {
    auto change = desk::note(does.look("c1").body, by("ana"), "", "told");
    for (const auto& reason : reasons) change.ledger.push_back(entry(reason));
    return change;
  }
  void say(const desk::Actor& who, const std::string& cid) {
    EXPECT_EQ(show(this->w.must(this->a.append(says("c1", who, "text", cid)))).substr(0, 4), "done");
  }

private:
  std::optional<std::string> begun_;
};
TYPED_TEST_SUITE(Ledger, Kinds);

TYPED_TEST(Ledger, EntriesOfACommitComeBackWholeInTheirOrder) {
  EXPECT_EQ(show(this->read()), "whole");
  this->does.apply(this->telling({"one", "two"}));
  this->does.apply(this->telling({"three"}));
  const auto page = this->read();
  EXPECT_EQ(this->reasons(page), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(page.lines.at(1).entry, this->entry("two"));
  EXPECT_FALSE(page.cursor);
  const auto now = this->does.look("c1").now;
  for (const auto& line : page.lines) {
    EXPECT_LE(line.at, now);
    EXPECT_GT(line.at, now - desk::minutes(5));
  }
  EXPECT_LE(page.lines.at(0).at, page.lines.at(2).at);
}

TYPED_TEST(Ledger, ARefusedCommitLeavesNoEntryNorDoesOneThatWasDone) {
  store::Reading seen;
  const auto view = this->w.must(this->a.conversation("c1", seen));
  const auto change = this->telling({"late"});
  this->does.apply(this->telling({"first"}));
  store::Commit late(seen);
  late.change(view, change);
  EXPECT_EQ(show(this->does.commit(std::move(late))), "conflict");
  store::Commit once{store::Reading{}};
  once.change(this->does.look("c1"), this->telling({"second"}));
  once.call = store::Call{store::cid_key("c1"), "ana", "k", "opportunity.close"};
  EXPECT_EQ(show(this->does.commit(once)).substr(0, 4), "done");
  EXPECT_EQ(show(this->does.commit(once)).substr(0, 9), "duplicate");
  EXPECT_EQ(this->reasons(this->read()), (std::vector<std::string>{"first", "second"}));
}

TYPED_TEST(Ledger, IsReadInPagesFromBehindACursor) {
  this->does.apply(this->telling({"1", "2", "3", "4", "5"}));
  const auto first = this->read(0, never, {}, 2);
  EXPECT_EQ(this->reasons(first), (std::vector<std::string>{"1", "2"}));
  ASSERT_TRUE(first.cursor);
  const auto second = this->read(0, never, first.cursor, 2);
  EXPECT_EQ(this->reasons(second), (std::vector<std::string>{"3", "4"}));
  this->does.apply(this->telling({"6"}));
  const auto third = this->read(0, never, second.cursor, 2);
  EXPECT_EQ(this->reasons(third), (std::vector<std::string>{"5", "6"}));
  EXPECT_FALSE(third.cursor);
  const auto last = third.lines.back().id;
  EXPECT_EQ(show(this->read(0, never, last)), "whole") << "behind the last there is nothing";
  EXPECT_EQ(this->reasons(this->read(0, never, "no cursor", 100)).size(), 6u);
  EXPECT_EQ(this->reasons(this->read(0, never, "18446744073709551615-0", 100)).size(), 6u);
  EXPECT_EQ(this->read(0, never, std::to_string(never) + "-0", 100).lines.size(), 0u);
  EXPECT_EQ(this->read(0, never, {}, 0).lines.size(), 1u) << "limits are 1 to 1000";
}

TYPED_TEST(Ledger, IsReadByTime) {
  for (const std::string reason : {"1", "2", "3"}) this->does.apply(this->telling({reason}));
  const auto all = this->read();
  for (const auto& line : all.lines) {
    std::size_t same = 0;
    for (const auto& other : all.lines) same += other.at == line.at ? 1 : 0;
    EXPECT_EQ(this->read(line.at, line.at + 1).lines.size(), same) << "from ≤ at < to";
  }
  const auto first = all.lines.front();
  const auto end = all.lines.back().at + 1;
  EXPECT_EQ(this->read(first.at, end).lines, all.lines);
  EXPECT_EQ(show(this->read(0, first.at)), "whole");
  EXPECT_EQ(show(this->read(end, never)), "whole");
  EXPECT_EQ(show(this->read(end, 0)), "whole");
  EXPECT_EQ(show(this->read(0, 0)), "whole");
  EXPECT_EQ(this->read(-5, never).lines.size(), 3u);
  EXPECT_EQ(this->reasons(this->read(first.at, end, "1-0")), this->reasons(all))
      << "a cursor from before the time";
  EXPECT_EQ(show(this->read(end, never, first.id)), "whole");
}

TYPED_TEST(Ledger, AThousandAtOnce) {
  this->does.apply(this->telling(std::vector<std::string>(1001, "many")));
  const auto page = this->read(0, never, {}, 5000);
  EXPECT_EQ(page.lines.size(), 1000u);
  ASSERT_TRUE(page.cursor);
  EXPECT_EQ(this->read(0, never, page.cursor).lines.size(), 1u);
}

TYPED_TEST(Ledger, TheFirstWordOfStaffsIsTheAnswer) {
  auto& d = this->does;
  this->say(visitor("vera"), "x1");
  d.assign("c1", "ana");
  EXPECT_FALSE(d.look("c1").hot.answered_at);
  EXPECT_TRUE(this->answers().empty());
  this->say(by("ana"), "x2");
  const auto hot = d.look("c1").hot;
  ASSERT_TRUE(hot.answered_at);
  EXPECT_EQ(*hot.answered_at, hot.last_at);
  const auto lines = this->answers();
  ASSERT_EQ(lines.size(), 1u);
  auto told = lines[0].entry;
  EXPECT_EQ(told.took, *hot.answered_at - hot.arrived_us / 1000);
  told.took.reset();
  const desk::LedgerEntry expected{
      .what = What::answered, .conversation = "c1", .visitor = "vera", .department = "care", .by = by("ana")};
  EXPECT_EQ(told, expected);
  this->say(by("ana"), "x3");
  this->say(visitor("vera"), "x4");
  EXPECT_EQ(this->w.must(this->a.append(says("c1", by("ana"), "text", "x2"))).landed,
            store::Landed::duplicate);
  EXPECT_EQ(d.look("c1").hot.answered_at, hot.answered_at);
  EXPECT_EQ(this->answers().size(), 1u);
}

TYPED_TEST(Ledger, TheNamesInAnAnswerAreAsTheyWereSent) {
  this->does.assign("c1", "ana");
  auto what = says("c1", by("ana"), "a/b \"q\" \\ \xE2\x80\xA8", "x1");
  what.event.by.name = std::string("A/n\"a \0\x01 \xF0\x9F\x98\x80", 13);
  this->w.must(this->a.append(what));
  EXPECT_EQ(this->answers().at(0).entry.by, what.event.by);
}

TYPED_TEST(Ledger, OnlyAMessageAnswersAndOnlyWhereItLands) {
  auto& d = this->does;
  d.assign("c1", "ana");
  const store::Append rated{
      "c1", "conversation.rate", store::Side::staff, {by("ana"), "x1", desk::Rated{5, {}}}};
  EXPECT_EQ(show(this->w.must(this->a.append(rated))).substr(0, 4), "done");
  EXPECT_EQ(show(this->w.must(this->a.append(says("c1", by("bob"), "hello", "x2")))), "not_writer");
  EXPECT_FALSE(d.look("c1").hot.answered_at);
  EXPECT_TRUE(this->answers().empty());
}

TYPED_TEST(Ledger, ACommitThatSpeaksAnswersAndItsEntryIsTheDesks) {
  auto& d = this->does;
  d.assign("c1", "ana");
  auto greets = this->telling({"answered by a commit"});
  greets.log = {{visitor("vera"), "", desk::Message{"hello?"}},
                {desk::baton_itself(), "", desk::Message{"soon"}}};
  d.apply(greets);
  EXPECT_FALSE(d.look("c1").hot.answered_at);
  greets.log = {{by("ana"), "", desk::Message{"hello"}}};
  greets.ledger.clear();
  d.apply(greets);
  const auto answered = d.look("c1").hot.answered_at;
  ASSERT_TRUE(answered);
  EXPECT_EQ(*answered, d.look("c1").hot.last_at) << "all of a commit is of one moment";
  d.apply(greets);
  this->say(by("ana"), "x1");
  EXPECT_EQ(d.look("c1").hot.answered_at, answered);
  EXPECT_EQ(this->reasons(this->read()), (std::vector<std::string>{"answered by a commit"}));
  EXPECT_TRUE(this->answers().empty());
}

TYPED_TEST(Ledger, AnsweredOutlivesSealing) {
  this->does.finished("c2", "vito", "ana");
  const auto answered = this->does.look("c2").hot.answered_at;
  ASSERT_TRUE(answered);
  EXPECT_TRUE(this->w.must(this->a.seal("c2")));
  EXPECT_EQ(this->does.look("c2").hot.answered_at, answered);
  const auto view = this->does.look("c2");
  this->does.apply(*desk::reopen(view.body, visitor("vito"), "r", std::nullopt, {}, at(base)));
  this->does.assign("c2", "ana");
  this->w.must(this->a.append(says("c2", by("ana"), "again", "x1")));
  EXPECT_EQ(this->does.look("c2").hot.answered_at, answered);
  EXPECT_EQ(this->answers().size(), 1u);
}

TYPED_TEST(Ledger, ADecisionCanRestOnNobodyHavingAnswered) {
  store::Reading seen;
  seen.add({.kind = store::Check::Kind::field, .key = "conv:c1", .field = "answered_at", .value = ""});
  const auto commit = [&] {
    store::Commit what(seen);
    what.change(this->does.look("c1"), this->telling({}));
    return show(this->does.commit(std::move(what))).substr(0, 4);
  };
  EXPECT_EQ(commit(), "done");
  this->does.assign("c1", "ana");
  this->say(by("ana"), "x1");
  EXPECT_EQ(commit(), "conf");
}

TYPED_TEST(Ledger, WhatAFailoverLostIsGoneAndWhatComesAfterIsBehindWhatWas) {
  this->does.apply(this->telling({"kept"}));
  this->w.remember();
  this->does.apply(this->telling({"lost"}));
  this->w.fail_over(true);
  this->does.apply(this->telling({"new"}));
  const auto page = this->read();
  EXPECT_EQ(this->reasons(page), (std::vector<std::string>{"kept", "new"}));
  EXPECT_EQ(this->reasons(this->read(0, never, page.lines.at(0).id)), (std::vector<std::string>{"new"}));
}

}  // namespace
}  // namespace baton::test
