// Every rule of the settings: the sentence it gives, and both sides of each of its bounds.
#include "server/desk/settings_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include <functional>
#include <utility>

#include "tests/unit/desk/zones.hpp"

namespace baton::desk {

void PrintTo(const Problem& problem, std::ostream* out) { *out << problem.field << ": " << problem.message; }

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Settings good() {
  Settings s;
  s.departments = {{.id = "care", .name = "Customer care"},
                   {.id = "sales", .name = "Sales", .kind = DepartmentKind::sales}};
  return s;
}

// What is said of good settings after one change.
std::vector<Problem> after(const std::function<void(Settings&)>& change) {
  auto s = good();
  change(s);
  return problems(s, find_zone);
}

auto says(const std::string& field, const std::string& message) {
  return ElementsAre(Problem{field, message});
}

std::vector<Problem> with_origin(const std::string& origin) {
  return after([&](Settings& s) { s.origins = {"https://first.example", origin}; });
}

TEST(SettingsRules, DefaultsWithDepartmentsAreGood) { EXPECT_THAT(problems(good(), find_zone), IsEmpty()); }

TEST(SettingsRules, ThereIsADepartmentOfKindCare) {
  EXPECT_THAT(after([](Settings& s) { s.departments.clear(); }),
              says("departments", "Add at least one department, of kind care."));
  EXPECT_THAT(
      after([](Settings& s) { s.departments.erase(s.departments.begin()); }),
      says("departments", "Make at least one department of kind care, because sales never stands alone."));
}

TEST(SettingsRules, IdsAreShortPlainAndUnique) {
  const auto with_id = [](const std::string& id) {
    return after([&](Settings& s) { s.departments[1].id = id; });
  };
  for (const auto& id : {std::string("a"), std::string("after-sales_2"), std::string(40, 'z')})
    EXPECT_THAT(with_id(id), IsEmpty()) << id;
  for (const auto& id : {std::string(), std::string(41, 'z'), std::string("Sales"), std::string("a b"),
                         std::string("é"), std::string("a\0", 2), std::string("a:b")})
    EXPECT_THAT(with_id(id), says("departments[1].id",
                                  "Give the department an id of 1–40 characters out of a–z, 0–9, _ and -."))
        << id;
  EXPECT_THAT(with_id("care"),
              says("departments[1].id", "Choose another id, because departments[0] has care already."));
}

TEST(SettingsRules, NamesAreCountedInCharactersNotBytes) {
  std::string eighty;
  for (int i = 0; i < 80; ++i) eighty += "語";
  const auto with_names = [](const std::string& name) {
    return after([&](Settings& s) { s.name = s.departments[0].name = name; });
  };
  EXPECT_THAT(with_names(eighty), IsEmpty());
  EXPECT_THAT(with_names("\"\n"), IsEmpty());
  for (const auto& name : {std::string(), eighty + "x"})
    EXPECT_THAT(with_names(name),
                ElementsAre(Problem{"name", "Give the site a name of 1–80 characters."},
                            Problem{"departments[0].name", "Give the department a name of 1–80 characters."}))
        << name;
}

TEST(SettingsRules, NumbersKeepTheirRanges) {
  struct Range {
    std::string field;
    std::function<void(Settings&, std::int64_t)> set;
    std::int64_t least;
    std::int64_t most;
    std::string allowed;
  };
  const Range ranges[] = {
      {"departments[1].queue_limit",
       [](Settings& s, auto n) { s.departments[1].queue_limit = static_cast<int>(n); }, 1, 100'000,
       "1–100000 conversations"},
      {"default_capacity", [](Settings& s, auto n) { s.default_capacity = static_cast<int>(n); }, 0, 50,
       "0–50 conversations"},
      {"timing.owner_grace_ms", [](Settings& s, auto n) { s.timing.owner_grace = n; }, 0, minutes(10),
       "0–600000 ms (10 minutes)"},
      {"timing.preferred_patience_ms", [](Settings& s, auto n) { s.timing.preferred_patience = n; }, 0,
       minutes(10), "0–600000 ms (10 minutes)"},
      {"timing.reopen_window_ms",
       [](Settings& s, auto n) {
         s.timing.reopen_window = n;
         s.timing.seal_after = minutes(8 * 24 * 60);
       },
       0, minutes(7 * 24 * 60), "0–604800000 ms (7 days)"},
      {"timing.seal_after_ms",
       [](Settings& s, auto n) {
         s.timing.reopen_window = 0;
         s.timing.seal_after = n;
       },
       0, minutes(30 * 24 * 60), "0–2592000000 ms (30 days)"},
  };
  for (const auto& range : ranges) {
    const auto with = [&](std::int64_t n) { return after([&](Settings& s) { range.set(s, n); }); };
    EXPECT_THAT(with(range.least), IsEmpty()) << range.field;
    EXPECT_THAT(with(range.most), IsEmpty()) << range.field;
    for (const auto n : {range.least - 1, range.most + 1})
      EXPECT_THAT(with(n),
                  says(range.field, "Set it to " + range.allowed + ", not " + std::to_string(n) + "."));
  }
}

TEST(SettingsRules, NothingIsSealedWhileItMayBeReopened) {
  const auto with_seal = [](Duration seal) {
    return after([&](Settings& s) {
      s.timing.reopen_window = minutes(60);
      s.timing.seal_after = seal;
    });
  };
  EXPECT_THAT(with_seal(minutes(60)), IsEmpty());
  EXPECT_THAT(
      with_seal(minutes(60) - 1),
      says("timing.seal_after_ms",
           "Set it to at least reopen_window_ms (3600000), so that no conversation is sealed while it "
           "may be reopened."));
}

TEST(SettingsRules, OriginsAreWhatBrowsersSend) {
  for (const auto& origin : {"https://shop.example", "http://localhost", "http://localhost:3000",
                             "https://xn--bcher-kva.example:8443", "http://127.0.0.1:1", "http://[::1]:65535",
                             "https://[2001:db8::1]", "http://shop.example:443"})
    EXPECT_THAT(with_origin(origin), IsEmpty()) << origin;
  const std::string shape =
      "Write the exact origin as scheme://host or scheme://host:port, with http or https, in lower case and "
      "without a path or a slash at its end, for example https://shop.example.";
  for (const auto& origin : {"",
                             "*",
                             "null",
                             "shop.example",
                             "ftp://shop.example",
                             "https://",
                             "https://Shop.example",
                             "HTTPS://shop.example",
                             "https://shop.example/",
                             "https://shop.example/chat",
                             "https://*.example",
                             "https://shop.example:",
                             "https://shop.example:0",
                             "https://shop.example:080",
                             "https://shop.example:65536",
                             "https://shop.example:123456",
                             "https://shop.example:8443/",
                             "https://ana@shop.example",
                             "https://shop.example?q",
                             "https://.example",
                             "https://shop..example",
                             "https://shop.example.",
                             "https://bücher.example",
                             "http://[::1",
                             "http://[]",
                             "http://[::1]x",
                             "http://::1",
                             "https://shop.example ",
                             "https://shop.example\n"})
    EXPECT_THAT(with_origin(origin), says("origins[1]", shape)) << origin;
  EXPECT_THAT(with_origin("https://shop.example:443"),
              says("origins[1]", "Leave out :443, because browsers never send the default port."));
  EXPECT_THAT(with_origin("http://[::1]:80"),
              says("origins[1]", "Leave out :80, because browsers never send the default port."));
}

TEST(SettingsRules, ASecretIsLongAndNeverRepeated) {
  const auto with_secret = [](const std::string& secret) {
    return after([&](Settings& s) { s.identity_secret = secret; });
  };
  EXPECT_THAT(with_secret(std::string(32, 'k')), IsEmpty());
  for (const auto& secret : {std::string(), std::string(31, 'k')})
    EXPECT_THAT(with_secret(secret),
                says("identity_secret", "Give at least 32 random characters, or leave the secret out."));
}

TEST(SettingsRules, EveryDurationKeepsItsRange) {
  // Those that others are measured by are set out of the way.
  for (const auto& rule : duration_rules) {
    const auto field = "timing." + std::string(rule.name) + "_ms";
    const auto with = [&](Duration value) {
      return after([&](Settings& s) {
        auto& t = s.timing;
        t.reopen_window = 0;
        t.visitor_away = t.idle_warn = 100;
        t.seal_after = minutes(30 * 24 * 60);
        t.visitor_recovery = minutes(24 * 60);
        t.idle_close = minutes(7 * 24 * 60);
        t.*rule.member = value;
      });
    };
    const auto fields = [&](Duration value) {
      std::vector<std::string> found;
      for (const auto& problem : with(value)) found.push_back(problem.field);
      return found;
    };
    EXPECT_THAT(
        with(rule.least - 1),
        testing::Contains(Problem{
            field, "Set it to " + std::to_string(rule.least) + "–" + std::to_string(rule.most) + " ms (" +
                       std::string(rule.most_in_words) + "), not " + std::to_string(rule.least - 1) + "."}));
    EXPECT_THAT(fields(rule.most + 1), testing::Contains(field));
    EXPECT_THAT(fields(rule.most), testing::Not(testing::Contains(field)));
    // Just as long as the warning is too short.
    const bool fits = rule.member != &Timing::idle_close;
    EXPECT_EQ(fields(rule.least).empty(), fits) << field;
  }
}

TEST(SettingsRules, WhatComesFirstComesFirst) {
  EXPECT_THAT(after([](Settings& s) { s.timing.idle_close = s.timing.idle_warn; }),
              says("timing.idle_close_ms",
                   "Set it to more than idle_warn_ms (300000), so that nobody is closed without a warning."));
  EXPECT_THAT(after([](Settings& s) { s.timing.idle_close = s.timing.idle_warn + 1; }), IsEmpty());
  EXPECT_THAT(
      after([](Settings& s) { s.timing.visitor_recovery = s.timing.visitor_away - 1; }),
      says("timing.visitor_recovery_ms",
           "Set it to at least visitor_away_ms (60000), because nobody is missed before they are away."));
  EXPECT_THAT(after([](Settings& s) { s.timing.visitor_recovery = s.timing.visitor_away; }), IsEmpty());
}

TEST(SettingsRules, PreferredSkillsRelaxInOrder) {
  const auto with = [](std::vector<Duration> list) {
    return after([&](Settings& s) { s.timing.relax_skills = std::move(list); });
  };
  EXPECT_THAT(with({}), IsEmpty());
  EXPECT_THAT(with({0, 1, minutes(24 * 60)}), IsEmpty());
  EXPECT_THAT(with({5, 5}), says("timing.relax_skills_ms[1]", "Set it to more than the one before it (5)."));
  EXPECT_THAT(with({-1}), says("timing.relax_skills_ms[0]", "Set it to 0–86400000 ms (1 day), not -1."));
  for (const auto n : {0, 101})
    EXPECT_THAT(after([&](Settings& s) { s.timing.missed_offers = n; }),
                says("timing.missed_offers", "Set it to 1–100 offers, not " + std::to_string(n) + "."));
}

TEST(SettingsRules, DurationsOfSalesHaveTheirRanges) {
  for (const auto& rule : sales_duration_rules) {
    const auto field = "sales." + std::string(rule.name) + "_ms";
    const auto with = [&](Duration value) {
      return after([&](Settings& s) { s.sales.*rule.member = value; });
    };
    EXPECT_THAT(with(rule.least), IsEmpty());
    EXPECT_THAT(with(rule.most), IsEmpty());
    for (const auto value : {rule.least - 1, rule.most + 1}) {
      ASSERT_EQ(with(value).size(), 1u);
      EXPECT_EQ(with(value)[0].field, field);
    }
  }
}

TEST(SettingsRules, TheCatalogueHasNamesAndPrices) {
  const auto with = [](std::vector<Product> list) {
    return after([&](Settings& s) { s.sales.catalogue = std::move(list); });
  };
  EXPECT_THAT(with({{"Seats", Money{most_amount, "EUR"}}, {"Hours", std::nullopt}}), IsEmpty());
  EXPECT_THAT(with({{"", std::nullopt}}),
              says("sales.catalogue[0].name", "Give the product a name of 1–200 characters."));
  EXPECT_THAT(
      with({{"A", {}}, {"A", {}}}),
      says("sales.catalogue[1].name", "Leave this one out, because sales.catalogue[0] has the same name."));
  EXPECT_THAT(with({{"A", Money{-1, "EUR"}}}),
              says("sales.catalogue[0].price.amount", "Set it to 0–1000000000000 minor units, not -1."));
  EXPECT_THAT(with({{"A", Money{1, "XXX"}}}),
              says("sales.catalogue[0].price.currency", "Name a currency of ISO 4217, such as EUR."));
  std::vector<Product> many;
  for (int i = 0; i < 201; ++i) many.push_back({"P" + std::to_string(i), {}});
  EXPECT_THAT(with(many), says("sales.catalogue", "Keep it to 200, not 201."));
}

TEST(SettingsRules, ASuggestionSaysWhenItFires) {
  const auto with = [](std::vector<SuggestionRule> list) {
    return after([&](Settings& s) { s.sales.suggestions = std::move(list); });
  };
  const SuggestionRule fine{.id = "r", .product = "P", .words = {"w"}};
  EXPECT_THAT(with({}), IsEmpty());
  EXPECT_THAT(with({fine, {.id = "r2", .product = "P", .at_least = {{"cart", 1}}}}), IsEmpty());
  EXPECT_THAT(with({{.id = "r", .product = "P"}}),
              says("sales.suggestions[0]",
                   "Set words, page, attributes or at_least, because a rule without one would fire always."));
  EXPECT_THAT(with({fine, fine}), says("sales.suggestions[1].id",
                                       "Choose another id, because sales.suggestions[0] has r already."));
  EXPECT_THAT(
      with({{.id = "R", .product = "P", .page = "/"}}),
      says("sales.suggestions[0].id", "Give the rule an id of 1–40 characters out of a–z, 0–9, _ and -."));
  EXPECT_THAT(with({{.id = "r", .product = "", .page = "/"}}),
              says("sales.suggestions[0].product", "Give the product a name of 1–200 characters."));
  EXPECT_THAT(with({{.id = "r", .product = "P", .words = {""}}}),
              says("sales.suggestions[0].words[0]", "Give a word or a phrase of 1–100 characters."));
  EXPECT_THAT(
      with({{.id = "r", .product = "P", .at_least = {{"cart", std::numeric_limits<double>::infinity()}}}}),
      says("sales.suggestions[0].at_least", "Set it to a finite number."));
  EXPECT_THAT(after([](Settings& s) { s.sales.distress = {""}; }),
              says("sales.distress[0]", "Give a word or a phrase of 1–100 characters."));
}

TEST(SettingsRules, RulesOfSkills) {
  const auto with = [](SkillRule rule) { return after([&](Settings& s) { s.skills = {std::move(rule)}; }); };
  EXPECT_THAT(with({.skill = "german", .locale = "de-AT"}), IsEmpty());
  EXPECT_THAT(with({.skill = std::string(40, 'a'), .page = "*/cart"}), IsEmpty());
  EXPECT_THAT(with({.skill = "a_1-b", .department = "sales"}), IsEmpty());
  EXPECT_THAT(with({.skill = "vip", .field = SkillRule::Field{"plan", "gold"}}), IsEmpty());
  for (const auto& skill : {std::string(), std::string(41, 'a'), std::string("Deutsch"), std::string("a b"),
                            std::string("a+b"), std::string("@ana")})
    EXPECT_THAT(with({.skill = skill, .locale = "de"}),
                says("skills[0].skill", "Give the skill a name of 1–40 characters out of a–z, 0–9, _ and -."))
        << skill;
  for (const auto& locale : {"", "d e", "de_AT", "deutsch, bitte"})
    EXPECT_THAT(with({.skill = "x", .locale = locale}),
                says("skills[0].locale", "Name a language such as de, or one of a country such as de-AT."));
  EXPECT_THAT(
      with({.skill = "x", .page = "cart"}),
      says("skills[0].page", "Let it begin with / (or with *), because it is compared with the path."));
  for (const auto& page : {std::string(), "/" + std::string(200, 'a')})
    EXPECT_THAT(with({.skill = "x", .page = page}), says("skills[0].page", "Give 1–200 characters."));
  EXPECT_THAT(with({.skill = "x", .department = "moon"}),
              says("skills[0].department", "Name a department of this file."));
  EXPECT_THAT(with({.skill = "x", .field = SkillRule::Field{"", "gold"}}),
              says("skills[0].field.name", "Give 1–40 characters."));
  EXPECT_THAT(with({.skill = "x", .field = SkillRule::Field{"plan", ""}}),
              says("skills[0].field.value", "Give 1–500 characters."));
  EXPECT_THAT(with({.skill = "x"}),
              says("skills[0]", "Say when it holds, with locale, page, department or field."));
  const auto many = [](std::size_t count) {
    return after([&](Settings& s) { s.skills.assign(count, {.skill = "x", .locale = "de"}); });
  };
  EXPECT_THAT(many(100), IsEmpty());
  EXPECT_THAT(many(101), says("skills", "Keep it to 100 rules."));
}

TEST(SettingsRules, AllProblemsAreSaidInTheOrderOfTheMembers) {
  const auto found = after([](Settings& s) {
    s.departments[1].queue_limit = 0;
    s.departments[1].name.clear();
    s.timing.owner_grace = -1;
    s.origins = {"x"};
    s.name.clear();
  });
  std::vector<std::string> fields;
  for (const auto& problem : found) fields.push_back(problem.field);
  EXPECT_THAT(fields, ElementsAre("name", "origins[0]", "timing.owner_grace_ms", "departments[1].name",
                                  "departments[1].queue_limit"));
}

}  // namespace
}  // namespace baton::desk
