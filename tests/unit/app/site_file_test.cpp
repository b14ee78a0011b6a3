// The site file as it is read: every member, and every refusal with its line.
#include "server/site_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

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
offer_ms = 105
sales_offer_ms = 106
first_reply_ms = 107
visitor_away_ms = 108
visitor_recovery_ms = 109
idle_warn_ms = 110
idle_close_ms = 111
declined_for_ms = 112
recovery_due_ms = 113
missed_offers = 14
relax_skills_ms = [15, 16]
[sales]
cooling_off_ms = 201
proposal_open_ms = 202
clawback_ms = 203
aftercare_ms = 204
follow_up_ms = 205
catalogue = [{ name = "Lamp", price = { amount = 8900, currency = "EUR" } }, { name = "An offer" }]
distress = ["awful"]
[[sales.suggestions]]
id = "plan"
kind = "new"
product = "A plan"
words = ["limit", "quota"]
page = "/pricing"
attributes = { plan = "free", "is it" = "" }
at_least = { attribute = "cart", value = 1.5 }
[[sales.suggestions]]
id = "cart"
product = "More"
at_least = { value = 1000, attribute = "cart" }
[[departments]]
id = "care"
name = "Care"
kind = "care"
assign = "manual"
queue_limit = 5
reopen_below = 3
capacity = 6
ladder = [{ after_ms = 7, to = "sales" }, { after_ms = 8, to = "form" }]
[departments.hours]
zone = "Europe/Berlin"
monday = ["09:00-12:30", "13:30-18:00"]
sunday = ["22:00-30:00"]
holidays = [
  { date = 2026-12-25 },
  { date = 2026-12-24, open = ["09:00-12:00"] },
]
[[departments]]
id = "sales"
name = "Sales"
kind = "sales"
assign = "offer"
[[skills]]
skill = "german"
locale = "de"
page = "/de/*"
department = "care"
field = { name = "plan", value = "gold" }
required = false
[[skills]]
skill = "refunds"
page = "/orders"
)",
                                 "site.toml");
  ASSERT_TRUE(parsed) << parsed.error();
  desk::Settings expected;
  expected.name = "Shop";
  expected.origins = {"https://shop.example", "http://localhost:3000"};
  expected.identity_secret = "0123456789abcdef0123456789abcdef";
  expected.default_capacity = 7;
  expected.timing = {1, 2, 3, 4, 105, 106, 107, 108, 109, 110, 111, 112, 14, 113, {15, 16}};
  expected.sales = {201, 202, 203, 204, 205};
  expected.sales.catalogue = {{"Lamp", desk::Money{8900, "EUR"}}, {"An offer", std::nullopt}};
  expected.sales.distress = {"awful"};
  using Least = std::pair<std::string, double>;
  expected.sales.suggestions = {{.id = "plan",
                                 .kind = desk::OpportunityKind::new_business,
                                 .product = "A plan",
                                 .words = {"limit", "quota"},
                                 .page = "/pricing",
                                 .attributes = {{"plan", "free"}, {"is it", ""}},
                                 .at_least = Least{"cart", 1.5}},
                                {.id = "cart", .product = "More", .at_least = Least{"cart", 1000}}};
  desk::Hours hours{"Europe/Berlin", {}, {}};
  hours.week[0] = {{540, 750}, {810, 1080}};
  hours.week[6] = {{1320, 1800}};
  hours.holidays = {{*desk::date_of("2026-12-25"), {}}, {*desk::date_of("2026-12-24"), {{540, 720}}}};
  expected.departments = {{.id = "care",
                           .name = "Care",
                           .assign = desk::AssignMode::manual,
                           .queue_limit = 5,
                           .reopen_below = 3,
                           .capacity = 6,
                           .ladder = {{7, "sales"}, {8, "form"}},
                           .hours = hours},
                          {.id = "sales",
                           .name = "Sales",
                           .kind = desk::DepartmentKind::sales,
                           .assign = desk::AssignMode::offer}};
  expected.skills = {{"german", "de", "/de/*", "care", desk::SkillRule::Field{"plan", "gold"}, false},
                     {.skill = "refunds", .page = "/orders"}};
  EXPECT_TRUE(*parsed == expected) << export_site(*parsed);
}

TEST(SiteFile, RulesOfSkillsAreRefusedWithTheirLine) {
  EXPECT_EQ(
      refusal(care + "[[skills]]\nskill = 'De'\nlocale = 'de'\nrequired = 'yes'\nwhen = 1\n"),
      "site.toml:7: skills[0].required: Give true or false without quotes, not a text.\n"
      "site.toml:8: skills[0].when: There is no such setting; what may stand here is skill, locale, page, "
      "department, field and required.");
  EXPECT_EQ(refusal(care + "[[skills]]\nskill = 'german'\ndepartment = 'moon'\nfield = { name = 'plan' }\n"),
            "site.toml:6: skills[0].department: Name a department of this file.\n"
            "site.toml:7: skills[0].field.value: Give 1–500 characters.");
  EXPECT_EQ(refusal(care + "[[skills]]\nskill = 'german'\n"),
            "site.toml:4: skills[0]: Say when it holds, with locale, page, department or field.");
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
            "identity_secret, default_capacity, timing, sales, departments and skills.");
  EXPECT_EQ(
      refusal(care + "[timing]\n\nseal = 1\n"),
      "site.toml:6: timing.seal: There is no such setting; what may stand here is owner_grace_ms, "
      "preferred_patience_ms, reopen_window_ms, seal_after_ms, offer_ms, sales_offer_ms, first_reply_ms, "
      "visitor_away_ms, visitor_recovery_ms, idle_warn_ms, idle_close_ms, declined_for_ms, recovery_due_ms, "
      "missed_offers and relax_skills_ms.");
  EXPECT_EQ(refusal(care + "[[departments]]\nid = 'b'\nlimit = 2\n"),
            "site.toml:6: departments[1].limit: There is no such setting; what may stand here is id, name, "
            "kind, assign, queue_limit, reopen_below, capacity, ladder and hours.");
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
  EXPECT_EQ(refusal(care + "\n[timing]\nowner_grace_ms = 600001\n"),
            "site.toml:6: timing.owner_grace_ms: Set it to 0–600000 ms (10 minutes), not 600001.");
  EXPECT_EQ(refusal("name = ''\n" + care), "site.toml:1: name: Give the site a name of 1–80 characters.");
}

TEST(SiteFile, LaddersAndHoursAreRefusedAtTheirLines) {
  EXPECT_EQ(
      refusal(care + "ladder = [\n  { after_ms = 9, to = 'moon' },\n  { after_ms = 9, to = 'form' },\n]\n"),
      "site.toml:5: departments[0].ladder[0].to: Name one of these departments, or form.\n"
      "site.toml:6: departments[0].ladder[1].after_ms: Set it to more than the rung before it has (9).");
  EXPECT_EQ(
      refusal(care + "[departments.hours]\nzone = 'Europe/Atlantis'\nmonday = ['22:00-06:00']\n"),
      "site.toml:5: departments[0].hours.zone: Name a time zone of the IANA database, such as "
      "Europe/Berlin; there is none of this name here.\n"
      "site.toml:6: departments[0].hours.monday[0]: Let it end after it begins; over midnight the hours go "
      "on counting, so that 22:00-30:00 ends at 6:00 in the morning.");
  EXPECT_EQ(
      refusal(care + "[departments.hours]\nmonday = [\n'9-17',\n9]\nholidays = [\n{ date = '2026-12-24' },\n"
                     "{ day = 2026-12-24 }]\nhours = []\n"),
      "site.toml:6: departments[0].hours.monday[0]: Write the hours as \"09:00-17:30\", not \"9-17\".\n"
      "site.toml:7: departments[0].hours.monday[1]: Give hours in quotes, such as \"09:00-17:30\", not a "
      "number.\n"
      "site.toml:9: departments[0].hours.holidays[0].date: Give a date without quotes, such as 2026-12-24, "
      "not a text.\n"
      "site.toml:10: departments[0].hours.holidays[1].day: There is no such setting; what may stand here is "
      "date and open.\n"
      "site.toml:11: departments[0].hours.hours: There is no such setting; what may stand here is zone, "
      "monday, tuesday, wednesday, thursday, friday, saturday, sunday and holidays.");
  EXPECT_EQ(refusal(care + "[departments.hours]\n"),
            "site.toml:4: departments[0].hours.zone: Name the time zone as the IANA database does, such as "
            "Europe/Berlin.\n"
            "site.toml:4: departments[0].hours: Give one day its hours at least, such as monday = "
            "[\"09:00-17:00\"], or leave them all out: then it is always open.");
  EXPECT_EQ(
      refusal(care + "queue_limit = 10\nreopen_below = 10\ncapacity = -1\n"),
      "site.toml:5: departments[0].reopen_below: Set it to 1–9 conversations, below queue_limit, not 10.\n"
      "site.toml:6: departments[0].capacity: Set it to 0–50 conversations, not -1.");
  EXPECT_THAT(refusal(care + "capacity = 1000000000\n"),
              StartsWith("site.toml:4: departments[0].capacity: "));
  EXPECT_EQ(refusal("[timing]\nidle_warn_ms = 600000\n" + care),
            "site.toml:1: timing.idle_close_ms: Set it to more than idle_warn_ms (600000), so that nobody is "
            "closed without a warning.");
}

TEST(SiteFile, WhatBelongsToSalesIsRefusedAtItsLines) {
  EXPECT_EQ(refusal(care + "[sales]\ncatalogue = [\n{ name = 'Lamp', price = { currency = 'EUR' } },\n"
                           "{ name = '', price = { amount = 1, currency = 'XXX' } },\n]\n"),
            "site.toml:6: sales.catalogue[0].price.amount: Set it to 0–1000000000000 minor units, not -1.\n"
            "site.toml:7: sales.catalogue[1].name: Give the product a name of 1–200 characters.\n"
            "site.toml:7: sales.catalogue[1].price.currency: Name a currency of ISO 4217, such as EUR.");
  EXPECT_EQ(refusal(care + "[sales]\ncatalogue = [{ name = 'Lamp', price = 89 }]\ndistress = 'awful'\n"),
            "site.toml:5: sales.catalogue[0].price: Give a table, not a number.\n"
            "site.toml:6: sales.distress: Give a list, not a text.");
  EXPECT_EQ(refusal(care + "[[sales.suggestions]]\nid = 'a'\nkind = 'New'\nattributes = { plan = 1 }\n"
                           "at_least = { attribute = 'cart', value = '9' }\n"),
            "site.toml:6: sales.suggestions[0].kind: Write upsell, cross_sell, renewal or new, not \"New\".\n"
            "site.toml:7: sales.suggestions[0].attributes.plan: Give a text in quotes, not a number.\n"
            "site.toml:8: sales.suggestions[0].at_least.value: Give a number, not a text.");
  EXPECT_EQ(refusal(care + "[[sales.suggestions]]\nid = 'A'\nproduct = 'x'\n[[sales.suggestions]]\n"
                           "id = 'b'\nproduct = 'x'\nat_least = { attribute = 'cart' }\n"),
            "site.toml:4: sales.suggestions[0]: Set words, page, attributes or at_least, because a rule "
            "without one would fire always.\n"
            "site.toml:5: sales.suggestions[0].id: Give the rule an id of 1–40 characters out of a–z, 0–9, _ "
            "and -.\n"
            "site.toml:10: sales.suggestions[1].at_least: Set it to a finite number.");
  EXPECT_THAT(refusal(care + "[sales]\nproposal_open_ms = 1\n"),
              StartsWith("site.toml:5: sales.proposal_open_ms: Set it to 100–"));
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

}  // namespace
}  // namespace baton
