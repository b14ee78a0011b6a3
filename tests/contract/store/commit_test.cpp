// A commit is all or nothing: each kind of check holding and failing, cids, and what a done commit tells.
#include "tests/contract/store/build.hpp"

namespace baton::test {
namespace {

using store::Check;

template <class Kind>
class Commits : public Contract<Kind> {
protected:
  void SetUp() override {
    does.hire(person("ana"));
    does.start(start_of("c1", "vera"));
    does.start(start_of("c2", "vito"));
  }
  Does does{this->w};

  // Whether a commit that demands this passes; also that nothing of a refused one is left.
  bool passes(Check check) {
    const auto before = show(does.look("c1"));
    store::Reading seen;
    seen.add(std::move(check));
    store::Commit commit(seen);
    commit.change(does.look("c1"), desk::note(does.look("c1").body, by("ana"), "", "checked"));
    commit.change(does.who("ana"), does.who("ana").body);
    const auto answer = does.commit(std::move(commit));
    if (answer.kind == store::Committed::Kind::done) return true;
    EXPECT_EQ(show(answer), "conflict");
    EXPECT_EQ(show(does.look("c1")), before);
    return false;
  }
  static Check version(const std::string& key, const std::string& value) {
    return {.key = key, .value = value};
  }
  static Check field(const std::string& key, const std::string& name, const std::string& value) {
    return {.kind = Check::Kind::field, .key = key, .field = name, .value = value};
  }
  static Check absent(const std::string& key, const std::string& name = "") {
    return {.kind = Check::Kind::absent, .key = key, .field = name};
  }
  static Check first(const std::string& key, std::vector<std::string> members) {
    return {.kind = Check::Kind::first, .key = key, .members = std::move(members)};
  }
  static Check fewer(const std::string& key, std::int64_t bound) {
    return {.kind = Check::Kind::count, .key = key, .bound = bound};
  }
};
TYPED_TEST_SUITE(Commits, Kinds);

TYPED_TEST(Commits, VersionCheck) {
  EXPECT_TRUE(this->passes(this->version("conv:c2", "1")));
  EXPECT_FALSE(this->passes(this->version("conv:c2", "2")));
  EXPECT_FALSE(this->passes(this->version("conv:c2", "")));
  EXPECT_TRUE(this->passes(this->version("conv:nowhere", "")));
  EXPECT_FALSE(this->passes(this->version("conv:nowhere", "1")));
  EXPECT_TRUE(this->passes(this->version("sealed:c2", "")));
  EXPECT_TRUE(this->passes(this->version("settings", "")));
  EXPECT_TRUE(this->passes(this->version("visitor:vera", "")));
}

TYPED_TEST(Commits, FieldCheck) {
  EXPECT_TRUE(this->passes(this->field("conv:c2", "log_seq", "2")));
  EXPECT_FALSE(this->passes(this->field("conv:c2", "log_seq", "1")));
  EXPECT_TRUE(this->passes(this->field("conv:c2", "staff_seq", "0")));
  EXPECT_TRUE(this->passes(this->field("conv:c2", "visitor_seq", "1")));
  EXPECT_TRUE(this->passes(this->field("conv:c2", "notes_seq", "0")));
  EXPECT_TRUE(this->passes(this->field("conv:nowhere", "log_seq", "")));
  EXPECT_TRUE(this->passes(this->field("present", "ana", "")));
  EXPECT_FALSE(this->passes(this->field("present", "ana", "1")));
}

TYPED_TEST(Commits, FirstCheck) {
  const std::string queue = "queue:care:_";
  EXPECT_TRUE(this->passes(this->first(queue, {"c1"})));
  EXPECT_TRUE(this->passes(this->first(queue, {"c1", "c2"})));
  EXPECT_TRUE(this->passes(this->first(queue, {})));
  EXPECT_FALSE(this->passes(this->first(queue, {"c2"})));
  EXPECT_FALSE(this->passes(this->first(queue, {"c2", "c1"})));
  EXPECT_FALSE(this->passes(this->first(queue, {"c1", "c2", "c3"})));
  EXPECT_FALSE(this->passes(this->first("queue:nowhere:_", {"c1"})));
}

TYPED_TEST(Commits, CountCheck) {
  EXPECT_TRUE(this->passes(this->fewer("waiting:care", 3)));
  EXPECT_FALSE(this->passes(this->fewer("waiting:care", 2)));
  EXPECT_TRUE(this->passes(this->fewer("waiting:nowhere", 1)));
  EXPECT_FALSE(this->passes(this->fewer("waiting:nowhere", 0)));
}

TYPED_TEST(Commits, AbsentCheck) {
  EXPECT_TRUE(this->passes(this->absent("conv:nowhere")));
  EXPECT_FALSE(this->passes(this->absent("conv:c2")));
  EXPECT_FALSE(this->passes(this->absent("staff:ana")));
  EXPECT_TRUE(this->passes(this->absent("sealed:c2")));
  EXPECT_TRUE(this->passes(this->absent("email", "bob@example.org")));
  EXPECT_FALSE(this->passes(this->absent("email", "ana@example.org")));
  EXPECT_FALSE(this->passes(this->absent("vcid:vera", "vera:cid-c1")));
  EXPECT_TRUE(this->passes(this->absent("vcid:vera", "vera:other")));
  EXPECT_FALSE(this->passes(this->absent("waiting:care")));
}

TYPED_TEST(Commits, OneFailingCheckAmongManyStopsAll) {
  store::Reading seen;
  seen.add(this->version("conv:c2", "1"));
  seen.add(this->fewer("waiting:care", 2));
  seen.add(this->absent("conv:nowhere"));
  store::Commit commit(seen);
  commit.change(std::nullopt, desk::start(start_of("c3", "vic"), at(base)));
  commit.change(std::nullopt, person("bob"));
  commit.change(std::optional<std::uint64_t>{}, desk::Visitor{{.id = "vic"}, base});
  EXPECT_EQ(show(this->does.commit(std::move(commit))), "conflict");
  store::Reading unused;
  EXPECT_EQ(this->w.ask(this->a.conversation("c3", unused)).error(), store::Fault::not_found);
  EXPECT_EQ(this->w.ask(this->a.staff("bob", unused)).error(), store::Fault::not_found);
  EXPECT_EQ(this->w.must(this->a.waiting("care")).waiting, 2);
}

TYPED_TEST(Commits, AStaleReadLosesTheRace) {
  store::Reading seen;
  const auto view = this->w.must(this->b.conversation("c1", seen));
  const auto ana = this->w.must(this->b.staff("ana", seen));
  this->does.assign("c1", "ana");
  store::Commit late(seen);
  const auto change = desk::assign(view.body, ana.body, {"ana"}, at(base));
  late.change(view, change);
  late.change(ana, *change.staff);
  EXPECT_EQ(show(this->w.must(this->b.commit(std::move(late)))), "conflict");
  EXPECT_EQ(this->does.look("c1").version, 2u);
}

TYPED_TEST(Commits, ADecisionThatDependsOnTalkIsRefusedAfterAWord) {
  store::Reading seen;
  const auto view = this->w.must(this->a.conversation("c1", seen));
  EXPECT_EQ(view.talk(seen).log_seq, 2u);
  this->w.must(this->b.append(says("c1", visitor("vera"), "wait", "x1")));
  store::Commit late(seen);
  late.change(view, desk::note(view.body, by("ana"), "", "nobody spoke"));
  EXPECT_EQ(show(this->does.commit(std::move(late))), "conflict");
  store::Reading shown;
  store::Commit careless(shown);
  careless.change(view, desk::note(view.body, by("ana"), "", "whoever spoke"));
  EXPECT_EQ(show(this->does.commit(std::move(careless))), "done  seq=0 id=");
}

TYPED_TEST(Commits, ADecisionThatDependsOnSomebodyBeingHereIsRefusedWhenTheyWent) {
  const auto decide = [&](bool expected) {
    store::Reading seen;
    const auto ana = this->w.must(this->a.staff("ana", seen));
    EXPECT_EQ(ana.relied_here(seen), expected);
    return seen;
  };
  const auto away = decide(false);
  this->w.must(this->a.join("n1", desk::minutes(1)));
  this->w.must(this->a.here("n1", "ana", store::PersonKind::staff, 1, desk::minutes(1)));
  const auto back = decide(true);
  const auto passes = [&](const store::Reading& seen) {
    store::Commit commit(seen);
    commit.change(this->does.look("c1"), desk::note(this->does.look("c1").body, by("ana"), "", "n"));
    return this->does.commit(std::move(commit)).kind == store::Committed::Kind::done;
  };
  EXPECT_FALSE(passes(away));
  EXPECT_TRUE(passes(back));
}

TYPED_TEST(Commits, TheSameCidGivesTheFirstResultBeforeAnyCheck) {
  const auto start = start_of("c3", "vic");
  const auto first = this->does.start(start);
  EXPECT_EQ(show(first), "done conversation.start seq=1 id=c3");
  EXPECT_FALSE(first.epoch.empty());
  store::Reading stale;
  stale.add(this->version("conv:c3", "77"));
  store::Commit again(stale);
  again.change(std::nullopt, desk::start(start_of("c4", "vic"), at(base)));
  again.call = store::Call{store::vcid_key("vic"), "vic", start.cid, "conversation.start"};
  again.made = "c4";
  const auto second = this->does.commit(again);
  EXPECT_EQ(show(second), "duplicate conversation.start seq=1 id=c3");
  EXPECT_EQ(second.first.at, first.first.at);
  again.call->method = "conversation.leave";
  EXPECT_EQ(show(this->does.commit(again)), "cid_reused");
  again.call->method = "conversation.start";
  again.call->sender = "somebody else";
  EXPECT_EQ(show(this->does.commit(again)), "conflict");
  const store::Call asked{store::vcid_key("vic"), "vic", start.cid, "conversation.start"};
  const auto known = this->w.must(this->b.first(asked));
  ASSERT_TRUE(known);
  EXPECT_EQ(show(*known), "conversation.start seq=1 id=c3");
  auto other = asked;
  other.cid = "unheard-of";
  EXPECT_FALSE(this->w.must(this->b.first(other)));
}

TYPED_TEST(Commits, TheResultTellsTheEventThatCarriesTheCid) {
  store::Commit commit{store::Reading{}};
  commit.change(this->does.look("c1"), *desk::take(this->does.look("c1").body, this->does.who("ana").body,
                                                   "t1", false, true, at(base)));
  commit.call = store::Call{store::cid_key("c1"), "ana", "t1", "conversation.take"};
  EXPECT_EQ(show(this->does.commit(std::move(commit))), "done conversation.take seq=3 id=");
  store::Commit noted{store::Reading{}};
  noted.change(this->does.look("c1"), desk::note(this->does.look("c1").body, by("ana"), "n1", "a note"));
  noted.call = store::Call{store::cid_key("c1"), "ana", "n1", "note.add"};
  EXPECT_EQ(show(this->does.commit(std::move(noted))),
            "done note.add seq=2 id=");  // after the decision record
  // One book of cids for `append` and `commit`.
  EXPECT_EQ(show(this->w.must(this->a.append(says("c1", by("ana"), "m", "n1")))), "cid_reused");
}

TYPED_TEST(Commits, SeveralConversationsAndPeopleAtOnce) {
  this->does.hire(person("bob"));
  const auto one = desk::assign(this->does.look("c1").body, this->does.who("ana").body, {"ana"}, at(base));
  const auto two = desk::assign(this->does.look("c2").body, *one.staff, {"ana"}, at(base));
  store::Commit commit{store::Reading{}};
  commit.change(this->does.look("c1"), one);
  commit.change(this->does.who("ana"), *one.staff);
  commit.change(this->does.look("c2"), two);
  commit.change(this->does.who("ana"), *two.staff);  // given twice in one commit: the later body counts
  EXPECT_EQ(show(this->does.commit(std::move(commit))).substr(0, 4), "done");
  EXPECT_EQ(this->does.who("ana").body.owned, (std::vector<std::string>{"c1", "c2"}));
  EXPECT_EQ(this->does.who("ana").version, 2u);
  EXPECT_EQ(this->does.look("c2").body.state, desk::State::active);
}

TYPED_TEST(Commits, BodiesComeBackWhole) {
  desk::Settings settings;
  settings.name = "A \"site\"";
  settings.departments = {{"care", "Care", desk::DepartmentKind::care, desk::AssignMode::automatic, 5},
                          {"sales", "Sales", desk::DepartmentKind::sales, desk::AssignMode::manual, 7}};
  settings.timing.owner_grace = 123;
  settings.origins = {"https://example.org"};
  settings.identity_secret = "s3cret";
  settings.default_capacity = 9;
  settings.sales.cooling_off = 77;
  desk::Visitor vera{{.id = "vera"}, base};
  vera.customer = {base + 1, base + 2, base + 3, 4, {base - 2, base - 1}};
  vera.card.name = "Vera";
  vera.card.email = "vera@example.org";
  vera.card.verified = true;
  vera.card.page = desk::Page{"https://example.org/x", "Title", std::nullopt};
  vera.card.locale = "de";
  vera.card.attributes = {
      {"plan", std::string("gold")}, {"age", std::int64_t{7}}, {"ok", true}, {"rate", 0.25}};
  auto start = start_of("c3", "vera");
  start.visitor = vera.card;
  start.previous = "c0";
  auto change = desk::start(start, at(base));
  auto& body = change.conversation;
  body.observers = {"olga"};
  body.participants = {{{"bob", "Bob"}, desk::Role::sales, true}};
  body.pending = desk::Pending{desk::Pending::Kind::handoff, "sales", "bob", never};
  body.declined = {{"ana", never}};
  body.skills = {"fr"};
  body.tags = {"a", "b"};
  body.priority = desk::Priority::urgent;
  body.solved = desk::Solved::proposed;
  body.rating = desk::Rating{2, 9, "so-so"};
  body.opportunities = {sold("c3.1")};
  body.suggestions = {
      {desk::Suggestion::State::dismissed, "seats", desk::OpportunityKind::upsell, "More seats"}};
  body.shared = {2, 5};
  store::Commit commit{store::Reading{}};
  commit.change(std::nullopt, change);
  commit.change(std::optional<std::uint64_t>{0}, vera);
  store::SettingsView none;
  commit.change(none, settings);
  EXPECT_EQ(show(this->does.commit(std::move(commit))).substr(0, 4), "done");

  EXPECT_EQ(this->does.look("c3").body, body);
  store::Reading seen;
  const auto read = this->w.must(this->b.settings(seen));
  EXPECT_EQ(read.body, settings);
  EXPECT_EQ(read.version, 1u);
  const auto greeting = this->w.must(this->b.greet("vera", {}));
  ASSERT_TRUE(greeting.visitor);
  EXPECT_EQ(*greeting.visitor, vera);
  EXPECT_EQ(greeting.visitor_version, 1u);
  EXPECT_EQ(this->w.must(this->b.visitor("vera", seen)).body, vera);
  // Every kind of event survives as well.
  auto all = desk::note(body, by("bob"), "", "note");
  all.log = {{by("bob"), "k", desk::Queued{"care", "because"}},
             {by("bob"), "", desk::Assigned{{"a", "A"}}},
             {by("bob"), "", desk::Joined{{"a", "A"}}},
             {by("bob"), "", desk::Left{{"a", "A"}, desk::Role::sales}},
             {by("bob"), "", desk::Closed{desk::CloseReason::spam}},
             {by("bob"), "", desk::Reopened{}},
             {by("bob"), "", desk::Gap{7}},
             {by("bob"), "", desk::Erased{}},
             {by("bob"), "", desk::SolvedNow{}},
             {by("bob"), "", desk::NotSolved{}},
             {by("bob"), "", desk::Rated{5, "good"}},
             {by("bob"), "", desk::HandoffProposed{"c3.1.1", "Sales", "a pitch", never}},
             {by("bob"), "", desk::HandoffConsented{"c3.1.1"}},
             {by("bob"), "", desk::HandoffDeclined{"c3.1.1", true}},
             {by("bob"), "", desk::HandoffWithdrawn{"c3.1.1"}},
             {by("bob"), "", desk::HandoffFailed{"c3.1.1", desk::HandoffFailure::disconnected}},
             {by("bob"), "", desk::HandedOff{"c3.1.1", {"a", "A"}}},
             {by("bob"), "", desk::HandedBack{{"a", "A"}}}};
  all.notes.push_back({by("bob"), "", desk::Tagged{{"x", "y"}}});
  all.notes.push_back({by("bob"), "", desk::Alert{false, desk::AlertReason::override_}});
  all.notes.push_back({by("bob"), "", desk::Decision{"matched", {"a", "A"}, {"a", "b"}, "why"}});
  all.notes.push_back(
      {by("bob"), "",
       desk::OpportunityStep{"c3.1", desk::OpportunityState::flagged, {}, desk::Money{5, "EUR"}}});
  all.notes.push_back(
      {by("bob"), "", desk::OpportunityStep{"c3.1", desk::OpportunityState::lost, desk::Outcome::lost, {}}});
  all.notes.push_back({by("bob"), "", desk::HandoffBrief{*sold("c3.1").brief}});
  all.notes.push_back({by("bob"), "", desk::Suggested{"seats", desk::OpportunityKind::new_business, "More"}});
  all.notes.push_back({by("bob"), "", desk::SuggestionDismissed{"seats"}});
  all.notes.push_back({by("bob"), "", desk::Complaint{true, "slow"}});
  all.notes.push_back({by("bob"), "", desk::Shared{2, by("ana"), "a note"}});
  this->does.apply(all);
  const auto log = this->w.must(this->b.log("c3", 2, "", 200));
  ASSERT_EQ(log.events.size(), all.log.size());
  for (std::size_t i = 0; i < all.log.size(); ++i)
    EXPECT_EQ(log.events[i].event, all.log[i]) << show(log.events[i]);
  const auto notes = this->w.must(this->b.notes("c3", 0, "", 200));
  ASSERT_EQ(notes.events.size(), all.notes.size());
  for (std::size_t i = 0; i < all.notes.size(); ++i) {
    EXPECT_EQ(notes.events[i].event, all.notes[i]) << show(notes.events[i]);
    EXPECT_EQ(notes.events[i].log_seq, 20u);
  }
}

TYPED_TEST(Commits, EmailsAreUniqueAndPasswordsKeptBesideTheBody) {
  this->does.hire(person("bob"), "hash-of-bob");
  const auto found = this->w.must(this->b.password("bob@example.org"));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, std::make_pair(std::string("bob"), std::string("hash-of-bob")));
  EXPECT_FALSE(this->w.must(this->b.password("ana@example.org"))) << "ana has no password";
  EXPECT_FALSE(this->w.must(this->b.password("nobody@example.org")));
  auto thief = person("eve");
  thief.email = "bob@example.org";
  store::Commit commit{store::Reading{}};
  commit.change(std::nullopt, thief);
  EXPECT_EQ(show(this->does.commit(std::move(commit))), "conflict");
  auto bob = this->does.who("bob").body;
  bob.email = "robert@example.org";
  this->does.alter(bob);
  EXPECT_FALSE(this->w.must(this->b.password("bob@example.org")));
  EXPECT_EQ(this->w.must(this->b.password("robert@example.org"))->second, "hash-of-bob");
  this->does.hire(thief);
}

}  // namespace
}  // namespace baton::test
