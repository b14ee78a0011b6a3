// What the server sends is what the golden files say, fits the committed schemas, and covers every kind there
// is.
#include <gtest/gtest.h>

#include <set>

#include "golden.hpp"
#include "protocol/encode.hpp"
#include "samples.hpp"
#include "schema_checker.hpp"

namespace baton::protocol::test {
namespace {

using nlohmann::json;

// The part of a frame that a schema describes.
json payload(const json& frame) {
  for (const char* part : {"result", "params", "error"})
    if (frame.contains(part)) return frame[part];
  ADD_FAILURE() << frame;
  return {};
}

void expect_as_golden(const std::string& file, std::map<std::string, std::string> samples) {
  for (const auto& one : golden_cases(file)) {
    SCOPED_TRACE(one.name());
    const auto sample = samples.extract(one.value.at("name").get<std::string>());
    ASSERT_FALSE(sample.empty()) << "no sample";
    // Text against text: also the order of fields and the form of numbers are fixed.
    EXPECT_EQ(sample.mapped(), one.frame);
    const json frame = json::parse(sample.mapped());
    EXPECT_EQ(frame["jsonrpc"], "2.0");
    EXPECT_EQ(check(committed_schema(one.value.at("schema")), payload(frame)), "");
    if (file == "server.events") {
      EXPECT_EQ(check(committed_schema("notify.event"), payload(frame)), "");
    }
  }
  for (const auto& [name, frame] : samples)
    ADD_FAILURE() << "not in the golden file: " << name << ' ' << frame;
}

TEST(ServerFrames, Results) { expect_as_golden("server.results", result_samples()); }
TEST(ServerFrames, Errors) { expect_as_golden("server.errors", error_samples()); }
TEST(ServerFrames, Events) { expect_as_golden("server.events", event_samples()); }
TEST(ServerFrames, Notifications) { expect_as_golden("server.notifications", notification_samples()); }

template <class... Body>
std::set<std::string> kinds(std::type_identity<std::variant<Body...>>) {
  return {std::string(Body::kind)...};
}

TEST(ServerFrames, EveryKindOfEventHasASample) {
  auto missing = kinds(std::type_identity<LogBody>{});
  missing.merge(kinds(std::type_identity<NotesBody>{}));
  for (const auto& [name, frame] : event_samples()) missing.erase(json::parse(frame)["params"]["kind"]);
  EXPECT_TRUE(missing.empty()) << json(missing);
}

TEST(ServerFrames, ProblemJsonHasTheStatusOfTheTable) {
  for (const ErrorKind& kind : error_kinds) {
    Error error = make_error(kind.code);
    error.field = "text";
    const auto problem = json::parse(problem_json(error));
    EXPECT_EQ(problem["type"], "about:blank");
    EXPECT_EQ(problem["status"], kind.http_status);
    EXPECT_EQ(problem["title"], kind.title);
    EXPECT_EQ(problem["detail"], kind.message);
    EXPECT_EQ(problem["reason"], kind.reason);
    EXPECT_EQ(problem["code"], static_cast<int>(kind.code));
    EXPECT_EQ(problem["field"], "text");
  }
}

TEST(ServerFrames, TranscriptsFitTheirSchema) {
  LogEvent message;
  message.conversation = "c1";
  message.seq = 1;
  message.by.id = "v1";
  NotesEvent note;
  note.conversation = "c1";
  note.seq = 1;
  note.by.id = "ana";
  VisitorConversation seen;
  seen.id = "c1";
  seen.department = "care";
  seen.visitor.id = "v1";
  StaffConversation whole;
  whole.id = "c1";
  whole.department = "care";
  whole.visitor.id = "v1";
  const auto schema = committed_schema("http.transcript");
  const auto visitors = json::parse(to_json(VisitorTranscript{seen, {message}}));
  EXPECT_EQ(check(schema, visitors), "");
  EXPECT_FALSE(visitors.contains("notes"));
  const auto staffs = json::parse(to_json(StaffTranscript{whole, {message}, {note}}));
  EXPECT_EQ(check(schema, staffs), "");
  EXPECT_EQ(staffs["notes"].size(), 1u);
  SessionAnswer answer;
  answer.token = "t";
  answer.staff.id = "ana";
  EXPECT_EQ(check(committed_schema("http.session.answer"), json::parse(to_json(answer))), "");
}

}  // namespace
}  // namespace baton::protocol::test
