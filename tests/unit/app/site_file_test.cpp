// The site file: every refusal with its line, the way there and back of any settings, and the example that is
// shipped.
#include "server/site_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "server/desk/settings_rules.hpp"

namespace baton {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// What is said of the text, or nothing when it is good.
std::string refusal(const std::string& toml) {
  const auto parsed = parse_site(toml, "site.toml");
  return parsed ? "" : parsed.error();
}

const std::string care = "[[departments]]\nid = 'care'\nname = 'Care'\n";

TEST(SiteFile, FillsEveryMember) {
  const auto parsed = parse_site(R"(
name = "Shop"
origins = ["https://shop.example", "http://localhost:3000"]
identity_secret = "0123456789abcdef0123456789abcdef"
default_capacity = 7
[timing]
owner_grace_ms = 1
preferred_patience_ms = 2
reopen_window_ms = 3
seal_after_ms = 4
[[departments]]
id = "care"
name = "Care"
kind = "care"
assign = "auto"
queue_limit = 5
[[departments]]
id = "sales"
name = "Sales"
kind = "sales"
)",
                                 "site.toml");
  ASSERT_TRUE(parsed) << parsed.error();
  desk::Settings expected;
  expected.name = "Shop";
  expected.origins = {"https://shop.example", "http://localhost:3000"};
  expected.identity_secret = "0123456789abcdef0123456789abcdef";
  expected.default_capacity = 7;
  expected.timing = {1, 2, 3, 4};
  expected.departments = {{.id = "care", .name = "Care", .queue_limit = 5},
                          {.id = "sales", .name = "Sales", .kind = desk::DepartmentKind::sales}};
  EXPECT_TRUE(*parsed == expected) << export_site(*parsed);
}

TEST(SiteFile, WhatIsLeftOutIsTheDefault) {
  const auto parsed = parse_site(care, "site.toml");
  ASSERT_TRUE(parsed) << parsed.error();
  desk::Settings expected;
  expected.departments = {{.id = "care", .name = "Care"}};
  EXPECT_TRUE(*parsed == expected) << export_site(*parsed);
}

TEST(SiteFile, InlineTablesAndDottedKeysAreTheSame) {
  const auto parsed =
      parse_site("timing.owner_grace_ms = 1\ndepartments = [{id = 'care', name = 'Care'}]", "f");
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_EQ(parsed->timing.owner_grace, 1);
  EXPECT_EQ(parsed->departments.size(), 1u);
}

TEST(SiteFile, UnknownKeysAreRefusedWithTheirLine) {
  EXPECT_EQ(refusal("\nnmae = 'x'\n" + care),
            "site.toml:2: nmae: There is no such setting; what may stand here is name, origins, "
            "identity_secret, default_capacity, timing and departments.");
  EXPECT_EQ(refusal(care + "[timing]\n\nseal = 1\n"),
            "site.toml:6: timing.seal: There is no such setting; what may stand here is owner_grace_ms, "
            "preferred_patience_ms, reopen_window_ms and seal_after_ms.");
  EXPECT_EQ(refusal(care + "[[departments]]\nid = 'b'\nlimit = 2\n"),
            "site.toml:6: departments[1].limit: There is no such setting; what may stand here is id, name, "
            "kind, assign and queue_limit.");
  EXPECT_THAT(refusal(care + "[hours.monday]\n"), StartsWith("site.toml:4: hours: There is no such setting"));
}

TEST(SiteFile, AStrangeKeyStaysOnItsLine) {
  EXPECT_THAT(refusal("\"a\\nb\" = 1\n" + care),
              StartsWith("site.toml:1: \"a\\nb\": There is no such setting"));
  EXPECT_THAT(refusal("\"\" = 1\n" + care), StartsWith("site.toml:1: \"\": There is no such setting"));
}

TEST(SiteFile, WrongTypesAreRefusedWithTheirLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {"name = 5", "name: Give a text in quotes, not a number."},
      {"name = 2026-11-23", "name: Give a text in quotes, not a date or time."},
      {"identity_secret = true", "identity_secret: Give a text in quotes, not true or false."},
      {"default_capacity = '4'", "default_capacity: Give a whole number, not a text."},
      {"default_capacity = 4.0", "default_capacity: Give a whole number, not a fraction."},
      {"origins = 'https://a.example'", "origins: Give a list, not a text."},
      {"origins = ['https://a.example', 1]", "origins[1]: Give a text in quotes, not a number."},
      {"timing = []", "timing: Give a table, not a list."},
      {"timing.seal_after_ms = {}", "timing.seal_after_ms: Give a whole number, not a table."},
  };
  for (const auto& [line, message] : wrong)
    EXPECT_EQ(refusal("# first\n" + line + "\n" + care), "site.toml:2: " + message);
  EXPECT_EQ(refusal("[departments]\nid = 'care'\n"), "site.toml:1: departments: Give a list, not a table.");
  EXPECT_EQ(refusal("departments = [\n  'care',\n]\n"),
            "site.toml:2: departments[0]: Give a table, not a text.");
  EXPECT_EQ(refusal(care + "kind = 1\n"),
            "site.toml:4: departments[0].kind: Give a text in quotes, not a number.");
}

TEST(SiteFile, WordsOutsideTheirListAreRefused) {
  EXPECT_EQ(refusal(care + "kind = 'Care'\n"),
            "site.toml:4: departments[0].kind: Write care or sales, not \"Care\".");
  EXPECT_EQ(refusal(care + "assign = \"automatic\\n\"\n"),
            "site.toml:4: departments[0].assign: Write auto, offer or manual, not \"automatic\\n\".");
}

TEST(SiteFile, ValuesAreRefusedAtTheLineOfTheirField) {
  EXPECT_EQ(refusal("origins = [\n  'https://a.example',\n  'https://b.example:443',\n]\n" + care),
            "site.toml:3: origins[1]: Leave out :443, because browsers never send the default port.");
  EXPECT_EQ(
      refusal(care + "assign = 'manual'\n"),
      "site.toml:4: departments[0].assign: Set it to auto, because offer and manual are not there yet.");
  EXPECT_EQ(refusal(care + "\n[timing]\nowner_grace_ms = 600001\n"),
            "site.toml:6: timing.owner_grace_ms: Set it to 0–600000 ms (10 minutes), not 600001.");
  EXPECT_EQ(refusal("name = ''\n" + care), "site.toml:1: name: Give the site a name of 1–80 characters.");
}

TEST(SiteFile, WhatIsMissingIsMissedAtTheLineOfItsTable) {
  EXPECT_EQ(refusal(care + "[[departments]]\nkind = 'sales'\n"),
            "site.toml:4: departments[1].id: Give the department an id of 1–40 characters out of a–z, 0–9, _ "
            "and -.\n"
            "site.toml:4: departments[1].name: Give the department a name of 1–80 characters.");
  // The window is there, the seal that must follow it is not.
  EXPECT_THAT(refusal(care + "[timing]\nreopen_window_ms = 3600000\n"),
              StartsWith("site.toml:4: timing.seal_after_ms: Set it to at least reopen_window_ms (3600000)"));
  EXPECT_EQ(refusal(""), "site.toml:1: departments: Add at least one department, of kind care.");
  EXPECT_EQ(refusal("\ndepartments = []\n"),
            "site.toml:2: departments: Add at least one department, of kind care.");
}

TEST(SiteFile, NumbersBeyondTheirTypeAreOutOfRange) {
  EXPECT_EQ(refusal(care + "queue_limit = 9223372036854775807\n"),
            "site.toml:4: departments[0].queue_limit: Set it to 1–100000 conversations, not 2147483647.");
  EXPECT_THAT(refusal("default_capacity = 4294967300\n" + care),
              StartsWith("site.toml:1: default_capacity: "));
}

TEST(SiteFile, AllMistakesAreSaidByLine) {
  EXPECT_EQ(refusal("origins = 1\nname = 2\n[timing]\nseal_after_ms = 'x'\n" + care + "kind = 'x'\n"),
            "site.toml:1: origins: Give a list, not a number.\n"
            "site.toml:2: name: Give a text in quotes, not a number.\n"
            "site.toml:4: timing.seal_after_ms: Give a whole number, not a text.\n"
            "site.toml:8: departments[0].kind: Write care or sales, not \"x\".");
}

TEST(SiteFile, WhatIsNoTomlIsRefusedWithItsLine) {
  for (const auto& text : {"name = 'a'\nname = 'b'\n", "# x\nname = \n", "# x\nname = 'a\n", "# x\n[timing\n",
                           "# x\nname = '\xff'\n", "# x\nname = 99999999999999999999\n"}) {
    const auto said = refusal(text);
    EXPECT_THAT(said, StartsWith("site.toml:2: not valid TOML: ")) << text;
    EXPECT_THAT(said, Not(HasSubstr("\n"))) << text;
  }
  EXPECT_THAT(refusal("origins = " + std::string(5000, '[')), StartsWith("site.toml:1: not valid TOML: "));
}

TEST(SiteFile, NoRefusalRepeatsTheSecret) {
  EXPECT_THAT(refusal("identity_secret = 'hunter2'\n" + care),
              testing::AllOf(StartsWith("site.toml:1: identity_secret: "), Not(HasSubstr("hunter2"))));
}

// --- there and back

void put_utf8(std::string& text, std::uint32_t point) {
  const auto byte = [&text](std::uint32_t bits) { text.push_back(static_cast<char>(bits)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800)
    byte(0xC0 | point >> 6);
  else if (point < 0x10000)
    byte(0xE0 | point >> 12), byte(0x80 | (point >> 6 & 0x3F));
  else
    byte(0xF0 | point >> 18), byte(0x80 | (point >> 12 & 0x3F)), byte(0x80 | (point >> 6 & 0x3F));
  byte(0x80 | (point & 0x3F));
}

// Any scalar values; what TOML and its lines are made of comes often.
std::string any_text(std::size_t least, std::size_t most) {
  const std::string special = "\"\\'#=[]\n\r\t\b\f\x7f";
  const auto point = rc::gen::oneOf(
      rc::gen::map(rc::gen::elementOf(special), [](char c) { return static_cast<std::uint32_t>(c); }),
      rc::gen::inRange<std::uint32_t>(0, 0x100), rc::gen::inRange<std::uint32_t>(0x100, 0xD800),
      rc::gen::inRange<std::uint32_t>(0xE000, 0x110000));
  const auto length = *rc::gen::inRange(least, most + 1);
  std::string text;
  for (const auto p : *rc::gen::container<std::vector<std::uint32_t>>(length, point)) put_utf8(text, p);
  return text;
}

desk::Settings any_settings() {
  desk::Settings s;
  s.name = any_text(1, 80);
  const std::vector<std::string> origins{"https://shop.example", "http://localhost:3000", "http://[::1]:1"};
  s.origins = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(origins));
  if (*rc::gen::arbitrary<bool>()) s.identity_secret = any_text(32, 100);
  s.default_capacity = *rc::gen::inRange(0, 51);
  s.timing.owner_grace = *rc::gen::inRange<desk::Duration>(0, 600'001);
  s.timing.preferred_patience = *rc::gen::inRange<desk::Duration>(0, 600'001);
  s.timing.reopen_window = *rc::gen::inRange<desk::Duration>(0, 604'800'001);
  s.timing.seal_after = *rc::gen::inRange<desk::Duration>(s.timing.reopen_window, 2'592'000'001);
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    const bool sales = i > 0 && *rc::gen::arbitrary<bool>();
    s.departments.push_back({.id = "d-" + std::to_string(i),
                             .name = any_text(1, 80),
                             .kind = sales ? desk::DepartmentKind::sales : desk::DepartmentKind::care,
                             .queue_limit = *rc::gen::inRange(1, 100'001)});
  }
  return s;
}

RC_GTEST_PROP(SiteFileProperty, WhatIsExportedIsReadBack, ()) {
  const auto settings = any_settings();
  const auto text = export_site(settings);
  const auto back = parse_site(text, "site.toml");
  RC_LOG() << text << (back ? "" : back.error());
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == settings);
}

// Whatever is read, from a file cut or changed anywhere, is refused or may be stored; and nothing ends the
// process.
RC_GTEST_PROP(SiteFileProperty, ADamagedFileIsRefusedOrGood, ()) {
  auto text = export_site(any_settings());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  if (*rc::gen::arbitrary<bool>())
    text.resize(at);
  else
    text[at] = *rc::gen::arbitrary<char>();
  const auto parsed = parse_site(text, "site.toml");
  RC_LOG() << text;
  if (parsed)
    RC_ASSERT(desk::problems(*parsed).empty());
  else
    RC_ASSERT(parsed.error().starts_with("site.toml:"));
}

TEST(SiteFile, ExportIsOneLineASettingWithComments) {
  auto settings = demo_site();
  settings.departments[0].name = "Zoë's \"care\"\n#1\x01";
  settings.origins = {"https://shop.example"};
  EXPECT_EQ(export_site(settings),
            R"(# The site's settings. Change what is to change, then: baton site apply FILE

name = "Juniper Goods"

# Exact web origins whose pages may connect; with none, the server's own only.
origins = [
  "https://shop.example",
]

# Signs the identities of visitors (HS256), at least 32 characters. Keep it secret.
# identity_secret = ""

# Conversations that a new member of staff may have at once, 0–50.
default_capacity = 4

[timing]
owner_grace_ms = 20000  # from the loss of the owner's last connection
preferred_patience_ms = 60000  # a queued chat waits for its preferred person
reopen_window_ms = 1800000  # after closing; later a new conversation is linked
seal_after_ms = 1800000  # after closing; not below reopen_window_ms

[[departments]]
id = "care"
name = "Zoë's \"care\"\n#1\u0001"
kind = "care"  # care or sales; one at least is care
assign = "auto"
queue_limit = 200  # waiting conversations, 1–100000

[[departments]]
id = "sales"
name = "Sales"
kind = "sales"  # care or sales; one at least is care
assign = "auto"
queue_limit = 200  # waiting conversations, 1–100000
)");
}

// --- what comes with the server

TEST(SiteFile, TheDemoIsGood) {
  const auto demo = demo_site();
  EXPECT_TRUE(desk::problems(demo).empty());
  EXPECT_EQ(demo.name, "Juniper Goods");
  ASSERT_EQ(demo.departments.size(), 2u);
  EXPECT_TRUE(demo.departments[0] == (desk::Department{.id = "care", .name = "Customer care"}));
  EXPECT_TRUE(demo.departments[1] ==
              (desk::Department{.id = "sales", .name = "Sales", .kind = desk::DepartmentKind::sales}));
}

TEST(SiteFile, TheShippedExampleIsGoodAndShowsTheDefaults) {
  std::ifstream file(BATON_SOURCE_DIR "/deploy/site.example.toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto parsed = parse_site(text, "site.example.toml");
  ASSERT_TRUE(parsed) << parsed.error();
  auto expected = demo_site();
  expected.name = "Example Shop";
  expected.origins = {"https://shop.example", "https://www.shop.example", "http://localhost:3000"};
  EXPECT_TRUE(*parsed == expected) << export_site(*parsed);
  for (const auto* key : {"\nname = ", "\norigins = ", "\n# identity_secret = ", "\ndefault_capacity = ",
                          "\nowner_grace_ms = ", "\npreferred_patience_ms = ", "\nreopen_window_ms = ",
                          "\nseal_after_ms = ", "\nid = ", "\nkind = ", "\nassign = ", "\nqueue_limit = "})
    EXPECT_THAT(text, HasSubstr(key));
}

}  // namespace
}  // namespace baton
