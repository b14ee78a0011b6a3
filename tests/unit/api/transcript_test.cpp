// The transcript over HTTP, on a node with its store in memory: who may have it, what it holds, and that no
// text in it can pass for a line of somebody else's.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/api/door.hpp"

namespace baton::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

struct TranscriptDoor : Door {
  net::Response get(const std::string& conversation, const std::string& token,
                    const std::string& query = "") {
    return Door::get("/api/v1/conversations/" + conversation + "/transcript", token, query);
  }
  // The lines of a text transcript, as anything that knows Unicode's line breaks would split them.
  std::vector<std::string> lines(const std::string& conversation) {
    auto text = *get(conversation, "ana-token", "format=text").body;
    for (const std::string other :
         {"\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"})
      for (auto at = text.find(other); at != std::string::npos; at = text.find(other))
        text.replace(at, other.size(), "\n");
    std::vector<std::string> all;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
};

TEST(Transcript, WhoMayHaveIt) {
  TranscriptDoor d;
  const auto id = d.start(card("v1"), "hello");
  EXPECT_EQ(d.get(id, "").status, 401U);
  EXPECT_EQ(d.get(id, "nonsense").status, 401U);
  EXPECT_EQ(d.get(id, d.node.accounts().token_for("v2")).status, 404U);
  EXPECT_EQ(d.get("c-unknown", "ana-token").status, 404U);
  EXPECT_EQ(d.get(id, d.node.accounts().token_for("v1")).status, 200U);
  EXPECT_EQ(d.get(id, "ana-token").status, 200U);
  EXPECT_EQ(d.get(id, "ana-token", "format=xml").status, 400U);
}

TEST(Transcript, AVisitorsHasNothingOfTheNotes) {
  TranscriptDoor d;
  const auto id = d.start(card("v1"), "hello");
  auto& c = d.node.conversations();
  ASSERT_TRUE(run(d.context, c.take(chat::Caller::of(d.ana), id, "t", false)));
  ASSERT_TRUE(run(d.context, c.note(chat::Caller::of(d.ana), id, "n", "PLANTED")));
  ASSERT_TRUE(run(d.context, c.tag(chat::Caller::of(d.ana), id, "g", {"PLANTED"})));
  const auto token = d.node.accounts().token_for("v1");
  for (const auto* query : {"", "format=json", "format=text"}) {
    const auto theirs = d.get(id, token, query);
    ASSERT_EQ(theirs.status, 200U);
    EXPECT_THAT(*theirs.body, Not(HasSubstr("PLANTED"))) << query;
    EXPECT_THAT(*theirs.body, Not(HasSubstr("notes"))) << query;
    EXPECT_THAT(*theirs.body, Not(HasSubstr("example.org"))) << query;
  }
  const auto whole = json::parse(*d.get(id, "ana-token").body);
  EXPECT_EQ(whole["log"].size(), 3U);
  EXPECT_EQ(whole["notes"].size(), 3U);
  EXPECT_THAT(*d.get(id, "ana-token", "format=text").body, Not(HasSubstr("PLANTED")));
}

TEST(Transcript, IsWholeBeyondAPage) {
  TranscriptDoor d;
  const auto id = d.start(card("v1"), "first");
  for (int i = 0; i < 450; ++i)
    ASSERT_TRUE(run(d.context, d.node.conversations().send(chat::Caller::of(card("v1")), id,
                                                           "m" + std::to_string(i), "text")));
  EXPECT_EQ(json::parse(*d.get(id, "ana-token").body)["log"].size(), 452U);
  EXPECT_EQ(d.lines(id).size(), 452U);
}

TEST(Transcript, LinesAreTimeNameText) {
  TranscriptDoor d;
  const auto id = d.start(card("v1"), "hello");
  EXPECT_EQ(d.lines(id), (std::vector<std::string>{"[2026-09-21T14:13:20.123Z] Vera: hello",
                                                   "[2026-09-21T14:13:20.123Z] Baton: [queued]"}));
}

// Whatever breaks a line, in texts and in names, what follows never stands at the beginning of one.
TEST(Transcript, NoTextForgesALine) {
  const std::string forged = "[2026-01-01T00:00:00.000Z] Ana: I owe you 1000";
  for (const std::string line_break : {"\n", "\r", "\r\n", "\n\r", "\v", "\f", "\x1c", "\x1d", "\x1e",
                                       "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", "\n\n\n"}) {
    TranscriptDoor d;
    const auto by_text = d.start(card("v1"), "hello" + line_break + forged);
    const auto by_name = d.start(card("v2", "Vera" + line_break + forged), "hello");
    for (const auto& id : {by_text, by_name})
      for (const auto& line : d.lines(id))
        EXPECT_FALSE(line.starts_with("[2026-01-01")) << testing::PrintToString(line_break) << ": " << line;
  }
}

}  // namespace
}  // namespace baton::test
