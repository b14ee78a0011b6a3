// The site file as it is written: the way there and back of any settings, and the example that is shipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "server/desk/settings_rules.hpp"
#include "server/site_file.hpp"
#include "server/zone_files.hpp"

namespace baton {
namespace {

using testing::HasSubstr;

// As parse_site judges them.
std::vector<desk::Problem> problems(const desk::Settings& settings) {
  ZoneFiles zones;
  return desk::problems(settings, [&](const std::string& name) { return zones.find(name); });
}

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

std::vector<desk::Interval> any_day() {
  std::vector<desk::Interval> day;
  for (int from = *rc::gen::inRange(0, 1000); from < 1400 && day.size() < 3;
       from += 1 + *rc::gen::inRange(0, 300)) {
    const int to = *rc::gen::inRange(from + 1, 1441);
    day.push_back({from, to});
    from = to;
  }
  return day;
}

desk::Hours any_hours() {
  desk::Hours hours;
  hours.zone = *rc::gen::elementOf(std::vector<std::string>{"Europe/Berlin", "Asia/Kathmandu", "UTC"});
  for (auto& day : hours.week) day = any_day();
  hours.week[*rc::gen::inRange<std::size_t>(0, 7)] = {{0, 1440}};
  for (int day = *rc::gen::inRange(0, 20'000); day < 20'000; day += 1 + *rc::gen::inRange(0, 5'000))
    hours.holidays.push_back({std::chrono::sys_days(std::chrono::days(day)), any_day()});
  return hours;
}

desk::Department any_department(int i, int count) {
  const bool sales = i > 0 && *rc::gen::arbitrary<bool>();
  desk::Department d{.id = "d-" + std::to_string(i), .name = any_text(1, 80)};
  if (sales) d.kind = desk::DepartmentKind::sales;
  d.assign = static_cast<desk::AssignMode>(*rc::gen::inRange(0, 3));
  d.queue_limit = *rc::gen::inRange(2, 100'001);
  if (*rc::gen::arbitrary<bool>()) d.reopen_below = *rc::gen::inRange(1, d.queue_limit);
  if (*rc::gen::arbitrary<bool>()) d.capacity = *rc::gen::inRange(0, 51);
  desk::Duration after = 0;
  for (int to = i + 1; to <= count; ++to) {
    if (*rc::gen::arbitrary<bool>()) continue;
    after += *rc::gen::inRange(1, 1'000'000);
    d.ladder.push_back({after, to < count ? "d-" + std::to_string(to) : "form"});
  }
  if (*rc::gen::arbitrary<bool>()) d.hours = any_hours();
  return d;
}

desk::SuggestionRule any_rule(int i) {
  desk::SuggestionRule rule{.id = "rule-" + std::to_string(i), .product = any_text(1, 200)};
  rule.kind = static_cast<desk::OpportunityKind>(*rc::gen::inRange(0, 4));
  if (*rc::gen::arbitrary<bool>()) rule.words = {any_text(1, 100), any_text(1, 100)};
  if (*rc::gen::arbitrary<bool>()) rule.page = any_text(1, 200);
  if (*rc::gen::arbitrary<bool>()) rule.attributes[any_text(1, 40)] = any_text(0, 200);
  const bool without = rule.words.empty() && !rule.page && rule.attributes.empty();
  const double least = *rc::gen::arbitrary<double>();
  if (without || *rc::gen::arbitrary<bool>()) rule.at_least.emplace(any_text(1, 40), least);
  return rule;
}

desk::Sales any_sales() {
  desk::Sales sales;
  for (const auto& rule : desk::sales_duration_rules)
    sales.*rule.member = *rc::gen::inRange(rule.least, rule.most + 1);
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    auto& product = sales.catalogue.emplace_back(desk::Product{any_text(1, 190) + std::to_string(i), {}});
    if (*rc::gen::arbitrary<bool>())
      product.price = desk::Money{*rc::gen::inRange(std::int64_t{0}, desk::most_amount + 1), "EUR"};
  }
  if (*rc::gen::arbitrary<bool>()) return sales;
  sales.distress.clear();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) sales.distress.push_back(any_text(1, 100));
  sales.suggestions.clear();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) sales.suggestions.push_back(any_rule(i));
  return sales;
}

desk::SkillRule any_skill_rule() {
  const auto maybe = [](std::string text) {
    return *rc::gen::arbitrary<bool>() ? std::optional(std::move(text)) : std::nullopt;
  };
  desk::SkillRule rule{.skill = "german", .locale = maybe("de-AT"), .page = maybe("/" + any_text(0, 199))};
  rule.department = maybe("d-0");
  if (*rc::gen::arbitrary<bool>() || !(rule.locale || rule.page || rule.department))
    rule.field = desk::SkillRule::Field{any_text(1, 40), any_text(1, 500)};
  rule.required = *rc::gen::arbitrary<bool>();
  return rule;
}

desk::Settings any_settings() {
  desk::Settings s;
  s.name = any_text(1, 80);
  const std::vector<std::string> origins{"https://shop.example", "http://localhost:3000", "http://[::1]:1"};
  s.origins = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(origins));
  if (*rc::gen::arbitrary<bool>()) s.identity_secret = any_text(32, 100);
  s.default_capacity = *rc::gen::inRange(0, 51);
  // Ascending, so that what must come later does.
  for (const auto& rule : desk::duration_rules)
    s.timing.*rule.member = *rc::gen::inRange(rule.least, rule.most + 1);
  auto& t = s.timing;
  t.reopen_window = std::min(t.reopen_window, t.seal_after);
  t.visitor_away = std::min(t.visitor_away, t.visitor_recovery);
  t.idle_close = std::max(t.idle_close, desk::Duration{101});
  t.idle_warn = std::min(t.idle_warn, t.idle_close - 1);
  t.missed_offers = *rc::gen::inRange(1, 101);
  t.relax_skills.clear();
  for (desk::Duration after = *rc::gen::inRange(0, 9'999); after < 9'999;
       after += *rc::gen::inRange(1, 9'999))
    t.relax_skills.push_back(after);
  s.sales = any_sales();
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) s.departments.push_back(any_department(i, count));
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) s.skills.push_back(any_skill_rule());
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
    RC_ASSERT(problems(*parsed).empty());
  else
    RC_ASSERT(parsed.error().starts_with("site.toml:"));
}

TEST(SiteFile, ExportIsOneLineASettingWithComments) {
  auto settings = demo_site();
  settings.departments[0].name = "Zoë's \"care\"\n#1\x01";
  settings.origins = {"https://shop.example"};
  settings.departments[1].reopen_below = 9;
  settings.departments[1].capacity = 2;
  settings.departments[1].ladder = {{120'000, "care"}, {300'000, "form"}};
  settings.sales.catalogue = {{"Enamel \"kettle\"", desk::Money{4'800, "EUR"}}, {"Made to order", std::nullopt}};
  settings.sales.distress = {"awful"};
  settings.sales.suggestions = {{.id = "plan",
                                 .kind = desk::OpportunityKind::renewal,
                                 .product = "A plan",
                                 .words = {"limit", "quota"},
                                 .page = "/pricing",
                                 .attributes = {{"plan", "free"}, {"the plan", "no"}},
                                 .at_least = std::pair<std::string, double>{"cart", 99.5}}};
  auto& hours = settings.departments[1].hours.emplace();
  hours.zone = "Europe/Berlin";
  hours.week[0] = {{540, 750}, {810, 1800}};
  hours.holidays = {{*desk::date_of("2026-12-24"), {{540, 720}}}, {*desk::date_of("2026-12-25"), {}}};
  settings.skills = {{"german", "de", "/de/*", "care", desk::SkillRule::Field{"plan", "gold"}},
                     {.skill = "refunds", .page = "/orders/", .required = false}};
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
offer_ms = 20000  # to answer an offer of kind care
sales_offer_ms = 45000  # to answer an offer of kind sales
first_reply_ms = 90000  # from the assignment; then it goes back to the queue
visitor_away_ms = 60000  # a waiting visitor without a connection is skipped
visitor_recovery_ms = 600000  # … and missed; not below visitor_away_ms
idle_warn_ms = 300000  # from staff's last message to a silent visitor
idle_close_ms = 600000  # the same; above idle_warn_ms
declined_for_ms = 600000  # who declined a chat is not offered it again
recovery_due_ms = 14400000  # from the next opening, for what was missed
missed_offers = 2  # in a row, then somebody is set away
relax_skills_ms = [30000, 60000]  # of waiting, after which one more preferred skill may be lacking

[sales]
cooling_off_ms = 7776000000  # nobody is asked again after the customer's no
proposal_open_ms = 86400000  # the customer may answer the question
clawback_ms = 2592000000  # a refund counts within this of the sale
aftercare_ms = 604800000  # from the sale to the aftercare follow-up
follow_up_ms = 604800000  # from a later without a time to the follow-up
# What is sold, as the menu of opportunities shows it; prices in minor units (cents).
catalogue = [
  { name = "Enamel \"kettle\"", price = { amount = 4800, currency = "EUR" } },
  { name = "Made to order" },
]
# Words in a visitor's message that say that they are unhappy.
distress = [
  "awful",
]
# When an opportunity is suggested to the agent: all that is set must hold.

[[sales.suggestions]]
id = "plan"
kind = "renewal"
product = "A plan"
words = ["limit", "quota"]
page = "/pricing"
attributes = { plan = "free", "the plan" = "no" }
at_least = { attribute = "cart", value = 99.5 }

[[departments]]
id = "care"
name = "Zoë's \"care\"\n#1\u0001"
kind = "care"  # care or sales; one at least is care
assign = "auto"  # auto, offer or manual
queue_limit = 200  # waiting conversations, 1–100000
# reopen_below = 160  # when it was full, it takes newcomers again below this
# capacity = 4  # conversations that a new member of staff may have at once here, 0–50
ladder = []
# No [departments.hours]: always open.

[[departments]]
id = "sales"
name = "Sales"
kind = "sales"  # care or sales; one at least is care
assign = "auto"  # auto, offer or manual
queue_limit = 200  # waiting conversations, 1–100000
reopen_below = 9  # when it was full, it takes newcomers again below this
capacity = 2  # conversations that a new member of staff may have at once here, 0–50
ladder = [
  { after_ms = 120000, to = "care" },
  { after_ms = 300000, to = "form" },
]
[departments.hours]
zone = "Europe/Berlin"
monday = ["09:00-12:30", "13:30-30:00"]
tuesday = []
wednesday = []
thursday = []
friday = []
saturday = []
sunday = []
holidays = [
  { date = 2026-12-24, open = ["09:00-12:00"] },
  { date = 2026-12-25, open = [] },
]

[[skills]]
skill = "german"  # its person needs it where all of this holds
locale = "de"
page = "/de/*"
department = "care"
field = { name = "plan", value = "gold" }
required = true  # else preferred; see relax_skills_ms

[[skills]]
skill = "refunds"  # its person needs it where all of this holds
page = "/orders/"
required = false  # else preferred; see relax_skills_ms
)");
  settings.skills.clear();
  EXPECT_THAT(
      export_site(settings),
      testing::EndsWith("\n# No [[skills]]: whoever serves a department may have any conversation of it.\n"));
}

// --- what comes with the server

TEST(SiteFile, TheDemoIsGood) {
  const auto demo = demo_site();
  EXPECT_TRUE(problems(demo).empty());
  EXPECT_EQ(demo.name, "Juniper Goods");
  ASSERT_EQ(demo.departments.size(), 2u);
  EXPECT_FALSE(demo.sales.catalogue.empty());
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
  expected.sales.catalogue.clear();
  EXPECT_TRUE(*parsed == expected) << export_site(*parsed);
  for (const auto& rule : desk::duration_rules)
    EXPECT_THAT(text, HasSubstr("\n" + std::string(rule.name) + "_ms = "));
  for (const auto& rule : desk::sales_duration_rules)
    EXPECT_THAT(text, HasSubstr("\n" + std::string(rule.name) + "_ms = "));
  for (const auto* key : {"\nname = ", "\norigins = ", "\n# identity_secret = ", "\ndefault_capacity = ",
                          "\nmissed_offers = ", "\nrelax_skills_ms = ", "\nid = ", "\nkind = ", "\nassign = ",
                          "\nqueue_limit = ", "\n# reopen_below = ", "\n# capacity = ", "\n# ladder = ",
                          "\n# catalogue = ", "\n# distress = ",
                          "\n# [[sales.suggestions]]", "\n# at_least = ", "\n# [departments.hours]", "\n# zone = ", "\n# monday = ", "\n# holidays = "})
    EXPECT_THAT(text, HasSubstr(key));
}

// What it shows in comments is good as well.
TEST(SiteFile, TheShippedExampleIsGoodWithoutItsCommentSigns) {
  std::ifstream file(BATON_SOURCE_DIR "/deploy/site.example.toml");
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const auto rest = line.starts_with("# ") ? line.substr(2) : "";
    const auto word = rest.substr(0, rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"));
    const bool setting = rest.starts_with("[") || rest.starts_with("]") || rest.starts_with("  {") ||
                         (!word.empty() && rest.substr(word.size()).starts_with(" = "));
    text += (setting && word != "identity_secret" ? rest : line) + "\n";
  }
  const auto parsed = parse_site(text, "site.example.toml");
  ASSERT_TRUE(parsed) << parsed.error() << text;
  EXPECT_TRUE(parsed->departments[0].hours && !parsed->departments[0].hours->holidays.empty());
  EXPECT_EQ(parsed->departments[0].ladder.size(), 2u);
  EXPECT_EQ(parsed->departments[0].reopen_below, 160);
}

}  // namespace
}  // namespace baton
