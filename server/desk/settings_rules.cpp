// The ranges and relations that settings must keep. A rule names the field that is to be changed and says
// what to change it to.
#include "server/desk/settings_rules.hpp"

#include <algorithm>
#include <cstddef>

#include "server/desk/findings.hpp"

namespace baton::desk {
namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}
constexpr std::string_view digits = "0123456789";

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return all_of(host.substr(1, host.size() - 2), "0123456789abcdef:.");
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] == '.' ? host[i + 1] == '.' : !all_of(host.substr(i, 1), id_characters)) return false;
  }
  return true;
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.front() == '0' || !all_of(port, digits)) return false;
  return std::stoi(std::string(port)) <= 65'535;
}

// What is wrong with an origin, or nothing. It is compared byte by byte with what browsers send.
std::string wrong_origin(std::string_view origin) {
  const std::string shape =
      "Write the exact origin as scheme://host or scheme://host:port, with http or https, in lower case and "
      "without a path or a slash at its end, for example https://shop.example.";
  const bool https = origin.starts_with("https://");
  if (!https && !origin.starts_with("http://")) return shape;
  const auto rest = origin.substr(https ? 8 : 7);
  const auto colon = rest.find(':', rest.starts_with('[') ? std::min(rest.find(']'), rest.size()) : 0);
  if (!is_host(rest.substr(0, colon))) return shape;
  if (colon == std::string_view::npos) return {};
  const auto port = rest.substr(colon + 1);
  if (!is_port(port)) return shape;
  if (port == (https ? "443" : "80"))
    return "Leave out :" + std::string(port) + ", because browsers never send the default port.";
  return {};
}

void check_timing(const Timing& t, Findings& findings) {
  const auto above = [&](const std::string& field, Duration value, Duration least, const std::string& why) {
    if (value < least) findings.say(field, "Set it to " + why);
  };
  for (const auto& rule : duration_rules) {
    const auto field = "timing." + std::string(rule.name) + "_ms";
    const auto value = t.*rule.member;
    if (!findings.range(field, value, rule.least, rule.most, "ms (" + std::string(rule.most_in_words) + ")"))
      continue;
    if (rule.member == &Timing::seal_after)
      above(field, value, t.reopen_window,
            "at least reopen_window_ms (" + std::to_string(t.reopen_window) +
                "), so that no conversation is sealed while it may be reopened.");
    if (rule.member == &Timing::visitor_recovery)
      above(field, value, t.visitor_away,
            "at least visitor_away_ms (" + std::to_string(t.visitor_away) +
                "), because nobody is missed before they are away.");
    if (rule.member == &Timing::idle_close)
      above(field, value, t.idle_warn + 1,
            "more than idle_warn_ms (" + std::to_string(t.idle_warn) +
                "), so that nobody is closed without a warning.");
  }
  findings.range("timing.missed_offers", t.missed_offers, 1, 100, "offers");
  Duration before = 0;
  for (std::size_t i = 0; i < t.relax_skills.size(); ++i) {
    const auto field = "timing.relax_skills_ms[" + std::to_string(i) + "]";
    const auto after = t.relax_skills[i];
    if (findings.range(field, after, 0, minutes(24 * 60), "ms (1 day)") && i > 0 && after <= before)
      findings.say(field, "Set it to more than the one before it (" + std::to_string(before) + ").");
    before = after;
  }
}

void check_skills(const Settings& settings, Findings& findings) {
  constexpr std::size_t most = 100;
  const auto length = [&](const std::string& field, std::string_view text, std::int64_t longest) {
    const auto count = Findings::characters(text);
    if (count < 1 || count > longest)
      findings.say(field, "Give 1–" + std::to_string(longest) + " characters.");
  };
  if (settings.skills.size() > most) findings.say("skills", "Keep it to " + std::to_string(most) + " rules.");
  for (std::size_t i = 0; i < settings.skills.size(); ++i) {
    const auto& rule = settings.skills[i];
    const auto at = "skills[" + std::to_string(i) + "]";
    if (rule.skill.empty() || rule.skill.size() > 40 || !all_of(rule.skill, id_characters))
      findings.say(at + ".skill", "Give the skill a name of 1–40 characters out of a–z, 0–9, _ and -.");
    if (rule.locale &&
        (rule.locale->empty() || rule.locale->size() > 35 ||
         !all_of(*rule.locale, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")))
      findings.say(at + ".locale", "Name a language such as de, or one of a country such as de-AT.");
    if (rule.page) length(at + ".page", *rule.page, 200);
    if (rule.page && !rule.page->empty() && rule.page->front() != '/' && rule.page->front() != '*')
      findings.say(at + ".page", "Let it begin with / (or with *), because it is compared with the path.");
    if (rule.department && settings.department(*rule.department) == nullptr)
      findings.say(at + ".department", "Name a department of this file.");
    if (rule.field) {
      length(at + ".field.name", rule.field->name, 40);
      length(at + ".field.value", rule.field->value, 500);
    }
    if (!rule.locale && !rule.page && !rule.department && !rule.field)
      findings.say(at, "Say when it holds, with locale, page, department or field.");
  }
}

}  // namespace

std::vector<Problem> problems(const Settings& settings, const FindZone& find) {
  Findings findings;
  findings.name("name", settings.name, "site");
  for (std::size_t i = 0; i < settings.origins.size(); ++i) {
    auto wrong = wrong_origin(settings.origins[i]);
    if (!wrong.empty()) findings.say("origins[" + std::to_string(i) + "]", std::move(wrong));
  }
  if (settings.identity_secret && Findings::characters(*settings.identity_secret) < 32)
    findings.say("identity_secret", "Give at least 32 random characters, or leave the secret out.");
  findings.range("default_capacity", settings.default_capacity, 0, 50, "conversations");
  check_timing(settings.timing, findings);
  check_departments(settings, find, findings);
  check_sales(settings.sales, findings);
  check_skills(settings, findings);
  return findings.take();
}

}  // namespace baton::desk
