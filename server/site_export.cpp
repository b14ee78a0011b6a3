// Writing of the site file: every setting on a line of its own, with what is in force where nothing was set
// as a comment.
#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "server/desk/settings_rules.hpp"
#include "server/site_file.hpp"
#include "server/site_words.hpp"

namespace baton {
namespace {

template <class Enum, std::size_t count>
std::string word_of(Enum value, const std::pair<std::string_view, Enum> (&words)[count]) {
  const auto known =
      std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return w.second == value; });
  return in_quotes(known->first);
}

class Writer {
public:
  // `key = value  # about`
  void line(const std::string& key, const std::string& value, std::string_view about = "") {
    ((out_ += key) += " = ") += value;
    if (!about.empty()) (out_ += "  # ") += about;
    out_ += '\n';
  }
  // What is not set, with what holds instead.
  template <class Value>
  void optional(const std::string& key, const std::optional<Value>& value, const std::string& instead,
                std::string_view about) {
    line(value ? key : "# " + key, value ? std::to_string(*value) : instead, about);
  }
  void text(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

private:
  std::string out_;
};

template <class List, class Text>
std::string listed(const List& list, Text text) {
  std::string out;
  for (const auto& element : list) out += (out.empty() ? "" : ", ") + text(element);
  return "[" + out + "]";
}

std::string intervals(const std::vector<desk::Interval>& all) {
  return listed(all, [](const desk::Interval& one) { return in_quotes(desk::text_of(one)); });
}

// A list with each element on a line.
template <class List, class Text>
void lines(Writer& file, const std::string& key, const List& list, Text text) {
  if (list.empty()) return file.line(key, "[]");
  std::string out = "[\n";
  for (const auto& element : list) out += "  " + text(element) + ",\n";
  file.line(key, out + "]");
}

void write_timing(Writer& file, const desk::Timing& timing) {
  file.text("\n[timing]\n");
  for (const auto& rule : desk::duration_rules)
    file.line(std::string(rule.name) + "_ms", std::to_string(timing.*rule.member), rule.about);
  file.line("missed_offers", std::to_string(timing.missed_offers), "in a row, then somebody is set away");
  file.line("relax_skills_ms",
            listed(timing.relax_skills, [](desk::Duration ms) { return std::to_string(ms); }),
            "of waiting, after which one more preferred skill may be lacking");
}

std::string texts(const std::vector<std::string>& all) {
  return listed(all, [](const std::string& one) { return in_quotes(one); });
}

// The shortest digits that read as the same number, as a fraction: a whole one could be too long.
std::string number(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  std::string text(digits.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string price_of(const desk::Product& product) {
  if (!product.price) return "";
  return ", price = { amount = " + std::to_string(product.price->amount) +
         ", currency = " + in_quotes(product.price->currency) + " }";
}

void write_suggestion(Writer& file, const desk::SuggestionRule& rule) {
  file.text("\n[[sales.suggestions]]\n");
  file.line("id", in_quotes(rule.id));
  file.line("kind", word_of(rule.kind, opportunity_kinds));
  file.line("product", in_quotes(rule.product));
  if (!rule.words.empty()) file.line("words", texts(rule.words));
  if (rule.page) file.line("page", in_quotes(*rule.page));
  if (!rule.attributes.empty()) {
    std::string all;
    for (const auto& [name, value] : rule.attributes)
      all += (all.empty() ? "" : ", ") + spelled(name) + " = " + in_quotes(value);
    file.line("attributes", "{ " + all + " }");
  }
  if (rule.at_least)
    file.line("at_least", "{ attribute = " + in_quotes(rule.at_least->first) +
                              ", value = " + number(rule.at_least->second) + " }");
}

void write_sales(Writer& file, const desk::Sales& sales) {
  file.text("\n[sales]\n");
  for (const auto& rule : desk::sales_duration_rules)
    file.line(std::string(rule.name) + "_ms", std::to_string(sales.*rule.member), rule.about);
  file.text("# What is sold, as the menu of opportunities shows it; prices in minor units (cents).\n");
  lines(file, "catalogue", sales.catalogue, [](const desk::Product& product) {
    return "{ name = " + in_quotes(product.name) + price_of(product) + " }";
  });
  file.text("# Words in a visitor's message that say that they are unhappy.\n");
  lines(file, "distress", sales.distress, [](const std::string& words) { return in_quotes(words); });
  file.text("# When an opportunity is suggested to the agent: all that is set must hold.\n");
  if (sales.suggestions.empty()) file.line("suggestions", "[]");
  for (const auto& rule : sales.suggestions) write_suggestion(file, rule);
}

void write_hours(Writer& file, const std::optional<desk::Hours>& hours) {
  if (!hours) return file.text("# No [departments.hours]: always open.\n");
  file.text("[departments.hours]\n");
  file.line("zone", in_quotes(hours->zone));
  for (std::size_t d = 0; d < hours->week.size(); ++d)
    file.line(std::string(desk::day_names[d]), intervals(hours->week[d]));
  lines(file, "holidays", hours->holidays, [](const desk::Holiday& holiday) {
    return "{ date = " + desk::text_of(holiday.date) + ", open = " + intervals(holiday.open) + " }";
  });
}

void write_department(Writer& file, const desk::Department& d, const desk::Settings& settings) {
  file.text("\n[[departments]]\n");
  file.line("id", in_quotes(d.id));
  file.line("name", in_quotes(d.name));
  file.line("kind", word_of(d.kind, kinds), "care or sales; one at least is care");
  file.line("assign", word_of(d.assign, assigns), "auto, offer or manual");
  file.line("queue_limit", std::to_string(d.queue_limit), "waiting conversations, 1–100000");
  file.optional("reopen_below", d.reopen_below, std::to_string(d.reopens_below()),
                "when it was full, it takes newcomers again below this");
  file.optional("capacity", d.capacity, std::to_string(settings.default_capacity),
                "conversations that a new member of staff may have at once here, 0–50");
  lines(file, "ladder", d.ladder, [](const desk::Rung& rung) {
    return "{ after_ms = " + std::to_string(rung.after) + ", to = " + in_quotes(rung.to) + " }";
  });
  write_hours(file, d.hours);
}

void write_skills(Writer& file, const std::vector<desk::SkillRule>& skills) {
  if (skills.empty())
    file.text("\n# No [[skills]]: whoever serves a department may have any conversation of it.\n");
  const auto text = [&](const std::string& key, const std::optional<std::string>& value) {
    if (value) file.line(key, in_quotes(*value));
  };
  for (const auto& rule : skills) {
    file.text("\n[[skills]]\n");
    file.line("skill", in_quotes(rule.skill), "its person needs it where all of this holds");
    text("locale", rule.locale);
    text("page", rule.page);
    text("department", rule.department);
    if (rule.field)
      file.line("field", "{ name = " + in_quotes(rule.field->name) +
                             ", value = " + in_quotes(rule.field->value) + " }");
    file.line("required", rule.required ? "true" : "false", "else preferred; see relax_skills_ms");
  }
}

}  // namespace

std::string export_site(const desk::Settings& s) {
  Writer file;
  file.text("# The site's settings. Change what is to change, then: baton site apply FILE\n\n");
  file.line("name", in_quotes(s.name));
  file.text("\n# Exact web origins whose pages may connect; with none, the server's own only.\n");
  lines(file, "origins", s.origins, [](const std::string& origin) { return in_quotes(origin); });
  file.text("\n# Signs the identities of visitors (HS256), at least 32 characters. Keep it secret.\n");
  file.line(s.identity_secret ? "identity_secret" : "# identity_secret",
            in_quotes(s.identity_secret.value_or("")));
  file.text("\n# Conversations that a new member of staff may have at once, 0–50.\n");
  file.line("default_capacity", std::to_string(s.default_capacity));
  write_timing(file, s.timing);
  write_sales(file, s.sales);
  for (const auto& d : s.departments) write_department(file, d, s);
  write_skills(file, s.skills);
  return file.take();
}

}  // namespace baton
