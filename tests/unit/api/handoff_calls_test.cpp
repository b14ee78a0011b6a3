// The hand-off's methods from typed parameters to the answer's bytes, on a node with its store in memory: the
// whole way there and back, what is refused and how, and that a visitor's answers hold nothing of it.
#include <gmock/gmock.h>

#include "tests/unit/api/door.hpp"

namespace baton::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const chat::Caller vera = chat::Caller::of(card("v1"));
constexpr const char* staff_words = "PLANTED";

// Everything that staff write here has the marker in it, but for what the customer is meant to read.
struct HandoffDoor : Door {
  HandoffDoor() {
    conversation = start(card("v1"), "hello");
    EXPECT_TRUE(call(ana, protocol::Take{conversation, ""}).contains("result"));
  }
  json flag(std::optional<protocol::Money> value = {}) {
    return call(ana, protocol::FlagOpportunity{.conversation = conversation,
                                               .kind = protocol::OpportunityKind::new_business,
                                               .product = "PLANTED plan",
                                               .reason = "PLANTED reason",
                                               .value = std::move(value)});
  }
  protocol::Propose proposal(const std::string& opportunity) {
    protocol::Propose p;
    p.conversation = conversation;
    p.opportunity = opportunity;
    p.brief = {.summary = "PLANTED summary",
               .need = "PLANTED need",
               .promises = std::vector<std::string>{"PLANTED promise"},
               .do_not_say = "PLANTED price"};
    p.pitch = "About seats";
    return p;
  }
  // Flagged, solved, asked, agreed to, taken over by sam; the id of the opportunity.
  std::string hand_over() {
    const auto id = flag()["result"]["opportunity"]["id"].get<std::string>();
    EXPECT_TRUE(call(ana, protocol::Solve{conversation, "", true}).contains("result"));
    EXPECT_TRUE(call(ana, proposal(id)).contains("result"));
    EXPECT_TRUE(answer(protocol::HandoffAnswer::yes).contains("result"));
    EXPECT_TRUE(call(sam, protocol::Take{conversation, ""}).contains("result"));
    return id;
  }
  json seen_by(const desk::Staff& who) {
    return call(who, protocol::Get{conversation})["result"]["conversation"];
  }
  json seen_by_vera() { return call(vera, protocol::Get{conversation})["result"]["conversation"]; }
  json answer(protocol::HandoffAnswer what) {
    const auto handoff = seen_by_vera()["handoff"];
    EXPECT_TRUE(handoff.is_object());
    return call(vera, protocol::AnswerHandoff{
                          .conversation = conversation, .handoff = handoff.value("id", ""), .answer = what});
  }
  json notes(const desk::Staff& who) {
    protocol::Sync sync;
    sync.conversation = conversation;
    sync.log = protocol::Log::notes;
    return call(who, sync)["result"]["events"];
  }
  std::string conversation;
};

json error_of(const json& frame) {
  EXPECT_TRUE(frame.contains("error")) << frame;
  return frame.value("error", json{{"code", 0}, {"data", json::object()}});
}
int code(const json& frame) { return error_of(frame)["code"]; }

TEST(HandoffCalls, ThereAndBack) {
  HandoffDoor d;
  const auto flagged = d.flag(protocol::Money{29900, "EUR"})["result"];
  const auto id = flagged["opportunity"]["id"].get<std::string>();
  EXPECT_EQ(flagged["opportunity"]["state"], "flagged");
  EXPECT_EQ(flagged["opportunity"]["kind"], "new");
  EXPECT_EQ(flagged["opportunity"]["value"], (json{{"amount", 29900}, {"currency", "EUR"}}));
  EXPECT_EQ(flagged["opportunity"]["flagged_by"]["name"], "Ana");
  EXPECT_GE(flagged["seq"], 1);
  EXPECT_EQ(d.seen_by(d.ana)["opportunity"]["id"], id);
  EXPECT_FALSE(d.seen_by_vera().contains("opportunity"));

  const auto guarded = error_of(d.call(d.ana, d.proposal(id)));
  EXPECT_EQ(guarded["code"], 4210);
  EXPECT_EQ(guarded["data"]["reason"], "guarded");
  EXPECT_EQ(guarded["data"]["why"], "not_solved");
  EXPECT_EQ(guarded["data"]["override"], true);

  d.call(d.ana, protocol::Solve{d.conversation, "", true});
  EXPECT_EQ(d.seen_by_vera()["solved"], "proposed");
  const auto proposed = d.call(d.ana, d.proposal(id))["result"]["opportunity"];
  EXPECT_EQ(proposed["state"], "proposed");
  EXPECT_EQ(proposed["brief"]["promises"], json::array({"PLANTED promise"}));
  const auto question = d.seen_by_vera()["handoff"];
  EXPECT_EQ(question["state"], "proposed");
  EXPECT_EQ(question["to_team"], "Sales");
  EXPECT_EQ(question["pitch"], "About seats");

  EXPECT_GE(d.answer(protocol::HandoffAnswer::yes)["result"]["seq"], 1);
  EXPECT_EQ(d.seen_by_vera()["handoff"]["state"], "consented");
  const auto taken = d.call(d.sam, protocol::Take{d.conversation, ""})["result"]["conversation"];
  EXPECT_EQ(taken["owner"]["id"], "sam");
  EXPECT_EQ(taken["opportunity"]["state"], "accepted");
  EXPECT_EQ(taken["opportunity"]["giver"]["id"], "ana");
  EXPECT_TRUE(taken["handoff"].is_null());
  EXPECT_EQ(taken["department"], "sales");
  const auto log = d.call(vera, protocol::Sync{.conversation = d.conversation})["result"]["events"];
  EXPECT_EQ(log.back()["kind"], "handed_off");
  EXPECT_EQ(log.back()["to"]["name"], "Sam");

  protocol::HandBack back;
  back.conversation = d.conversation;
  back.outcome = protocol::BackOutcome::won;
  back.amount = 120000;
  back.currency = "JPY";
  back.note = "PLANTED note";
  const auto won = d.call(d.sam, back)["result"]["conversation"]["opportunity"];
  EXPECT_EQ(won["state"], "won");
  EXPECT_EQ(won["amount"], 120000);
  EXPECT_EQ(won["currency"], "JPY");
  EXPECT_EQ(won["outcome"], "won");
  EXPECT_GT(won["due"], won["closed_at"]) << "the aftercare";

  const auto less = d.call(d.sam, protocol::Refund{id, "", 20000, "JPY", {}})["result"]["opportunity"];
  EXPECT_EQ(less["amount"], 120000) << "nothing is edited";
  EXPECT_EQ(less["refunded"], 20000);
  const auto done = d.call(d.sam, protocol::FollowUp{id, "", {}})["result"]["opportunity"];
  EXPECT_FALSE(done.contains("due"));

  const auto stats = d.call(d.sue, protocol::GetStats{.by = protocol::StatsBy::rep})["result"];
  EXPECT_EQ(stats["sales"]["won"], 1);
  EXPECT_EQ(stats["sales"]["revenue"], json::array({{{"amount", 100000}, {"currency", "JPY"}}}));
  EXPECT_EQ(stats["sales"]["conversion"], 1.0);
  ASSERT_EQ(stats["groups"].size(), 2U) << "who flagged, and who sold";
  EXPECT_EQ(stats["groups"][1]["key"], "sam");
  EXPECT_EQ(stats["groups"][1]["name"], "Sam");
  EXPECT_EQ(stats["groups"][1]["sales"]["won"], 1);
  EXPECT_FALSE(stats["groups"][1].contains("care"));

  EXPECT_THAT(d.to_visitors, Not(HasSubstr(staff_words)));
  EXPECT_THAT(d.to_visitors, Not(HasSubstr("opportunity")));
  EXPECT_THAT(d.to_visitors, Not(HasSubstr("JPY")));
  EXPECT_THAT(d.seen_by(d.ana).dump(), HasSubstr(staff_words)) << "what is looked for is there";
}

TEST(HandoffCalls, TheSameCidIsDoneOnce) {
  HandoffDoor d;
  protocol::FlagOpportunity flag{
      .conversation = d.conversation, .cid = "once", .product = "Team", .reason = "asked"};
  const auto first = d.call(d.ana, flag)["result"];
  const auto second = d.call(d.ana, flag)["result"];
  EXPECT_FALSE(first.contains("duplicate"));
  EXPECT_EQ(second["duplicate"], true);
  EXPECT_EQ(second["seq"], first["seq"]);
  EXPECT_EQ(second["opportunity"]["id"], first["opportunity"]["id"]);
  const auto listed = d.call(d.sue, protocol::ListOpportunities{})["result"];
  ASSERT_EQ(listed["opportunities"].size(), 1U);
  EXPECT_EQ(listed["opportunities"][0]["visitor"], (json{{"id", "v1"}, {"name", "Vera"}}));
  EXPECT_TRUE(listed["cursor"].is_null());
}

TEST(HandoffCalls, MoneyIsWholeOrNone) {
  HandoffDoor d;
  const auto id = d.hand_over();
  protocol::CloseOpportunity close{.opportunity = id, .outcome = protocol::CloseOutcome::won};
  const auto field = [&](auto call) { return error_of(d.call(d.sam, call))["data"]["field"]; };
  EXPECT_EQ(field(close), "amount");
  close.currency = "EUR";
  EXPECT_EQ(field(close), "amount");
  close.currency.reset();
  close.amount = 5;
  EXPECT_EQ(field(close), "currency");
  close.outcome = protocol::CloseOutcome::lost;
  EXPECT_EQ(field(close), "currency");
  protocol::HandBack back{.conversation = d.conversation, .outcome = protocol::BackOutcome::won};
  EXPECT_EQ(field(back), "amount");
  back.to = protocol::To{};
  back.outcome.reset();
  EXPECT_EQ(field(back), "to");
  EXPECT_EQ(d.seen_by(d.sam)["opportunity"]["state"], "accepted") << "nothing changed";
  close.amount = 5;
  close.currency = "EUR";
  EXPECT_EQ(code(d.call(d.sam, close)), -32602) << "lost has no price";
  close.outcome = protocol::CloseOutcome::won;
  EXPECT_EQ(d.call(d.sam, close)["result"]["opportunity"]["state"], "won");
  EXPECT_EQ(code(d.call(d.sam, protocol::Refund{id, "", 6, "EUR", {}})), -32602) << "more than was paid";
  EXPECT_EQ(code(d.call(d.sam, protocol::Refund{id, "", 5, "USD", {}})), -32602) << "of another kind";
}

TEST(HandoffCalls, RefusalsAreTyped) {
  HandoffDoor d;
  const auto id = d.flag()["result"]["opportunity"]["id"].get<std::string>();
  EXPECT_EQ(code(d.call(d.sam, protocol::CloseOpportunity{.opportunity = "c-unknown.1"})), 4204);
  EXPECT_EQ(code(d.call(d.sam, protocol::CloseOpportunity{.opportunity = "nonsense"})), 4204);
  EXPECT_EQ(
      code(d.call(d.sam,
                  protocol::FlagOpportunity{.conversation = d.conversation, .product = "x", .reason = "y"})),
      4204)
      << "a conversation that is not sales' to know";
  EXPECT_EQ(code(d.call(d.sue, protocol::HandBack{.conversation = d.conversation})), 4104);
  EXPECT_EQ(code(d.call(vera, protocol::AnswerHandoff{.conversation = d.conversation, .handoff = "c1.1.1"})),
            4209)
      << "nobody asked";
  d.call(d.ana, protocol::Solve{d.conversation, "", true});
  ASSERT_TRUE(d.call(d.ana, d.proposal(id)).contains("result"));
  EXPECT_EQ(code(d.call(d.ana, d.proposal(id))), 4209) << "asked already";
  EXPECT_EQ(code(d.call(vera, protocol::AnswerHandoff{.conversation = d.conversation, .handoff = id + ".7"})),
            4209)
      << "another question";
  ASSERT_TRUE(d.answer(protocol::HandoffAnswer::no).contains("result"));
  const auto again = error_of(d.call(d.ana, d.proposal(d.flag()["result"]["opportunity"]["id"])));
  EXPECT_EQ(again["code"], 4210);
  EXPECT_EQ(again["data"]["why"], "cooling_off");
  EXPECT_FALSE(again["data"].contains("override"));
  auto asked = d.proposal(id);
  asked.customer_asked = protocol::CustomerAsked{1};
  EXPECT_EQ(error_of(d.call(d.ana, asked))["data"]["field"], "customer_asked") << "older than the no";
}

TEST(HandoffCalls, AVisitorsComplaintHasNoPlaceInTheNotes) {
  HandoffDoor d;
  const auto theirs = d.call(vera, protocol::Complain{d.conversation, "", true, "broken"})["result"];
  EXPECT_EQ(theirs, json::object());
  EXPECT_GE(d.call(d.ana, protocol::Complain{d.conversation, "", false, {}})["result"]["seq"], 1);
  d.call(d.ana, protocol::SetAlert{d.conversation, "", protocol::AlertSet::unhappy, true});
  const auto rated = d.call(vera, protocol::Rate{d.conversation, "", 2, 3, "slow"});
  EXPECT_GE(rated["result"]["seq"], 1);
  EXPECT_EQ(d.seen_by_vera()["rating"], (json{{"score", 2}, {"nps", 3}, {"comment", "slow"}}));
  std::vector<std::string> kinds;
  for (const auto& note : d.notes(d.ana)) kinds.push_back(note["kind"]);
  EXPECT_THAT(kinds, ::testing::IsSupersetOf({"complaint", "complaint", "alert"}));
}

// The privacy fence, as sync, a transcript and a hello's resumption show it: the same events, without words.
TEST(HandoffCalls, SalesReadsOfCaresNotesWhatCareShared) {
  HandoffDoor d;
  const auto note = [&](const char* text) {
    return d.call(d.ana, protocol::AddNote{d.conversation, "", text})["result"]["seq"].get<std::int64_t>();
  };
  const auto secret = note("a SECRET");
  const auto open = note("an OPEN matter");
  d.hand_over();
  ASSERT_TRUE(d.call(d.ana, protocol::ShareNote{d.conversation, "", open}).contains("result"));
  ASSERT_TRUE(d.call(d.sam, protocol::AddNote{d.conversation, "", "from SALES"}).contains("result"));
  const auto theirs = d.notes(d.sam);
  const auto all = d.notes(d.ana);
  ASSERT_EQ(theirs.size(), all.size()) << "notes stay dense";
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(theirs[i]["seq"], all[i]["seq"]);
    EXPECT_EQ(theirs[i]["kind"], all[i]["kind"]);
    if (all[i]["seq"] != secret) continue;
    EXPECT_EQ(theirs[i]["withheld"], true);
    EXPECT_FALSE(theirs[i].contains("text"));
    EXPECT_EQ(all[i]["text"], "a SECRET");
    EXPECT_FALSE(all[i].contains("withheld"));
  }
  EXPECT_THAT(theirs.dump(), Not(HasSubstr("SECRET")));
  EXPECT_THAT(theirs.dump(), HasSubstr("from SALES"));
  EXPECT_THAT(theirs.dump(), HasSubstr("an OPEN matter"));
  const auto path = "/api/v1/conversations/" + d.conversation + "/transcript";
  EXPECT_THAT(*d.get(path, "sam-token").body, Not(HasSubstr("SECRET")));
  EXPECT_THAT(*d.get(path, "sam-token").body, HasSubstr("withheld"));
  EXPECT_THAT(*d.get(path, "sue-token").body, HasSubstr("SECRET"));
}

// Whoever asks them in, somebody joins and leaves in their own role, not in that of who asked.
TEST(HandoffCalls, WhoIsAskedInJoinsInTheirOwnRole) {
  HandoffDoor d;
  ASSERT_TRUE(run(d.context, d.store.join("n", 5000)));
  ASSERT_TRUE(run(d.context, d.store.here("n", "ana", store::PersonKind::staff, 1, 20'000)));
  d.hand_over();
  ASSERT_TRUE(d.call(d.sam, protocol::Invite{d.conversation, "", "ana"}).contains("result"));
  ASSERT_TRUE(d.call(d.sam, protocol::Invite{d.conversation, "", "ana", false}).contains("result"));
  const auto log = d.call(vera, protocol::Sync{.conversation = d.conversation})["result"]["events"];
  const json ana{{"id", "ana"}, {"name", "Ana"}, {"role", "agent"}};
  const auto last = log.size() - 1;
  EXPECT_EQ(log[last - 1]["kind"], "joined");
  EXPECT_EQ(log[last - 1]["who"], ana);
  EXPECT_EQ(log[last - 1]["by"]["role"], "sales");
  EXPECT_EQ(log[last]["kind"], "left");
  EXPECT_EQ(log[last]["who"], ana);
}

TEST(HandoffCalls, CareSeesNoRevenue) {
  HandoffDoor d;
  const auto stats = d.call(d.ana, protocol::GetStats{})["result"];
  EXPECT_FALSE(stats.contains("sales"));
  EXPECT_FALSE(stats.contains("groups"));
  EXPECT_EQ(stats["care"]["conversations"], 1);
  EXPECT_TRUE(stats["care"]["waiting"].is_number());
  EXPECT_EQ(code(d.call(d.ana, protocol::GetStats{.by = protocol::StatsBy::rep})), 4104);
  const auto days = d.call(d.sam, protocol::GetStats{.by = protocol::StatsBy::day})["result"]["groups"];
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0]["key"], "2026-09-21");
  EXPECT_FALSE(days[0]["care"].contains("waiting")) << "that is of now, not of a day";
  const auto departments =
      d.call(d.sam, protocol::GetStats{.by = protocol::StatsBy::department})["result"]["groups"];
  EXPECT_EQ(departments[0]["key"], "care");
}

}  // namespace
}  // namespace baton::test
