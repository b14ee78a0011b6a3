// A rule is all its conditions; needs are all rules that hold.
#include "server/desk/skills.hpp"

#include <algorithm>
#include <charconv>

namespace baton::desk {
namespace {

// Lower case with hyphens: how locales are compared.
std::string plain(std::string_view locale) {
  std::string text(locale);
  for (auto& c : text)
    if (c == '_')
      c = '-';
    else if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool speaks(const std::string& wanted, const std::string& locale) {
  const auto rule = plain(wanted);
  const auto given = plain(locale);
  return given.starts_with(rule) && (given.size() == rule.size() || given[rule.size()] == '-');
}

// The last `*` that was passed takes one character more whenever what follows it does not fit.
bool like(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

struct AttributeText {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    char text[32];
    const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
    return {text, end};
  }
  std::string operator()(const std::string& value) const { return value; }
};

bool has(const VisitorCard& card, const SkillRule::Field& field) {
  const auto at = card.attributes.find(field.name);
  return at != card.attributes.end() && std::visit(AttributeText(), at->second) == field.value;
}

}  // namespace

std::string_view path_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto from = url.find_first_of("/?#", scheme == std::string_view::npos ? 0 : scheme + 3);
  if (from == std::string_view::npos || url[from] != '/') return "/";
  return url.substr(from, url.find_first_of("?#", from) - from);
}

bool holds(const SkillRule& rule, const VisitorCard& card, const std::string& department) {
  if (rule.department && *rule.department != department) return false;
  if (rule.locale && !(card.locale && speaks(*rule.locale, *card.locale))) return false;
  if (rule.field && !has(card, *rule.field)) return false;
  if (!rule.page) return true;
  if (!card.page) return false;
  const auto path = path_of(card.page->url);
  return rule.page->find('*') == std::string::npos ? path.starts_with(*rule.page) : like(*rule.page, path);
}

Needs skills_needed(const Settings& settings, const VisitorCard& card, const std::string& department,
                    Time now) {
  Needs needs;
  std::vector<std::string> preferred;
  for (const auto& rule : settings.skills) {
    if (!holds(rule, card, department)) continue;
    if (rule.required)
      insert(needs.required, rule.skill);
    else if (std::find(preferred.begin(), preferred.end(), rule.skill) == preferred.end())
      preferred.push_back(rule.skill);
  }
  std::erase_if(preferred, [&](const std::string& skill) {
    return std::binary_search(needs.required.begin(), needs.required.end(), skill);
  });
  const auto& steps = settings.timing.relax_skills;
  if (steps.empty()) return needs;
  // The last one goes first, one a step, and all that are left with the last step.
  std::size_t step = 0;
  for (auto skill = preferred.rbegin(); skill != preferred.rend(); ++skill) {
    needs.wanted.push_back({*skill, now + steps[step]});
    step = std::min(step + 1, steps.size() - 1);
  }
  return needs;
}

}  // namespace baton::desk
