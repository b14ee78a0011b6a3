// How the customer fares, what their words say by themselves, who may read and write beside the owner, and
// the accounts of it all.
#include "tests/unit/chat/sale.hpp"

namespace baton::test {
namespace {

using chat::Reason;
using desk::Answer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Customer, SolvesRatesAndComplains) {
  Floor f;
  const auto v1 = visitor("v1");
  auto& remembered = f.w.state->data.visitors.at("v1").body.customer;
  EXPECT_EQ(remembered.starts.size(), 1U) << "the start is remembered";
  EXPECT_EQ(f.ask(f.c.solve(f.w.caller("ben"), f.conversation, f.cid(), true)).error().reason,
            Reason::forbidden);
  ASSERT_TRUE(f.ask(f.c.solve(f.w.caller("ana"), f.conversation, f.cid(), true)));
  EXPECT_EQ(f.body().solved, desk::Solved::proposed);
  EXPECT_EQ(f.ask(f.c.solve(f.w.caller("ana"), f.conversation, f.cid(), true)).error().state, "active")
      << "twice";
  ASSERT_TRUE(f.ask(f.c.solve(v1, f.conversation, f.cid(), true)));
  EXPECT_EQ(f.body().solved, desk::Solved::confirmed);
  ASSERT_TRUE(f.ask(f.c.complain(v1, f.conversation, f.cid(), true, "late")));
  EXPECT_TRUE(remembered.complaint_since);
  EXPECT_EQ(f.ask(f.c.complain(f.w.caller("ben"), f.conversation, f.cid(), false, {})).error().reason,
            Reason::forbidden);
  ASSERT_TRUE(f.ask(f.c.complain(f.w.caller("ana"), f.conversation, f.cid(), false, {})));
  EXPECT_FALSE(remembered.complaint_since);
  f.w.close(f.w.caller("ana"), f.conversation);
  EXPECT_EQ(f.ask(f.c.rate(visitor("v2"), f.conversation, f.cid(), {1, {}, {}})).error().reason,
            Reason::not_found);
  EXPECT_EQ(f.ask(f.c.rate(f.w.caller("ana"), f.conversation, f.cid(), {5, {}, {}})).error().reason,
            Reason::forbidden);
  ASSERT_TRUE(f.ask(f.c.rate(v1, f.conversation, f.cid(), {4, 9, "fine"})));
  ASSERT_TRUE(f.ask(f.c.rate(v1, f.conversation, f.cid(), {2, {}, {}}))) << "a second one replaces";
  EXPECT_EQ(f.body().rating->score, 2);
  EXPECT_EQ(remembered.rating, 2);
}

// What is remembered of the customer and what is written here are one commit: a race at any step loses
// neither.
TEST(Customer, ARaceOverWhatIsRememberedLosesNothing) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Floor f;
    std::optional<chat::Result<chat::Done>> rated;
    boost::asio::co_spawn(
        f.w.here.context, f.c.rate(visitor("v1"), f.conversation, "r", {1, {}, {}}),
        [&](std::exception_ptr, chat::Result<chat::Done> done) { rated = std::move(done); });
    int done = 0;
    while (done < steps && f.w.here.step()) ++done;
    undisturbed = done < steps;
    auto& there = f.w.there;
    EXPECT_TRUE(there.ask(there.conversations.complain(visitor("v1"), f.conversation, "c", true, {})));
    f.w.here.idle();
    ASSERT_TRUE(rated && *rated) << steps;
    const auto& remembered = f.w.state->data.visitors.at("v1").body.customer;
    EXPECT_EQ(remembered.rating, 1) << steps;
    EXPECT_TRUE(remembered.complaint_since) << steps;
  }
}

TEST(Words, OfDistressAlertOnceUntilSomebodyClearsIt) {
  Floor f;
  auto& remembered = f.w.state->data.visitors.at("v1").body.customer;
  const auto alerts = [&] {
    const auto notes = kinds(f.w.stored(f.conversation).notes);
    return std::count(notes.begin(), notes.end(), "alert");
  };
  f.w.say(visitor("v1"), f.conversation, "thank you");
  f.w.say(f.w.caller("ana"), f.conversation, "unacceptable, I know");
  EXPECT_EQ(alerts(), 0) << "nobody is unhappy for what staff say";
  const auto said = f.w.say(visitor("v1"), f.conversation, "This is unacceptable!");
  EXPECT_EQ(said.seq, f.w.stored(f.conversation).log.size());
  EXPECT_EQ(alerts(), 1);
  EXPECT_TRUE(remembered.unhappy_since);
  f.w.say(visitor("v1"), f.conversation, "UNACCEPTABLE");
  EXPECT_EQ(alerts(), 1);
  ASSERT_TRUE(f.ask(f.c.set_unhappy(f.w.caller("ana"), f.conversation, f.cid(), false)));
  EXPECT_FALSE(remembered.unhappy_since);
  f.w.close(f.w.caller("ana"), f.conversation);
  const auto before = alerts();
  f.w.say(visitor("v1"), f.conversation, "still unacceptable");
  EXPECT_EQ(alerts(), before + 1) << "what reopens it is heard too";
}

TEST(Words, ThatBeginAConversationAreHeard) {
  World w;
  const auto id = w.start("v7", "do you also have mugs?");
  EXPECT_THAT(kinds(w.stored(id).notes), Contains("suggested:add_on"));
  ASSERT_EQ(w.stored(id).body.suggestions.size(), 1U);
  w.say(visitor("v7"), id, "do you also have plates?");
  EXPECT_EQ(w.stored(id).body.suggestions.size(), 1U) << "each rule once";
}

// A node knows the settings as of its last look, and reads nothing for a message that says nothing by them.
TEST(Words, AreJudgedByTheSettingsOfTheLastLook) {
  Floor f;
  auto settings = f.w.state->data.settings.body;
  settings.sales.distress.clear();
  f.c.know(settings);
  ASSERT_TRUE(f.ask(f.c.send(visitor("v1"), f.conversation, f.cid(), "unacceptable")));
  EXPECT_THAT(kinds(f.w.stored(f.conversation).notes), Not(Contains("alert")));
  f.c.know(f.w.state->data.settings.body);
  ASSERT_TRUE(f.ask(f.c.send(visitor("v1"), f.conversation, f.cid(), "unacceptable")));
  EXPECT_THAT(kinds(f.w.stored(f.conversation).notes), Contains("alert"));
}

// The send is done, whatever happens to the rest; and a race about the rest is tried again.
TEST(Words, NeverFailTheirMessage) {
  bool undisturbed = false;
  for (int steps = 0; !undisturbed && !::testing::Test::HasFailure(); ++steps) {
    Floor f;
    std::optional<chat::Result<chat::Done>> sent;
    boost::asio::co_spawn(f.w.here.context, f.c.send(visitor("v1"), f.conversation, "s", "unacceptable"),
                          [&](std::exception_ptr, chat::Result<chat::Done> done) { sent = std::move(done); });
    int done = 0;
    while (done < steps && f.w.here.step()) ++done;
    undisturbed = done < steps;
    f.w.note("ana", f.conversation, "in between");
    f.w.here.idle();
    ASSERT_TRUE(sent && *sent) << steps;
    EXPECT_THAT(kinds(f.w.stored(f.conversation).notes), Contains("alert")) << steps;
  }
}

TEST(Suggestions, AreAcceptedOrDismissed) {
  Sale s;
  s.w.say(visitor("v1"), s.conversation, "do you also have plates? and can I renew my guarantee?");
  ASSERT_EQ(s.body().suggestions.size(), 2U);
  EXPECT_EQ(s.flag("ana", "unknown").error().reason, Reason::conflict);
  const auto flagged = s.flag("ana", "add_on");
  ASSERT_TRUE(flagged);
  EXPECT_EQ(flagged->opportunity, s.conversation + ".2");
  EXPECT_EQ(s.flag("ana", "add_on").error().reason, Reason::conflict) << "it is taken";
  const auto dismiss = [&](const std::string& by) {
    return s.ask(s.h.dismiss_suggestion(s.w.caller(by), s.conversation, s.cid(), "renewal"));
  };
  EXPECT_EQ(dismiss("ben").error().reason, Reason::forbidden);
  ASSERT_TRUE(dismiss("ana"));
  EXPECT_EQ(dismiss("ana").error().reason, Reason::conflict);
  EXPECT_THAT(s.entered(), Contains("suggestion_dismissed"));
}

// --- the fence, and who else is in

TEST(Fence, SalesReadsCaresNotesAsFarAsCareSharedThem) {
  Sale s;
  const auto secret = s.w.note("ana", s.conversation, "her card was stolen");
  const auto useful = s.w.note("ana", s.conversation, "likes blue");
  s.go("sid");
  s.offered();
  const auto sam = s.w.connect(s.w.caller("sam"), s.conversation);
  const auto seen = [&](store::Seq seq) {
    const auto page = s.ask(s.c.notes(s.w.caller("sam"), s.conversation, seq - 1, "", 1));
    return page->events.front();
  };
  const auto text = [](const store::NotesRecord& e) { return std::get<desk::Note>(e.event.what).text; };
  EXPECT_TRUE(seen(secret.seq).withheld);
  EXPECT_TRUE(seen(useful.seq).withheld);
  const auto share = [&](const std::string& by, store::Seq seq) {
    return s.ask(s.h.share_note(s.w.caller(by), s.conversation, s.cid(), seq));
  };
  EXPECT_EQ(share("sam", useful.seq).error().reason, Reason::forbidden);
  EXPECT_EQ(share("ana", 1).error().field, "note") << "that is no note";
  EXPECT_EQ(share("ana", 999).error().field, "note");
  ASSERT_TRUE(share("ana", useful.seq));
  EXPECT_EQ(text(seen(useful.seq)), "likes blue");
  EXPECT_TRUE(seen(secret.seq).withheld);
  ASSERT_TRUE(s.answer("sam", true));
  ASSERT_TRUE(share("ana", secret.seq)) << "the giver reads on, and may";
  s.w.note("ana", s.conversation, "do not tell");
  s.w.here.idle();
  const Replica replica(sam->heard);
  EXPECT_THAT(replica.faults, IsEmpty()) << "dense all the same";
  EXPECT_EQ(replica.shown.at("notes").size(), s.notes().size());
  for (const auto& frame : sam->heard) EXPECT_EQ(frame.find("do not tell"), std::string::npos) << frame;
  EXPECT_THAT(sam->heard, Contains(::testing::HasSubstr("withheld")));
  EXPECT_THAT(sam->heard, Contains(::testing::HasSubstr("shared:her card was stolen")));
}

TEST(Invite, TheGiverIsAskedBackIn) {
  Sale s;
  s.accepted();
  const auto rep = s.rep();
  const auto invite = [&](const std::string& by, const std::string& whom, bool on) {
    return s.ask(s.h.invite(s.w.caller(by), s.conversation, s.cid(), whom, on));
  };
  EXPECT_EQ(invite("ana", "ben", true).error().reason, Reason::forbidden) << "an observer asks nobody in";
  EXPECT_EQ(invite(rep, "nobody", true).error().field, "staff");
  EXPECT_EQ(invite(rep, rep, true).error().field, "staff");
  ASSERT_TRUE(invite(rep, "ana", true));
  EXPECT_EQ(s.log().back(), "joined:ana");
  EXPECT_TRUE(s.ask(s.c.send(s.w.caller("ana"), s.conversation, s.cid(), "me again")));
  ASSERT_TRUE(invite("ana", "ana", false));
  EXPECT_EQ(s.log().back(), "left:ana");
  EXPECT_FALSE(s.ask(s.c.send(s.w.caller("ana"), s.conversation, s.cid(), "and again")));
}

// --- accounts

TEST(Accounts, ListsShowWhatIsTheirs) {
  Sale s;
  s.accepted();
  const auto rep = s.rep();
  const auto list = [&](const std::string& by, chat::Handoffs::Filter filter = {}) {
    std::vector<std::string> ids;
    const auto found = s.ask(s.h.list(s.w.caller(by), std::move(filter)));
    for (const auto& known : found->opportunities) ids.push_back(known.opportunity.id);
    return ids;
  };
  s.w.pass(1);
  s.assign_by(desk::AssignMode::manual);
  s.conversation = s.w.start("v5");
  s.w.take("ben", s.conversation);
  const auto bens = s.flag("ben")->opportunity;
  EXPECT_THAT(list("sue"), ElementsAre(bens, s.opportunity)) << "newest first";
  EXPECT_THAT(list("ana"), ElementsAre(s.opportunity));
  EXPECT_THAT(list("ben"), ElementsAre(bens));
  EXPECT_THAT(list(rep, {.owner = rep}), ElementsAre(s.opportunity));
  EXPECT_THAT(list(rep, {.state = desk::OpportunityState::flagged}), ElementsAre(bens));
  EXPECT_THAT(list("ana", {.state = desk::OpportunityState::flagged}), IsEmpty());
  chat::Handoffs::Filter one;
  one.limit = 1;
  const auto first = s.ask(s.h.list(s.w.caller("sue"), one));
  ASSERT_TRUE(first->cursor);
  one.cursor = first->cursor;
  EXPECT_THAT(list("sue", one), ElementsAre(s.opportunity));
}

TEST(Accounts, StatsAndLedgerFollowTheSteps) {
  Sale s;
  s.accepted();
  chat::Handoffs::Back won;
  won.outcome = desk::Outcome::won;
  won.money = desk::Money{39'000, "EUR"};
  const auto rep = s.rep();
  ASSERT_TRUE(s.back(rep, won));
  ASSERT_TRUE(s.ask(s.h.refund(s.w.caller(rep), s.opportunity, s.cid(), {9'000, "EUR"}, {})));
  s.w.start("v9");
  const auto stats = s.ask(s.h.stats(s.w.caller("sue"), {}));
  ASSERT_TRUE(stats);
  EXPECT_TRUE(stats->sales);
  EXPECT_EQ(stats->boards.all.sales.won, 1);
  EXPECT_EQ(stats->boards.all.sales.revenue.at("EUR"), 30'000);
  EXPECT_EQ(stats->boards.all.care.conversations, 2);
  EXPECT_FALSE(s.ask(s.h.stats(s.w.caller("ana"), {}))->sales);
  chat::Handoffs::Asked asked;
  asked.by = desk::GroupBy::rep;
  EXPECT_EQ(s.ask(s.h.stats(s.w.caller("ana"), asked)).error().reason, Reason::forbidden);
  EXPECT_EQ(s.ask(s.h.stats(s.w.caller(rep), asked))->boards.groups.at(rep).sales.won, 1);
  asked.department = "nowhere";
  EXPECT_EQ(s.ask(s.h.stats(s.w.caller("sue"), asked)).error().reason, Reason::not_found);
  asked = {.from = 5, .to = 4};
  EXPECT_EQ(s.ask(s.h.stats(s.w.caller("sue"), asked)).error().field, "to");
  s.w.pass(desk::days(2));
  EXPECT_EQ(s.ask(s.h.stats(s.w.caller("sue"), {}))->boards.all.sales.won, 0) << "today, else";
  const auto now = s.w.state->now();
  EXPECT_EQ(s.ask(s.h.ledger(s.w.caller("ana"), 0, now, {})).error().reason, Reason::forbidden);
  const auto ledger = s.ask(s.h.ledger(s.w.caller("sam"), 0, now, {}));
  ASSERT_TRUE(ledger);
  EXPECT_EQ(ledger->lines.size(), s.w.state->data.ledger.size());
  EXPECT_FALSE(ledger->cursor);
}

}  // namespace
}  // namespace baton::test
