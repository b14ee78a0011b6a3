// The committed schemas equal what the field tables say, and say nothing about notes to a visitor.
// BATON_UPDATE_SCHEMA=1 rewrites the files instead.
#include "protocol/schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "golden.hpp"
#include "protocol/methods.hpp"
#include "schema_checker.hpp"

namespace baton::protocol::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path root = fs::path(BATON_SOURCE_DIR) / "protocol";

void rewrite(const std::map<std::string, std::string>& files) {
  for (const auto& entry : fs::directory_iterator(root / "schema"))
    if (entry.path().extension() == ".json") fs::remove(entry.path());
  for (const auto& [name, text] : files) std::ofstream(root / name, std::ios::binary) << text;
}

TEST(Schema, CommittedFilesEqualTheFieldTables) {
  const auto files = contract_files();
  if (std::getenv("BATON_UPDATE_SCHEMA") != nullptr) rewrite(files);
  for (const auto& [name, text] : files) {
    ASSERT_TRUE(fs::exists(root / name)) << name << ": run BATON_UPDATE_SCHEMA=1 unit_protocol";
    EXPECT_EQ(read_text("protocol/" + name), text) << name << ": run BATON_UPDATE_SCHEMA=1 unit_protocol";
  }
  for (const auto& entry : fs::directory_iterator(root / "schema"))
    EXPECT_TRUE(files.contains("schema/" + entry.path().filename().string()))
        << entry.path() << " is left over";
}

TEST(Schema, AVisitorsConversationHasNothingOfTheStaffs) {
  const auto properties =
      committed_schema("conversation.start.result").at("$defs").at("VisitorConversation")["properties"];
  EXPECT_TRUE(properties.contains("log_seq"));
  for (const char* hidden : {"notes_seq", "tags", "priority", "opportunity"})
    EXPECT_FALSE(properties.contains(hidden)) << hidden;
  EXPECT_EQ(properties["state"]["enum"], json({"queued", "active", "closed", "missed"}));
}

template <class... P>
std::vector<std::string> visitors_methods(std::type_identity<std::variant<P...>>) {
  std::vector<std::string> names;
  const auto add = [&](const Method& method) {
    if (owns(method.side, Side::visitor)) names.emplace_back(method.name);
  };
  (add(P::method), ...);
  return names;
}

TEST(Schema, NoResultOfAVisitorsMethodHoldsASummary) {
  EXPECT_NE(read_text("protocol/schema/list.watch.result.json").find("Summary"), std::string::npos);
  for (const auto& method : visitors_methods(std::type_identity<Params>{}))
    EXPECT_EQ(read_text("protocol/schema/" + method + ".result.json").find("Summary"), std::string::npos)
        << method;
}

// L8: what a visitor's connection can be sent has no place for anything of opportunities. A hand-off is the
// question they are asked, and `handoff` in their events is its id.
TEST(Schema, NothingThatAVisitorGetsHasAPlaceForAnOpportunity) {
  const auto seen = [](const char* file, const char* type) {
    return committed_schema(file).at("$defs").at(type).dump();
  };
  const auto copy = seen("conversation.start.result", "VisitorConversation") +
                    seen("conversation.start.result", "Handoff") + seen("notify.event", "LogEvent");
  for (const char* word : {"opportunity", "Opportunity", "Brief", "summary", "suggest", "complaint",
                           "withheld", "dismissed", "amount", "currency"})
    EXPECT_EQ(copy.find(word), std::string::npos) << word;
  for (const auto& method : visitors_methods(std::type_identity<Params>{})) {
    const auto& types = committed_schema(method + ".result");
    // Of the methods of both sides the staff's copy is in the file too; none but those may mention it.
    if (types.contains("$defs") && types["$defs"].contains("StaffConversation")) continue;
    if (method == "conversation.sync") continue;  // both logs' kinds, of which a visitor's is judged above
    EXPECT_EQ(types.dump().find("pportunity"), std::string::npos) << method;
  }
}

TEST(Schema, NoLogKindIsANotesKind) {
  const auto definitions = committed_schema("notify.event").at("$defs");
  for (const auto& log_kind : definitions["LogEvent"]["anyOf"])
    for (const auto& notes_kind : definitions["NotesEvent"]["anyOf"])
      EXPECT_NE(log_kind["properties"]["kind"], notes_kind["properties"]["kind"]);
}

TEST(Schema, HandWrittenOpenApiIsJsonAndNamesTheServedPaths) {
  const auto document = json::parse(read_text("protocol/openapi.json"));
  for (const char* path : {"/v1/ws", "/healthz", "/readyz", "/metrics", "/api/v1/sessions", "/api/v1/rpc",
                           "/api/v1/conversations/{id}/transcript", "/api/v1/ledger"})
    EXPECT_TRUE(document["paths"].contains(path)) << path;
}

TEST(SchemaChecker, FindsWhatIsWrong) {
  const auto schema = committed_schema("conversation.start.params");
  const json good{{"cid", "k"}, {"text", "x"}, {"fields", {{"name", "V"}, {"topic", "t"}}}};
  EXPECT_EQ(check(schema, good), "");
  const auto spoiled = [&](const char* pointer, json value) {
    json bad = good;
    bad[json::json_pointer(pointer)] = std::move(value);
    return check(schema, bad);
  };
  EXPECT_NE(spoiled("/cid", 1), "");
  EXPECT_NE(spoiled("/cid", "a b"), "");
  EXPECT_NE(spoiled("/text", " "), "");
  EXPECT_NE(spoiled("/text", std::string(4001, 'x')), "");
  EXPECT_NE(spoiled("/fields/topic", 1), "");
  EXPECT_NE(spoiled("/fields/email", "x"), "");
  EXPECT_NE(check(schema, {{"text", "x"}}), "");
  EXPECT_NE(check(committed_schema("conversation.sync.params"), {{"conversation", "c"}, {"after", -1}}), "");
  EXPECT_NE(check(committed_schema("presence.set.params"), {{"presence", "here"}}), "");
  EXPECT_THROW(check({{"oneOf", json::array()}}, json::object()), std::logic_error);
}

}  // namespace
}  // namespace baton::protocol::test
