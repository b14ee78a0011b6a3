// The ledger as a file: who may have it, that CSV reads back as it was and runs no formula, and that pages
// add up.
#include <gmock/gmock.h>

#include "server/api/csv.hpp"
#include "tests/unit/api/door.hpp"

namespace baton::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* path = "/api/v1/ledger";

// A reader of RFC 4180, of its own: rows of cells.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    auto& cell = rows.back().back();
    if (quoted && csv[i] == '"' && i + 1 < csv.size() && csv[i + 1] == '"')
      cell += csv[++i];
    else if (csv[i] == '"')
      quoted = !quoted;
    else if (quoted)
      cell += csv[i];
    else if (csv[i] == ',')
      rows.back().emplace_back();
    else if (csv.compare(i, 2, "\r\n") == 0)
      rows.push_back({""}), ++i;
    else
      cell += csv[i];
  }
  EXPECT_FALSE(quoted) << "a quote stays open";
  EXPECT_EQ(rows.back(), std::vector<std::string>{""}) << "the last line ends too";
  rows.pop_back();
  return rows;
}

std::string cell(const std::string& text) {
  std::string out;
  api::append_cell(out, text);
  return out;
}

TEST(Csv, QuotesWhatItMust) {
  EXPECT_EQ(cell("plain words; 'so'"), "plain words; 'so'");
  EXPECT_EQ(cell(""), "");
  EXPECT_EQ(cell("a,b"), "\"a,b\"");
  EXPECT_EQ(cell("say \"yes\""), "\"say \"\"yes\"\"\"");
  EXPECT_EQ(cell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(cell("two\rlines"), "\"two\rlines\"");
  EXPECT_EQ(cell("1=1, a-b, me@here"), "\"1=1, a-b, me@here\"");
}

// No cell begins, for a spreadsheet, like a formula; what it says stands behind the apostrophe.
TEST(Csv, RunsNoFormula) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"x\",\"y\")", "＝1", "＋1", "－1", "＠1"}) {
    const auto shown = rows_of(cell(text) + "\r\n");
    ASSERT_EQ(shown.size(), 1U) << text;
    ASSERT_EQ(shown[0].size(), 1U) << text;
    EXPECT_EQ(shown[0][0], "'" + text);
  }
}

struct LedgerDoor : Door {
  explicit LedgerDoor(api::GateOptions options = {}) : Door(std::move(options)) {
    conversation = start(card("v1"), "hello");
    call(ana, protocol::Take{conversation, ""});
  }
  void flag(const std::string& product, std::int64_t amount = 7) {
    const protocol::FlagOpportunity flag{.conversation = conversation,
                                         .product = product,
                                         .reason = "asked",
                                         .value = protocol::Money{amount, "EUR"}};
    ASSERT_TRUE(call(ana, flag).contains("result"));
  }
  void rename(const std::string& name) {
    store::Reading unused;
    const auto now = run(context, store.staff("ana", unused));
    store::Commit commit{store::Reading{}};
    ana = now->body;
    ana.name = name;
    commit.change(*now, ana);
    ASSERT_TRUE(run(context, store.commit(commit)));
  }
  std::string conversation;
};

TEST(Ledger, WhoMayHaveIt) {
  LedgerDoor d;
  EXPECT_EQ(d.get(path, "").status, 401U);
  EXPECT_EQ(d.get(path, "nonsense").status, 401U);
  EXPECT_EQ(d.get(path, d.node.accounts().token_for("v1")).status, 401U);
  EXPECT_EQ(d.get(path, "ana-token").status, 403U);
  EXPECT_EQ(d.get(path, "sam-token").status, 200U);
  EXPECT_EQ(d.get(path, "sue-token").status, 200U);
  for (const auto* wrong :
       {"format=xls", "from=yesterday", "to=-1", "from=1e3", "to=9007199254740992", "from="})
    EXPECT_EQ(d.get(path, "sue-token", wrong).status, 400U) << wrong;
  net::Request post;
  post.method = "POST";
  post.path = path;
  EXPECT_EQ(run(d.context, d.gate.http(post)).status, 405U);
}

TEST(Ledger, CsvReadsBackWhateverWasWritten) {
  LedgerDoor d;
  d.rename("=HYPERLINK(\"http://x\"), Ana\r\n\"A\"");
  d.flag("Team");
  const auto answer = d.get(path, "sue-token", "format=csv");
  EXPECT_THAT(answer.headers, ::testing::Contains(std::pair<std::string, std::string>{
                                  "Content-Disposition", "attachment; filename=\"ledger.csv\""}));
  const auto rows = rows_of(*answer.body);
  ASSERT_GE(rows.size(), 3U);
  const auto& names = rows[0];
  EXPECT_EQ(names.front(), "id");
  for (const auto& row : rows) EXPECT_EQ(row.size(), names.size());
  const auto column = [&](const char* name) {
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return static_cast<std::size_t>(at - names.begin());
  };
  const auto& flagged = rows.back();
  EXPECT_EQ(flagged[column("what")], "flagged");
  EXPECT_EQ(flagged[column("amount")], "7");
  EXPECT_EQ(flagged[column("currency")], "EUR");
  EXPECT_EQ(flagged[column("flagger_id")], "ana");
  EXPECT_EQ(flagged[column("by_name")], "'=HYPERLINK(\"http://x\"), Ana\r\n\"A\"");
  EXPECT_EQ(flagged[column("closer_name")], "");
}

TEST(Ledger, LinesOfJsonSayTheSame) {
  LedgerDoor d;
  d.flag("Team", 12);
  std::istringstream body(*d.get(path, "sam-token", "format=ndjson").body);
  std::vector<json> lines;
  for (std::string line; std::getline(body, line);) lines.push_back(json::parse(line));
  ASSERT_GE(lines.size(), 2U);
  EXPECT_EQ(lines.front()["what"], "started");
  EXPECT_EQ(lines.back()["what"], "flagged");
  EXPECT_EQ(lines.back()["amount"], 12);
  EXPECT_EQ(lines.back()["conversation"], d.conversation);
  EXPECT_EQ(rows_of(*d.get(path, "sam-token").body).size(), lines.size() + 1);
  const auto at = lines.back()["at"].get<std::int64_t>();
  EXPECT_EQ(*d.get(path, "sam-token", "format=ndjson&to=" + std::to_string(at)).body, "")
      << "`to` is not in it";
  EXPECT_NE(*d.get(path, "sam-token", "format=ndjson&from=" + std::to_string(at)).body, "");
}

TEST(Ledger, PagesAddUpToTheWhole) {
  LedgerDoor whole;
  LedgerDoor d({.ledger_bytes = 600});
  for (int i = 0; i < 20; ++i) {
    whole.flag("Team", i);
    d.flag("Team", i);
  }
  for (const std::string format : {"csv", "ndjson"}) {
    std::string all;
    std::string query = "format=" + format;
    int pages = 0;
    for (;; ++pages) {
      ASSERT_LT(pages, 100);
      const auto answer = d.get(path, "sue-token", query);
      ASSERT_EQ(answer.status, 200U);
      EXPECT_LT(answer.body->size(), 1600U);
      all += *answer.body;
      std::string link;
      for (const auto& [name, value] : answer.headers)
        if (name == "Link") link = value;
      if (link.empty()) break;
      ASSERT_THAT(link, StartsWith("</api/v1/ledger?"));
      ASSERT_THAT(link, HasSubstr(">; rel=\"next\""));
      query = link.substr(link.find('?') + 1, link.find('>') - link.find('?') - 1);
    }
    EXPECT_GT(pages, 3) << "there was more than a page";
    // The conversations of the two have other ids: lines are counted, amounts compared.
    const auto once = *whole.get(path, "sue-token", "format=" + format).body;
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), std::count(once.begin(), once.end(), '\n'));
    for (int i = 0; i < 20; ++i) {
      const auto amount =
          format == "csv" ? "," + std::to_string(i) + ",EUR," : "\"amount\":" + std::to_string(i) + ",";
      EXPECT_THAT(all, HasSubstr(amount));
    }
  }
}

}  // namespace
}  // namespace baton::test
