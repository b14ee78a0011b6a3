// Law L8 at the encoder: whatever is planted where staff write, none of it is in the bytes a visitor gets.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "server/api/convert.hpp"
#include "server/api/encoder.hpp"

namespace baton::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* marker = "PLANTED";

// What a rep is offered: the customer knows the question of it, and nothing else.
desk::Opportunity sold() {
  const std::string secret = marker;
  const desk::Actor actor{"rep", secret + "-actor", desk::Role::sales};
  desk::Opportunity o;
  o.id = "c1.1";
  o.state = desk::OpportunityState::offered;
  o.product = secret + "-product";
  o.reason = secret + "-reason";
  o.value = desk::Money{123456789, "CHF"};
  o.flagged_by = {secret + "-flagger", secret};
  o.department = secret + "-department";
  o.owner = desk::PersonRef{secret + "-owner", secret};
  o.giver = desk::PersonRef{secret + "-giver", secret};
  o.amount = desk::Money{123456789, "CHF"};
  o.refunded = 123456789;
  o.due = 123456789;
  o.rule = secret + "-rule";
  o.brief = desk::Brief{secret, secret, secret, secret, secret, secret, secret, {secret}};
  o.handoff = desk::Handoff{.id = "c1.1.1",
                            .department = secret + "-to",
                            .to_team = "Sales",
                            .staff = secret + "-rep",
                            .pitch = "About seats",
                            .expires_at = 77,
                            .asked = true,
                            .overridden = true,
                            .told_nobody = true};
  o.history = {{desk::OpportunityState::flagged, 123456789, actor, secret}};
  return o;
}

store::ConversationView planted() {
  const std::string secret = marker;
  store::ConversationView view;
  auto& c = view.body;
  c.id = "c1";
  c.department = "care";
  c.state = desk::State::offered;
  c.priority = desk::Priority::urgent;
  c.visitor.id = "v1";
  c.visitor.name = "Vera";
  c.visitor.email = "vera@example.org";
  c.owner = desk::PersonRef{"ana", "Ana"};
  c.participants.push_back({{"ana", "Ana"}, desk::Role::agent, false});
  c.observers = {secret + "-observer"};
  c.declined[secret + "-declined"] = 1;
  c.skills = {secret + "-skill"};
  c.tags = {secret + "-tag"};
  c.pref = desk::Preference{secret + "-preferred", 1};
  c.pending.emplace();
  c.pending->to = secret + "-to";
  c.pending->offeree = secret + "-offeree";
  c.recovery = desk::Recovery{123456789};
  c.reopen_until = 123456789;
  c.seal_at = 123456789;
  c.suggestions = {{desk::Suggestion::State::open, secret + "-rule", desk::OpportunityKind::upsell, secret}};
  c.shared = {987654321};
  c.opportunities = {sold()};
  view.hot = {.log_seq = 5, .notes_seq = 987654321, .visitor_seq = 1, .staff_seq = 2, .epoch = "e1"};
  view.hot.read[secret + "-reader"] = 3;
  view.online = {"v1", secret + "-online"};
  return view;
}

TEST(VisitorSees, ACopyWithoutAnythingOfStaff) {
  api::Encoder encoder;
  const auto view = planted();
  const auto frame = *encoder.conversation(view, chat::Audience::visitor, desk::Because::changed);
  EXPECT_THAT(frame, Not(HasSubstr(marker)));
  EXPECT_THAT(frame, Not(HasSubstr("987654321")));
  EXPECT_THAT(frame, Not(HasSubstr("123456789")));
  EXPECT_THAT(frame, Not(HasSubstr("urgent")));
  const auto copy = json::parse(frame)["params"]["conversation"];
  for (const auto* field : {"notes_seq", "tags", "priority", "opportunity", "observers", "pending"})
    EXPECT_FALSE(copy.contains(field)) << field;
  EXPECT_EQ(copy["state"], "queued") << "offered is shown as queued";
  EXPECT_EQ(copy["handoff"], (json{{"id", "c1.1.1"},
                                   {"state", "offered"},
                                   {"to_team", "Sales"},
                                   {"pitch", "About seats"},
                                   {"expires_at", 77}}));
  ASSERT_EQ(copy["participants"].size(), 2U);
  EXPECT_EQ(copy["participants"][0]["id"], "v1");
  EXPECT_EQ(copy["participants"][1]["id"], "ana");
  // The same view as staff see it, so that the markers could be found at all.
  const auto staff = *encoder.conversation(view, chat::Audience::staff, desk::Because::changed);
  EXPECT_THAT(staff, HasSubstr("PLANTED-tag"));
  for (const auto* of_sales : {"PLANTED-product", "PLANTED-reason", "PLANTED-flagger", "PLANTED-actor",
                               "PLANTED-rep", "PLANTED-rule", "CHF", "123456789"})
    EXPECT_THAT(staff, HasSubstr(of_sales));
  EXPECT_THAT(staff, HasSubstr("987654321"));
  EXPECT_THAT(staff, HasSubstr("urgent"));
}

// Before there is a question and after a rep has the conversation, a visitor's copy says nothing of either.
TEST(VisitorSees, AHandoffWhileItIsOne) {
  auto view = planted();
  auto& o = view.body.opportunities.front();
  using enum desk::OpportunityState;
  for (const auto state : {flagged, proposed, consented, deferred, declined, offered, accepted, won, lost,
                           dismissed, withdrawn}) {
    o.state = state;
    const auto shown = api::visitor_copy(view).handoff;
    EXPECT_EQ(shown.has_value(), o.asking()) << static_cast<int>(state);
    EXPECT_EQ(api::staff_copy(view).handoff, shown);
    if (shown) {
      EXPECT_EQ(protocol::word(shown->state),
                protocol::word(api::same_word<protocol::OpportunityState>(state)));
    }
    const auto frame = *api::Encoder().conversation(view, chat::Audience::visitor, desk::Because::changed);
    EXPECT_THAT(frame, Not(HasSubstr(marker)));
    EXPECT_THAT(frame, Not(HasSubstr("pportunit")));
  }
}

// Who joined and wrote nothing yet, and who only owned earlier, as the contract lists participants.
TEST(VisitorSees, NoEmailOfStaffAnywhere) {
  desk::Staff staff;
  staff.id = "ana";
  staff.name = "Ana";
  staff.email = std::string(marker) + "@example.org";
  api::Encoder encoder;
  const std::vector<desk::LogKind> all{desk::Message{"hi"},
                                       desk::Queued{"care", "agent_left"},
                                       desk::Assigned{staff.ref()},
                                       desk::Joined{staff.ref()},
                                       desk::Left{staff.ref()},
                                       desk::Closed{},
                                       desk::Reopened{},
                                       desk::Gap{3},
                                       desk::Erased{},
                                       desk::Transferred{staff.ref()},
                                       desk::SolvedNow{},
                                       desk::NotSolved{},
                                       desk::Rated{5, "fine"},
                                       desk::HandoffProposed{"c1.1.1", "Sales", "About seats", 9},
                                       desk::HandoffConsented{"c1.1.1"},
                                       desk::HandoffDeclined{"c1.1.1", true},
                                       desk::HandoffWithdrawn{"c1.1.1"},
                                       desk::HandoffFailed{"c1.1.1", desk::HandoffFailure::nobody},
                                       desk::HandedOff{"c1.1.1", staff.ref()},
                                       desk::HandedBack{staff.ref()}};
  ASSERT_EQ(all.size(), std::variant_size_v<desk::LogKind>) << "every kind there is";
  for (const auto& kind : all) {
    const store::LogRecord event{"c1", "e1", 3, 4, {staff.actor(), "the-cid", kind}, 77};
    const auto to_others = *encoder.log_event(event, false);
    EXPECT_THAT(to_others, Not(HasSubstr(marker)));
    EXPECT_THAT(to_others, Not(HasSubstr("the-cid")));
    EXPECT_THAT(to_others, Not(HasSubstr("log_seq")));
    EXPECT_THAT(*encoder.log_event(event, true), HasSubstr("\"cid\":\"the-cid\""));
    const auto parsed = json::parse(to_others);
    EXPECT_EQ(parsed["method"], "event");
    EXPECT_EQ(parsed["params"]["log"], "log");
    EXPECT_EQ(parsed["params"]["seq"], 3);
  }
}

TEST(VisitorSees, TypingWithoutThePreviewAndNoBodyOfTheNotes) {
  api::Encoder encoder;
  const store::Signal typing(store::TypingSignal{{"ana", "Ana", desk::Role::agent}, true, marker});
  EXPECT_THAT(*encoder.signal("c1", typing, chat::Audience::visitor), Not(HasSubstr(marker)));
  EXPECT_THAT(*encoder.signal("c1", typing, chat::Audience::staff), HasSubstr(marker));
}

TEST(StaffSee, NotesWithTheirPlaceInTheLog) {
  api::Encoder encoder;
  const store::NotesRecord note{
      "c1", "e1", 3, 4, {{"ana", "Ana", desk::Role::agent}, "x", desk::Note{"psst"}}, 7};
  const auto params = json::parse(*encoder.notes_event(note, false))["params"];
  EXPECT_EQ(params["log"], "notes");
  EXPECT_EQ(params["log_seq"], 7);
  EXPECT_EQ(params["text"], "psst");
  EXPECT_FALSE(params.contains("cid"));
}

// Behind the fence a note has its place and its author and nothing that it says, whatever the record still
// holds.
TEST(StaffSee, AWithheldNoteWithoutItsWords) {
  api::Encoder encoder;
  store::NotesRecord note{"c1", "e1", 3, 4, {{"ana", "Ana", desk::Role::agent}, "x", desk::Note{marker}}, 7};
  note.withheld = true;
  const auto frame = *encoder.notes_event(note, false);
  EXPECT_THAT(frame, Not(HasSubstr(marker)));
  const auto params = json::parse(frame)["params"];
  EXPECT_EQ(params["kind"], "note");
  EXPECT_EQ(params["seq"], 3);
  EXPECT_EQ(params["by"]["id"], "ana");
  EXPECT_EQ(params["withheld"], true);
  EXPECT_FALSE(params.contains("text"));
}

TEST(StaffSee, EveryKindOfTheNotes) {
  api::Encoder encoder;
  const desk::Actor sam{"sam", "Sam", desk::Role::sales};
  const auto params = [&](desk::NotesKind kind) {
    const store::NotesRecord note{"c1", "e1", 3, 4, {sam, "", std::move(kind)}, 7};
    return json::parse(*encoder.notes_event(note, false))["params"];
  };
  using State = desk::OpportunityState;
  const auto first = params(desk::OpportunityStep{"c1.1", State::flagged, {}, desk::Money{5, "EUR"}});
  EXPECT_EQ(first["kind"], "flagged");
  EXPECT_EQ(first["amount"], 5);
  const auto won =
      params(desk::OpportunityStep{"c1.1", State::won, desk::Outcome::won, desk::Money{5, "EUR"}});
  EXPECT_EQ(won["kind"], "opportunity");
  EXPECT_EQ(won["state"], "won");
  EXPECT_EQ(won["outcome"], "won");
  EXPECT_EQ(won["currency"], "EUR");
  const auto brief = params(desk::HandoffBrief{{.summary = "seats", .promises = {"a call"}}});
  EXPECT_EQ(brief["kind"], "handoff_brief");
  EXPECT_EQ(brief["summary"], "seats");
  EXPECT_EQ(brief["promises"], json::array({"a call"}));
  EXPECT_FALSE(brief.contains("need"));
  const auto suggested = params(desk::Suggested{"team", desk::OpportunityKind::new_business, "Team"});
  EXPECT_EQ(suggested["kind"], "suggested");
  EXPECT_EQ(suggested["suggestion"], "team");
  EXPECT_EQ(suggested["rule"], "team");
  EXPECT_EQ(suggested["opportunity_kind"], "new");
  EXPECT_EQ(params(desk::SuggestionDismissed{"team"})["suggestion"], "team");
  EXPECT_EQ(params(desk::Complaint{true, "broken"})["text"], "broken");
  const auto shared = params(desk::Shared{2, {"ana", "Ana", desk::Role::agent}, "psst"});
  EXPECT_EQ(shared["note"], 2);
  EXPECT_EQ(shared["author"]["role"], "agent");
  EXPECT_EQ(shared["text"], "psst");
}

TEST(StaffSee, AnOfferOfAHandoffWithItsBrief) {
  api::Encoder encoder;
  chat::OpenOffer offer{chat::OpenOffer::Kind::handoff, 9, desk::Brief{.summary = "seats"}};
  const auto params = json::parse(*encoder.offer("c1", offer))["params"];
  EXPECT_EQ(params["kind"], "handoff");
  EXPECT_EQ(params["brief"], (json{{"summary", "seats"}}));
}

TEST(StaffSee, SummariesWithoutWhatNoListShows) {
  api::Encoder encoder;
  auto c = planted().body;
  c.tags = {"vip"};
  c.pending->to = "sales";
  c.visitor.page = desk::Page{marker, {}, {}};
  c.visitor.attributes[marker] = std::string(marker);
  const auto shown = *encoder.listed({"care", 7, "e1", store::summary_of(c)}, false);
  EXPECT_THAT(shown, Not(HasSubstr(marker)));
  const auto params = json::parse(shown)["params"];
  EXPECT_EQ(params["department"], "care");
  EXPECT_EQ(params["seq"], 7);
  const auto& summary = params["conversation"];
  EXPECT_EQ(summary["pending"]["to"], "sales");
  EXPECT_EQ(summary["due"], 123456789);
  EXPECT_EQ(summary["contact"], (json{{"name", "Vera"}, {"email", "vera@example.org"}}));
  c.recovery.reset();
  const auto open = json::parse(*encoder.listed({"care", 8, "e1", c}, false))["params"]["conversation"];
  EXPECT_FALSE(open.contains("due"));
  EXPECT_FALSE(open.contains("contact"));
  const auto gone = json::parse(*encoder.listed({"care", 9, "e1", c}, true))["params"]["conversation"];
  EXPECT_EQ(gone, (json{{"id", "c1"}, {"gone", true}}));
}

TEST(Encoder, ResetsNameTheirLog) {
  api::Encoder encoder;
  const auto params = json::parse(*encoder.reset("c1", true, "e2", 9))["params"];
  EXPECT_EQ(params, (json{{"conversation", "c1"}, {"log", "notes"}, {"epoch", "e2"}, {"last", 9}}));
}

}  // namespace
}  // namespace baton::test
