// Reading of the site file. One list of keys a table, each with the member that it fills; lines
// are remembered by field, so that the validator's findings find theirs.
#include "server/site_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "server/desk/settings_rules.hpp"
#include "server/site_words.hpp"
#include "server/zone_files.hpp"

namespace baton {
namespace {

using Line = toml::source_index;

std::string_view kind_of(const toml::node& node) {
  if (node.is_string()) return "a text";
  if (node.is_integer()) return "a number";
  if (node.is_floating_point()) return "a fraction";
  if (node.is_boolean()) return "true or false";
  if (node.is_array()) return "a list";
  if (node.is_table()) return "a table";
  return "a date or time";
}

using Parsed = boost::system::result<desk::Settings, std::string>;

// C++20 would make settings of a text (an aggregate in parentheses), so the error is marked as one.
Parsed refused(std::string text) { return {boost::system::in_place_error, std::move(text)}; }

class Reader {
public:
  explicit Reader(const std::string& file_name) : file_name_(file_name) {}

  Parsed read(const toml::table& root) {
    desk::Settings s;
    table(root, "",
          {{"name", text(s.name)},
           {"origins", texts(s.origins)},
           {"identity_secret", text(s.identity_secret)},
           {"default_capacity", number(s.default_capacity)},
           {"timing", timing(s.timing)},
           {"sales", sales(s.sales)},
           {"departments", departments(s.departments)},
           {"skills", skills(s.skills)}});
    if (mistakes_.empty()) {
      ZoneFiles zones;
      const auto find = [&zones](const std::string& name) { return zones.find(name); };
      for (const auto& problem : desk::problems(s, find)) mistake(problem.field, problem.message);
    }
    if (mistakes_.empty()) return s;
    return refused(lines());
  }

private:
  using Take = std::function<void(const toml::node&, const std::string& field)>;
  using Keys = std::vector<std::pair<std::string, Take>>;

  void table(const toml::table& entries, const std::string& prefix, const Keys& keys) {
    for (const auto& [key, node] : entries) {
      const auto field = prefix + spelled(key.str());
      lines_[field] = key.source().begin.line;
      const auto name = key.str();
      const auto known =
          std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return k.first == name; });
      if (known == keys.end())
        mistake(field, "There is no such setting; what may stand here is " + listed(keys) + ".");
      else
        known->second(node, field);
    }
  }

  template <class Text>  // std::string, or an optional one
  Take text(Text& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (auto value = node.value_exact<std::string>())
        to = *std::move(value);
      else
        wrong_kind(field, "a text in quotes", node);
    };
  }

  // What does not fit becomes the nearest that does: out of range all the same, for the validator to say.
  template <class Number>
  Take number(Number& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      using Limits = std::numeric_limits<Number>;
      if (const auto value = node.value_exact<std::int64_t>())
        to = static_cast<Number>(std::clamp<std::int64_t>(*value, Limits::min(), Limits::max()));
      else
        wrong_kind(field, "a whole number", node);
    };
  }

  template <class Enum, std::size_t count>
  Take word(Enum& to, const std::pair<std::string_view, Enum> (&words)[count]) {
    return [this, &to, &words](const toml::node& node, const std::string& field) {
      const auto value = node.value_exact<std::string>();
      const auto known =
          std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return value == w.first; });
      if (!value)
        wrong_kind(field, "a text in quotes", node);
      else if (known == std::end(words))
        mistake(field, "Write " + listed(words, " or ") + ", not " + in_quotes(*value) + ".");
      else
        to = known->second;
    };
  }

  Take number(std::optional<int>& to) {
    return
        [this, &to](const toml::node& node, const std::string& field) { number(to.emplace())(node, field); };
  }

  Take yes_or_no(bool& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (const auto value = node.value_exact<bool>())
        to = *value;
      else
        wrong_kind(field, "true or false without quotes", node);
    };
  }

  Take interval(desk::Interval& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      const auto value = node.value_exact<std::string>();
      const auto interval = value ? desk::interval_of(*value) : std::nullopt;
      if (!value)
        wrong_kind(field, "hours in quotes, such as \"09:00-17:30\"", node);
      else if (!interval)
        mistake(field, "Write the hours as \"09:00-17:30\", not " + in_quotes(*value) + ".");
      else
        to = *interval;
    };
  }

  Take date(std::chrono::year_month_day& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (const auto value = node.value_exact<toml::date>())
        to = {std::chrono::year(value->year), std::chrono::month(value->month), std::chrono::day(value->day)};
      else
        wrong_kind(field, "a date without quotes, such as 2026-12-24", node);
    };
  }

  // A list, each element of which is read into a new one of `to`.
  template <class Element>
  Take list(std::vector<Element>& to, std::function<Take(Element&)> each) {
    return [this, &to, each = std::move(each)](const toml::node& node, const std::string& field) {
      if (!node.is_array()) return wrong_kind(field, "a list", node);
      to.clear();
      std::size_t i = 0;
      for (const auto& element : *node.as_array()) {
        const auto name = field + "[" + std::to_string(i++) + "]";
        lines_[name] = element.source().begin.line;
        each(to.emplace_back())(element, name);
      }
    };
  }
  Take table(std::function<Keys()> keys) {
    return [this, keys = std::move(keys)](const toml::node& node, const std::string& field) {
      if (!node.is_table()) return wrong_kind(field, "a table", node);
      table(*node.as_table(), field + ".", keys());
    };
  }

  Take texts(std::vector<std::string>& to) {
    return list<std::string>(to, [this](auto& one) { return text(one); });
  }

  Take timing(desk::Timing& to) {
    return table([this, &to] {
      Keys keys;
      for (const auto& rule : desk::duration_rules)
        keys.emplace_back(std::string(rule.name) + "_ms", number(to.*rule.member));
      keys.emplace_back("missed_offers", number(to.missed_offers));
      keys.emplace_back("relax_skills_ms",
                        list<desk::Duration>(to.relax_skills, [this](auto& after) { return number(after); }));
      return keys;
    });
  }

  Take sales(desk::Sales& to) {
    return table([this, &to] {
      Keys keys;
      for (const auto& rule : desk::sales_duration_rules)
        keys.emplace_back(std::string(rule.name) + "_ms", number(to.*rule.member));
      keys.emplace_back("catalogue", list<desk::Product>(to.catalogue, [this](auto& p) { return product(p); }));
      keys.emplace_back("suggestions", list<desk::SuggestionRule>(
                                           to.suggestions, [this](auto& rule) { return suggestion(rule); }));
      keys.emplace_back("distress", texts(to.distress));
      return keys;
    });
  }

  // What a part lacks that it cannot do without is out of range, for the validator to say.
  Take product(desk::Product& to) {
    return table([this, &to]() -> Keys { return {{"name", text(to.name)}, {"price", price(to.price)}}; });
  }

  Take price(std::optional<desk::Money>& to) {
    return table([this, &to]() -> Keys {
      auto& money = to.emplace(desk::Money{-1, ""});
      return {{"amount", number(money.amount)}, {"currency", text(money.currency)}};
    });
  }

  Take suggestion(desk::SuggestionRule& to) {
    return table([this, &to]() -> Keys {
      return {{"id", text(to.id)},
              {"kind", word(to.kind, opportunity_kinds)},
              {"product", text(to.product)},
              {"words", texts(to.words)},
              {"page", text(to.page)},
              {"attributes", attributes(to.attributes)},
              {"at_least", at_least(to.at_least)}};
    });
  }

  Take attributes(std::map<std::string, std::string>& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (!node.is_table()) return wrong_kind(field, "a table", node);
      for (const auto& [key, value] : *node.as_table()) {
        const auto name = field + "." + spelled(key.str());
        lines_[name] = key.source().begin.line;
        text(to[std::string(key.str())])(value, name);
      }
    };
  }

  Take at_least(std::optional<std::pair<std::string, double>>& to) {
    return table([this, &to]() -> Keys {
      auto& least = to.emplace("", std::numeric_limits<double>::quiet_NaN());
      return {{"attribute", text(least.first)}, {"value", fraction(least.second)}};
    });
  }

  Take fraction(double& to) {
    return [this, &to](const toml::node& node, const std::string& field) {
      if (const auto whole = node.value_exact<std::int64_t>())
        to = static_cast<double>(*whole);
      else if (const auto value = node.value_exact<double>())
        to = *value;
      else
        wrong_kind(field, "a number", node);
    };
  }

  Take departments(std::vector<desk::Department>& to) {
    return list<desk::Department>(to, [this](auto& d) {
      return table([this, &d]() -> Keys {
        return {{"id", text(d.id)},
                {"name", text(d.name)},
                {"kind", word(d.kind, kinds)},
                {"assign", word(d.assign, assigns)},
                {"queue_limit", number(d.queue_limit)},
                {"reopen_below", number(d.reopen_below)},
                {"capacity", number(d.capacity)},
                {"ladder", ladder(d.ladder)},
                {"hours", hours(d.hours)}};
      });
    });
  }

  Take skills(std::vector<desk::SkillRule>& to) {
    return list<desk::SkillRule>(to, [this](auto& rule) {
      return table([this, &rule]() -> Keys {
        return {{"skill", text(rule.skill)},        {"locale", text(rule.locale)},
                {"page", text(rule.page)},          {"department", text(rule.department)},
                {"field", skill_field(rule.field)}, {"required", yes_or_no(rule.required)}};
      });
    });
  }

  Take skill_field(std::optional<desk::SkillRule::Field>& to) {
    return table([this, &to]() -> Keys {
      auto& field = to.emplace();
      return {{"name", text(field.name)}, {"value", text(field.value)}};
    });
  }

  Take ladder(std::vector<desk::Rung>& to) {
    return list<desk::Rung>(to, [this](auto& rung) {
      return table([this, &rung]() -> Keys {
        return {{"after_ms", number(rung.after)}, {"to", text(rung.to)}};
      });
    });
  }

  Take hours(std::optional<desk::Hours>& to) {
    return table([this, &to] {
      auto& h = to.emplace();
      Keys keys{{"zone", text(h.zone)}};
      for (std::size_t d = 0; d < h.week.size(); ++d)
        keys.emplace_back(std::string(desk::day_names[d]), intervals(h.week[d]));
      keys.emplace_back("holidays", holidays(h.holidays));
      return keys;
    });
  }

  Take intervals(std::vector<desk::Interval>& to) {
    return list<desk::Interval>(to, [this](auto& one) { return interval(one); });
  }

  Take holidays(std::vector<desk::Holiday>& to) {
    return list<desk::Holiday>(to, [this](auto& holiday) {
      return table([this, &holiday]() -> Keys {
        return {{"date", date(holiday.date)}, {"open", intervals(holiday.open)}};
      });
    });
  }

  template <class Named>
  static std::string listed(const Named& named, std::string_view last = " and ") {
    std::string out;
    const auto count = std::size(named);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += i + 1 < count ? ", " : last;
      out += named[i].first;
    }
    return out;
  }

  void wrong_kind(const std::string& field, const std::string& wanted, const toml::node& given) {
    mistake(field, "Give " + wanted + ", not " + std::string(kind_of(given)) + ".");
  }

  void mistake(const std::string& field, const std::string& message) {
    mistakes_.emplace_back(line_of(field), field + ": " + message);
  }

  // A field that is not in the file is missed where its table is, and at the top when that is not there
  // either.
  Line line_of(std::string field) const {
    for (;;) {
      if (const auto found = lines_.find(field); found != lines_.end()) return found->second;
      const auto cut = field.find_last_of(".[");
      if (cut == std::string::npos) return 1;
      field.resize(cut);
    }
  }

  std::string lines() {
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out;
    for (const auto& [line, text] : mistakes_)
      out += (out.empty() ? "" : "\n") + file_name_ + ":" + std::to_string(line) + ": " + text;
    return out;
  }

  const std::string& file_name_;
  std::map<std::string, Line> lines_;
  std::vector<std::pair<Line, std::string>> mistakes_;
};

}  // namespace

boost::system::result<desk::Settings, std::string> parse_site(std::string_view toml,
                                                              const std::string& file_name) {
  try {
    return Reader(file_name).read(toml::parse(toml, file_name));
  } catch (const toml::parse_error& error) {
    const auto line = std::to_string(error.source().begin.line);
    return refused(file_name + ":" + line + ": not valid TOML: " + std::string(error.description()));
  }
}

desk::Settings default_site() {
  desk::Settings settings;
  settings.departments = {{.id = "care", .name = "Customer care"},
                          {.id = "sales", .name = "Sales", .kind = desk::DepartmentKind::sales}};
  return settings;
}

desk::Settings demo_site() {
  auto settings = default_site();
  settings.name = "Juniper Goods";
  settings.sales.catalogue = {{"Enamel kettle", desk::Money{4'800, "EUR"}},
                              {"Iron skillet", desk::Money{6'400, "EUR"}},
                              {"Pendant lamp", desk::Money{8'900, "EUR"}},
                              {"Stoneware mugs, for a café", desk::Money{39'000, "EUR"}},
                              {"Fitted kitchen", desk::Money{890'000, "EUR"}},
                              {"Made to order", std::nullopt}};
  return settings;
}

}  // namespace baton
