// Which skills a card and a department ask for: each condition, both sides of it, and how what is preferred
// relaxes.
#include "server/desk/skills.hpp"

#include <gtest/gtest.h>

#include "server/desk/lifecycle.hpp"
#include "tests/unit/desk/build.hpp"

namespace baton::desk {
namespace {

constexpr Time now = 1'000'000;

VisitorCard on(const std::string& url) {
  VisitorCard card;
  card.page = Page{url, {}, {}};
  return card;
}
VisitorCard speaking(const std::string& locale) {
  VisitorCard card;
  card.locale = locale;
  return card;
}
VisitorCard with(Attribute plan) {
  VisitorCard card;
  card.attributes["plan"] = std::move(plan);
  return card;
}

TEST(Skills, ThePathOfAPage) {
  EXPECT_EQ(path_of("https://shop.test/de/cart?x=/a#/b"), "/de/cart");
  EXPECT_EQ(path_of("https://shop.test"), "/");
  EXPECT_EQ(path_of("https://shop.test?x=/de/"), "/");
  EXPECT_EQ(path_of("https://shop.test#/de/"), "/");
  EXPECT_EQ(path_of("/de/?q"), "/de/");
  EXPECT_EQ(path_of(""), "/");
  EXPECT_EQ(path_of("about:blank"), "/");
}

TEST(Skills, ByPage) {
  const auto fits = [](const std::string& page, const std::string& path) {
    return holds({.skill = "x", .page = page}, on("https://shop.test" + path), "care");
  };
  EXPECT_TRUE(fits("/de/", "/de/cart"));
  EXPECT_FALSE(fits("/de/", "/en/de/"));
  EXPECT_FALSE(fits("/de/", "/de"));
  EXPECT_TRUE(fits("/orders/*/return", "/orders/17/return"));
  EXPECT_TRUE(fits("/orders/*/return", "/orders/a/b/return/return"));
  EXPECT_FALSE(fits("/orders/*/return", "/orders/17/return/now")) << "a pattern is of the whole path";
  EXPECT_TRUE(fits("*/return", "/orders/17/return?x=1"));
  EXPECT_TRUE(fits("/a*b*", "/ab"));
  EXPECT_FALSE(fits("/a*b*c", "/abab"));
  EXPECT_TRUE(fits("*", ""));
  EXPECT_FALSE(holds({.skill = "x", .page = "/"}, {}, "care")) << "nothing is known of where they are";
}

TEST(Skills, ByLocale) {
  const SkillRule german{.skill = "german", .locale = "de"};
  for (const auto* locale : {"de", "DE", "de-AT", "de_CH"})
    EXPECT_TRUE(holds(german, speaking(locale), "care"));
  for (const auto* locale : {"", "d", "den", "en-DE"}) EXPECT_FALSE(holds(german, speaking(locale), "care"));
  EXPECT_FALSE(holds(german, {}, "care"));
  const SkillRule austrian{.skill = "german", .locale = "de-AT"};
  EXPECT_TRUE(holds(austrian, speaking("de-at"), "care"));
  EXPECT_FALSE(holds(austrian, speaking("de"), "care"));
}

TEST(Skills, ByFieldAndDepartmentAndAllAtOnce) {
  const auto plan = [](const std::string& value, Attribute given) {
    return holds({.skill = "x", .field = SkillRule::Field{"plan", value}}, with(std::move(given)), "care");
  };
  EXPECT_TRUE(plan("gold", std::string("gold")));
  EXPECT_FALSE(plan("gold", std::string("Gold")));
  EXPECT_TRUE(plan("true", true));
  EXPECT_FALSE(plan("1", true));
  EXPECT_TRUE(plan("17", std::int64_t{17}));
  EXPECT_TRUE(plan("1.5", 1.5));
  EXPECT_FALSE(holds({.skill = "x", .field = SkillRule::Field{"plan", ""}}, {}, "care"));
  auto card = with(std::string("gold"));
  card.locale = "de";
  const SkillRule all{"x", "de", {}, "care", SkillRule::Field{"plan", "gold"}};
  EXPECT_TRUE(holds(all, card, "care"));
  EXPECT_FALSE(holds(all, card, "sales"));
  card.locale = "en";
  EXPECT_FALSE(holds(all, card, "care"));
}

Settings preferring(std::vector<std::string> skills, std::vector<Duration> steps) {
  Settings s;
  for (auto& skill : skills) s.skills.push_back({.skill = skill, .department = "care", .required = false});
  s.timing.relax_skills = std::move(steps);
  return s;
}

TEST(Skills, PreferredOnesRelaxTheLastOneFirst) {
  using W = std::vector<Wanted>;
  const auto wanted = [](const Settings& s) { return skills_needed(s, {}, "care", now).wanted; };
  EXPECT_EQ(wanted(preferring({"a", "b", "c"}, {10, 20, 30})),
            (W{{"c", now + 10}, {"b", now + 20}, {"a", now + 30}}));
  EXPECT_EQ(wanted(preferring({"a", "b", "c"}, {10, 20})),
            (W{{"c", now + 10}, {"b", now + 20}, {"a", now + 20}}));
  EXPECT_EQ(wanted(preferring({"a"}, {10, 20})), (W{{"a", now + 10}}));
  EXPECT_EQ(wanted(preferring({"a", "a"}, {10, 20})), (W{{"a", now + 10}}));
  EXPECT_EQ(wanted(preferring({"a"}, {})), W{}) << "never asked for";
}

TEST(Skills, RequiredOnesAreOfAllRulesThatHold) {
  auto s = preferring({"vip", "german"}, {10});
  s.skills.push_back({.skill = "german", .locale = "de"});
  s.skills.push_back({.skill = "billing", .department = "care"});
  s.skills.push_back({.skill = "billing", .locale = "de"});
  s.skills.push_back({.skill = "french", .locale = "fr"});
  EXPECT_EQ(skills_needed(s, speaking("de"), "care", now),
            (Needs{{"billing", "german"}, {{"vip", now + 10}}}));
  EXPECT_EQ(skills_needed(s, speaking("en"), "sales", now), Needs{});
  auto facts = at(now);
  facts.settings = s;
  const auto c =
      start({.id = "c1", .department = "care", .visitor = speaking("de"), .cid = "k"}, facts).conversation;
  EXPECT_EQ(c.skills, (std::vector<std::string>{"billing", "german"}));
  EXPECT_EQ(c.wanted, (std::vector<Wanted>{{"vip", now + 10}}));
}

}  // namespace
}  // namespace baton::desk
