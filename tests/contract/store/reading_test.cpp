// Pages of the logs, positions, greetings, lists: what reads give at their edges and for bad input.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

template <class Kind>
class Reads : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};
  std::string epoch() { return does.look("c1").hot.epoch; }
  store::Resumed resume(store::Position position) {
    auto answers = this->w.must(this->b.resume({std::move(position)}));
    return answers.empty() ? store::Resumed{} : answers[0];
  }
};
TYPED_TEST_SUITE(Reads, Kinds);

TYPED_TEST(Reads, WhatIsNotThere) {
  store::Reading seen;
  EXPECT_EQ(this->w.ask(this->a.conversation("nowhere", seen)).error(), store::Fault::not_found);
  EXPECT_EQ(this->w.ask(this->a.staff("nobody", seen)).error(), store::Fault::not_found);
  EXPECT_EQ(this->w.ask(this->a.seal("nowhere")).error(), store::Fault::not_found);
  EXPECT_EQ(this->w.ask(this->a.mark_read("nowhere", "vera", 1)).error(), store::Fault::not_found);
  EXPECT_TRUE(seen.checks().empty());
  EXPECT_EQ(show(this->w.must(this->a.log("nowhere", 0, "", 10))), "gone last=0");
  EXPECT_EQ(show(this->w.must(this->a.notes("nowhere", 0, "", 10))), "gone last=0");
  EXPECT_EQ(show(this->resume({"nowhere", "", 0, std::nullopt})), "nowhere gone last=0/0");
  EXPECT_EQ(this->w.must(this->a.waiting("nowhere")).waiting, 0);
  EXPECT_EQ(show(this->w.must(this->a.desk("nowhere", 16))), "waiting:\n  staff:");
  EXPECT_EQ(show(this->w.must(this->a.greet("nobody", {}))), "visitor v0 -\n  latest -");
  EXPECT_EQ(show(this->w.must(this->a.settings(seen)).body), show(desk::Settings{}));
  const auto views = this->w.must(this->a.conversations({"nowhere", "c1", "neither"}));
  ASSERT_EQ(views.size(), 1u);
  EXPECT_EQ(views[0].body.id, "c1");
  EXPECT_TRUE(this->w.must(this->a.conversations({})).empty());
  EXPECT_TRUE(this->w.must(this->a.resume({})).empty());
}

TYPED_TEST(Reads, ReadsEnterTheirChecks) {
  store::Reading seen;
  const auto view = this->w.must(this->a.conversation("c1", seen));
  const auto ana = this->w.must(this->a.staff("ana", seen));
  this->w.must(this->a.settings(seen));
  std::vector<std::string> checks;
  for (const auto& check : seen.checks()) checks.push_back(show(check));
  EXPECT_EQ(checks, (std::vector<std::string>{"version conv:c1  '1' 0 []", "version staff:ana  '1' 0 []",
                                              "version settings  '' 0 []"}));
  view.talk(seen);
  view.talk(seen);
  ana.relied_here(seen);
  EXPECT_EQ(seen.checks().size(), 5u);
}

TYPED_TEST(Reads, PagesOfALog) {
  for (int i = 0; i < 8; ++i)
    this->w.must(
        this->a.append(says("c1", visitor("vera"), "m" + std::to_string(i), "x" + std::to_string(i))));
  const auto seqs = [&](store::Seq after, int limit, const std::string& epoch = "") {
    std::string text;
    const auto page = this->w.must(this->b.log("c1", after, epoch, limit));
    for (const auto& event : page.events) text += std::to_string(event.seq) + " ";
    return text + "of " + std::to_string(page.last);
  };
  EXPECT_EQ(seqs(0, 3), "1 2 3 of 10");
  EXPECT_EQ(seqs(3, 3), "4 5 6 of 10");
  EXPECT_EQ(seqs(9, 3), "10 of 10");
  EXPECT_EQ(seqs(10, 3), "of 10");
  EXPECT_EQ(seqs(99, 3), "of 10");
  EXPECT_EQ(seqs(0, 0), "1 of 10");
  EXPECT_EQ(seqs(0, -5), "1 of 10");
  EXPECT_EQ(seqs(0, 100'000), "1 2 3 4 5 6 7 8 9 10 of 10");
  EXPECT_EQ(seqs(8, 3, this->epoch()), "9 10 of 10");
  EXPECT_EQ(show(this->w.must(this->b.log("c1", 8, "abcdef0123456789", 3))), "rollback last=0");
  const auto page = this->w.must(this->b.log("c1", 0, "", 200));
  desk::Time at = 0;
  for (const auto& event : page.events) {
    EXPECT_GE(event.at, at);
    EXPECT_EQ(event.epoch, page.epoch);
    at = event.at;
  }
}

TYPED_TEST(Reads, NotesTellWhereTheyStandInTheLog) {
  this->does.assign("c1", "ana");
  this->w.must(this->a.append(says("c1", by("ana"), "hello", "x1")));
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "n1", "a note"));
  const auto page = this->w.must(this->b.notes("c1", 0, "", 10));
  ASSERT_EQ(page.events.size(), 2u);
  EXPECT_EQ(page.events[0].log_seq, 3u);  // the decision record, written after `assigned`
  EXPECT_EQ(page.events[1].log_seq, 4u);
  EXPECT_EQ(page.last, 2u);
  EXPECT_GE(page.events[1].at, this->w.must(this->b.log("c1", 3, "", 1)).events.at(0).at);
}

TYPED_TEST(Reads, ResumeGivesBothLogsUpTo200Together) {
  auto fill = desk::note(this->does.look("c1").body, by("ana"), "", "n1");
  for (int i = 0; i < 150; ++i) fill.log.push_back({visitor("vera"), "", desk::Message{"m"}});
  for (int i = 0; i < 99; ++i) fill.notes.push_back(fill.notes[0]);
  this->does.apply(fill);  // 152 and 100
  const auto sizes = [&](store::Seq log, std::optional<store::Seq> notes) {
    const auto r = this->resume({"c1", this->epoch(), log, notes});
    return std::to_string(r.log.size()) + "+" + std::to_string(r.notes.size()) +
           (r.more ? " more of " : " of ") + std::to_string(r.last_log) + "/" + std::to_string(r.last_notes);
  };
  EXPECT_EQ(sizes(0, 0), "152+48 more of 152/100");
  EXPECT_EQ(sizes(52, 0), "100+100 of 152/100");
  EXPECT_EQ(sizes(152, 100), "0+0 of 152/100");
  EXPECT_EQ(sizes(0, std::nullopt), "152+0 of 152/0");
  EXPECT_EQ(sizes(150, 99), "2+1 of 152/100");
}

TYPED_TEST(Reads, GreetingFindsTheOpenConversationElseTheLast) {
  EXPECT_EQ(this->w.must(this->b.greet("vera", {})).latest->body.id, "c1");
  this->does.assign("c1", "ana");
  this->does.close("c1", slow());
  auto second = start_of("c2", "vera");
  this->does.start(second, base + 1000);
  EXPECT_EQ(this->w.must(this->b.greet("vera", {})).latest->body.id, "c2");
  this->does.assign("c2", "ana");
  this->does.close("c2", slow());
  EXPECT_EQ(this->w.must(this->b.greet("vera", {})).latest->body.id, "c2");
  const auto c1 = this->does.look("c1").body;
  this->does.apply(*desk::reopen(c1, visitor("vera"), "r", std::nullopt, {}, at(base, slow())));
  EXPECT_EQ(this->w.must(this->b.greet("vera", {})).latest->body.id, "c1");
  EXPECT_FALSE(this->w.must(this->b.greet("vito", {})).latest);
}

TYPED_TEST(Reads, GreetingResumesOnlyTheVisitorsOwnAndNoNotes) {
  this->does.start(start_of("c2", "vito"));
  this->does.apply(desk::note(this->does.look("c1").body, by("ana"), "", "secret"));
  const auto greeting =
      this->w.must(this->b.greet("vera", {{"c1", this->epoch(), 1, 0}, {"c2", this->epoch(), 0, 0}}));
  ASSERT_EQ(greeting.resumed.size(), 2u);
  EXPECT_EQ(show(greeting.resumed[0]), "c1 ok last=2/0 v2\n    log c1#2 queued care - by system(Baton,5)");
  EXPECT_EQ(show(greeting.resumed[1]), "c2 gone last=0/0");
}

TYPED_TEST(Reads, ReadMarksGoForwardOnlyAndNotPastTheEnd) {
  const auto mark = [&](store::Seq seq) {
    this->w.must(this->a.mark_read("c1", "ana", seq));
    const auto read = this->does.look("c1").hot.read;
    return read.contains("ana") ? read.at("ana") : 0;
  };
  EXPECT_EQ(mark(0), 0u);
  EXPECT_EQ(mark(1), 1u);
  EXPECT_EQ(mark(2), 2u);
  EXPECT_EQ(mark(1), 2u);
  EXPECT_EQ(mark(99), 2u);
  EXPECT_EQ(this->does.look("c1").version, 1u);
}

TYPED_TEST(Reads, ListsAreNewestFirstAndGoOnBehindTheirCursor) {
  for (int i = 2; i <= 7; ++i) {  // two of each moment: ties go by id
    auto start = start_of("c" + std::to_string(i), "vera");
    this->does.start(start, base + i / 2);
  }
  const auto all = [&](int limit) {
    std::string text;
    std::optional<std::string> cursor;
    for (int page = 0; page < 20; ++page) {
      const auto listing = this->w.must(this->b.list(store::List::visitor, "vera", cursor, limit));
      for (const auto& id : listing.ids) text += id + " ";
      cursor = listing.cursor;
      if (!cursor) return text;
      text += "| ";
    }
    return text + "and no end";
  };
  EXPECT_EQ(all(100), "c7 c6 c5 c4 c3 c2 c1 ");
  EXPECT_EQ(all(3), "c7 c6 c5 | c4 c3 c2 | c1 ");
  EXPECT_EQ(all(7), "c7 c6 c5 c4 c3 c2 c1 ");
  EXPECT_EQ(all(0), "c7 | c6 | c5 | c4 | c3 | c2 | c1 ");
  EXPECT_EQ(all(100'000), "c7 c6 c5 c4 c3 c2 c1 ");
  for (const std::string bad : {"", "nonsense", "12x:c1", ":"})
    EXPECT_EQ(this->w.must(this->b.list(store::List::visitor, "vera", bad, 1)).ids.at(0), "c7") << bad;
  EXPECT_TRUE(this->w.must(this->b.list(store::List::tag, "unknown", std::nullopt, 10)).ids.empty());
  // The place of the cursor may have left meanwhile.
  const auto page = this->w.must(this->b.list(store::List::open, "", std::nullopt, 2));
  EXPECT_EQ(page.ids, (std::vector<std::string>{"c7", "c6"}));
  this->does.assign("c6", "ana");
  this->does.close("c6", slow());
  EXPECT_EQ(this->w.must(this->b.list(store::List::open, "", page.cursor, 2)).ids,
            (std::vector<std::string>{"c5", "c4"}));
}

TYPED_TEST(Reads, EverybodyOfTheStaff) {
  this->does.hire(person("bob"));
  this->does.hire(person("abe"));
  std::vector<std::string> ids;
  for (const auto& view : this->w.must(this->b.all_staff())) ids.push_back(view.body.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"abe", "ana", "bob"}));
}

TYPED_TEST(Reads, SessionsEndAndTheSecretStays) {
  this->w.must(this->a.put_session("h1", "ana", desk::minutes(5)));
  this->w.must(this->a.put_session("h2", "ana", 30));
  EXPECT_EQ(this->w.must(this->b.session("h1")), "ana");
  EXPECT_EQ(this->w.must(this->b.session("unknown")), std::nullopt);
  EXPECT_TRUE(this->w.until([&] { return !this->w.must(this->b.session("h2")); }));
  this->w.must(this->b.drop_session("h1"));
  this->w.must(this->b.drop_session("h1"));
  EXPECT_EQ(this->w.must(this->a.session("h1")), std::nullopt);
  const auto secret = this->w.must(this->a.secret());
  EXPECT_EQ(secret.size(), 32u);
  EXPECT_EQ(this->w.must(this->b.secret()), secret);
}

}  // namespace
}  // namespace baton::test
