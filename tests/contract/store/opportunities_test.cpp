// Where opportunities are listed as they go on, the question that runs out, the queue in which a hand-off
// waits, and what is remembered of the customer. Bodies are written as the desk would: the store derives, and
// asks nothing.
#include "server/store/indexes.hpp"
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using store::List;
using Opp = desk::OpportunityState;

template <class Kind>
class Opportunities : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.hire(person("rita", {"sales"}));
    does.start(start_of("c1", "vera"));
  }
  Does does{this->w};

  // Every list in which an opportunity is.
  std::string places(const std::string& id) {
    std::string text;
    const auto look = [&](List which, const std::string& key, const std::string& name) {
      const auto ids = this->w.must(this->b.list(which, key, std::nullopt, 100)).ids;
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) text += (text.empty() ? "" : " ") + name;
    };
    look(List::opportunities, "", "all");
    for (const std::string state : {"flagged", "proposed", "consented", "deferred", "declined", "offered",
                                    "accepted", "won", "lost", "dismissed", "withdrawn"})
      look(List::opportunities_in, state, state);
    for (const std::string who : {"ana", "rita"}) look(List::opportunities_of, who, "of:" + who);
    for (const std::string who : {"ana", "rita"}) look(List::flagged_by, who, "by:" + who);
    return text;
  }
  std::string ripe() {
    const auto due = this->w.must(this->b.due(10));
    std::string text;
    for (const auto& timer : due.ripe) {
      text += (text.empty() ? "" : " ") + store::timer_member(timer);
      this->w.must(this->a.drop_timer(timer));
    }
    return text;
  }
  static desk::Opportunity flagged(const std::string& id, desk::Time at = base,
                                   const std::string& by = "ana") {
    return {.id = id, .flagged_by = {by, "The " + by}, .department = "care", .flagged_at = at};
  }
  // The body of `id` with these, and nothing else changed.
  void write(const std::string& id, const std::vector<desk::Opportunity>& opportunities) {
    auto change = desk::note(does.look(id).body, by("ana"), "", "a step");
    change.conversation.opportunities = opportunities;
    does.apply(change);
  }
};
TYPED_TEST_SUITE(Opportunities, Kinds);

TYPED_TEST(Opportunities, AreListedByStateRepAndFlagger) {
  auto one = this->flagged("c1.1");
  this->write("c1", {one});
  EXPECT_EQ(this->places("c1.1"), "all flagged by:ana");
  for (const auto& [state, name] : std::vector<std::pair<Opp, std::string>>{{Opp::proposed, "proposed"},
                                                                            {Opp::consented, "consented"},
                                                                            {Opp::offered, "offered"},
                                                                            {Opp::declined, "declined"},
                                                                            {Opp::deferred, "deferred"},
                                                                            {Opp::withdrawn, "withdrawn"}}) {
    one.state = state;
    this->write("c1", {one});
    EXPECT_EQ(this->places("c1.1"), "all " + name + " by:ana");
  }
  one.owner = desk::PersonRef{"rita", "The rita"};
  for (const auto& [state, name] : std::vector<std::pair<Opp, std::string>>{{Opp::accepted, "accepted"},
                                                                            {Opp::won, "won"},
                                                                            {Opp::lost, "lost"},
                                                                            {Opp::dismissed, "dismissed"}}) {
    one.state = state;
    this->write("c1", {one, this->flagged("c1.2", base, "rita")});
    EXPECT_EQ(this->places("c1.1"), "all " + name + " of:rita by:ana");
    EXPECT_EQ(this->places("c1.2"), "all flagged by:rita");
  }
  one.owner = desk::PersonRef{"ana", "The ana"};
  this->write("c1", {one, this->flagged("c1.2", base, "rita")});
  EXPECT_EQ(this->places("c1.1"), "all dismissed of:ana by:ana") << "the lists of the former rep are left";
}

TYPED_TEST(Opportunities, ListsGoByTheTimeOfTheFlagAcrossConversations) {
  this->does.start(start_of("c2", "vito"));
  this->write("c1", {this->flagged("c1.1", base + 1), this->flagged("c1.2", base + 30)});
  this->write("c2", {this->flagged("c2.1", base + 20), this->flagged("c2.2", base + 1)});
  std::string walked;
  std::optional<std::string> cursor;
  do {
    const auto page = this->w.must(this->b.list(List::opportunities_in, "flagged", cursor, 1));
    walked += join(page.ids);
    cursor = page.cursor;
  } while (cursor);
  EXPECT_EQ(walked, "[c1.2][c2.1][c2.2][c1.1]");
}

TYPED_TEST(Opportunities, OutliveSealingAndAreClosedInASealedConversation) {
  auto& d = this->does;
  d.finished("c2", "vito", "ana");
  auto one = this->flagged("c2.1");
  one.state = Opp::deferred;
  one.due = never;
  this->write("c2", {one});
  EXPECT_TRUE(this->w.must(this->a.seal("c2")));
  EXPECT_EQ(this->places("c2.1"), "all deferred by:ana");
  EXPECT_EQ(d.look("c2").body.opportunities, std::vector{one});
  const auto won = sold("c2.1");
  this->write("c2", {won});
  EXPECT_FALSE(d.look("c2").sealed);
  EXPECT_EQ(this->places("c2.1"), "all won of:rita by:ana");
  EXPECT_EQ(this->ripe(), "seal:c2") << "it is sealed again";
  EXPECT_TRUE(this->w.must(this->a.seal("c2")));
  EXPECT_EQ(d.look("c2").body.opportunities, std::vector{won});
  EXPECT_EQ(this->places("c2.1"), "all won of:rita by:ana");
}

TYPED_TEST(Opportunities, AQuestionRunsOut) {
  auto& d = this->does;
  d.assign("c1", "ana");
  auto one = this->flagged("c1.1");
  one.state = Opp::proposed;
  one.handoff = desk::Handoff{.id = "c1.1.1", .department = "sales", .to_team = "Sales", .expires_at = base};
  this->write("c1", {this->flagged("c1.2"), one});
  EXPECT_EQ(this->ripe(), "proposal:c1");
  one.handoff->expires_at = never;
  this->write("c1", {this->flagged("c1.2"), one});
  EXPECT_EQ(this->ripe(), "");
  one.handoff->expires_at = base;
  one.state = Opp::consented;
  this->write("c1", {one});
  EXPECT_EQ(this->ripe(), "") << "answered";
  one.state = Opp::proposed;
  this->write("c1", {one});
  one.state = Opp::flagged;
  this->write("c1", {one});
  EXPECT_EQ(this->ripe(), "") << "taken back";
}

TYPED_TEST(Opportunities, AHandoffWaitsInTheQueueOfSalesAsATransferDoes) {
  auto& d = this->does;
  Recorder ear;
  this->b.listen(ear);
  this->w.must(this->b.follow_person("rita"));
  d.assign("c1", "ana");
  const auto pending = [&](const std::string& to, std::optional<std::string> offeree) {
    auto change = desk::note(d.look("c1").body, by("ana"), "", "on its way");
    change.conversation.pending =
        desk::Pending{desk::Pending::Kind::handoff, to, std::move(offeree), offeree ? base : 0, "sales"};
    change.because = desk::Because::offered;
    d.apply(change);
  };
  const auto queued = [&] { return this->w.must(this->b.waiting("sales")).waiting; };
  pending("sales", std::nullopt);
  EXPECT_EQ(queued(), 1);
  EXPECT_EQ(this->w.must(this->b.desk("sales", 5)).waiting.at(0).queue, "queue:sales:_");
  EXPECT_EQ(show(this->w.must(this->b.positions("sales", {"c1"}))), "[1]");
  auto offered = desk::note(d.look("c1").body, by("ana"), "", "offered");
  offered.conversation.pending->offeree = "rita";
  offered.conversation.pending->until = base;
  offered.because = desk::Because::offered;
  d.apply(offered);
  EXPECT_EQ(queued(), 0);
  EXPECT_EQ(this->ripe(), "offer:c1");
  EXPECT_TRUE(this->w.until([&] { return !ear.heard.empty(); }));
  EXPECT_EQ(ear.heard, std::vector<std::string>{"notice rita conversation c1 offered"});
  pending("rita", std::nullopt);
  EXPECT_EQ(queued(), 0) << "addressed to her alone";
}

TYPED_TEST(Opportunities, NoListOfConversationsShowsThem) {
  const auto told = [&] { return this->w.must(this->b.feed("care", {}, 100)).entries.size(); };
  const auto before = told();
  this->write("c1", {sold("c1.1"), this->flagged("c1.2")});
  auto rated = desk::note(this->does.look("c1").body, by("ana"), "", "rated");
  rated.conversation.rating = desk::Rating{5, {}, {}};
  rated.conversation.suggestions = {{desk::Suggestion::State::open, "seats", {}, "Seats"}};
  rated.conversation.shared = {1};
  this->does.apply(rated);
  EXPECT_EQ(told(), before);
  const auto summary = this->w.must(this->b.lists({"care"}, {desk::State::queued})).summaries.at(0);
  EXPECT_EQ(summary, store::summary_of(this->does.look("c1").body));
  EXPECT_TRUE(summary.opportunities.empty());
}

TYPED_TEST(Opportunities, TheCustomerIsReadWithTheCheckOfTheirVersion) {
  store::Reading unknown;
  EXPECT_EQ(this->w.ask(this->a.visitor("vera", unknown)).error(), store::Fault::not_found);
  EXPECT_TRUE(unknown.checks().empty());
  const auto write = [&](const store::Reading& seen, std::optional<std::uint64_t> version,
                         const desk::Visitor& after) {
    store::Commit commit(seen);
    commit.change(version, after);
    return show(this->does.commit(std::move(commit))).substr(0, 4);
  };
  desk::Visitor vera{{.id = "vera"}, base};
  EXPECT_EQ(write({}, std::nullopt, vera), "done");
  store::Reading seen;
  const auto view = this->w.must(this->a.visitor("vera", seen));
  EXPECT_EQ(view.body, vera);
  EXPECT_EQ(view.version, 1u);
  vera.customer.refused_at = base + 7;
  vera.customer.starts = {base};
  EXPECT_EQ(write({}, view.version, vera), "done");
  EXPECT_EQ(this->w.must(this->b.visitor("vera", unknown)).body, vera);
  // Whoever relied on what was read before loses, also without writing the visitor.
  store::Commit late(seen);
  late.change(this->does.look("c1"), desk::note(this->does.look("c1").body, by("ana"), "", "not refused"));
  EXPECT_EQ(show(this->does.commit(std::move(late))), "conflict");
}

}  // namespace
}  // namespace baton::test
