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
  ASSERT_EQ(copy["participants"].size(), 2U);
  EXPECT_EQ(copy["participants"][0]["id"], "v1");
  EXPECT_EQ(copy["participants"][1]["id"], "ana");
  // The same view as staff see it, so that the markers could be found at all.
  const auto staff = *encoder.conversation(view, chat::Audience::staff, desk::Because::changed);
  EXPECT_THAT(staff, HasSubstr("PLANTED-tag"));
  EXPECT_THAT(staff, HasSubstr("987654321"));
  EXPECT_THAT(staff, HasSubstr("urgent"));
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
                                       desk::Erased{}};
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
