// The rules of what belongs to sales: a catalogue of known prices, and suggestions that say when they fire.
#include <cmath>
#include <cstddef>
#include <map>

#include "server/desk/findings.hpp"

namespace baton::desk {
namespace {

constexpr std::size_t most_products = 200, most_rules = 100, most_words = 200, most_attributes = 20;

void check_count(const std::string& field, std::size_t count, std::size_t most, Findings& findings) {
  if (count > most)
    findings.say(field, "Keep it to " + std::to_string(most) + ", not " + std::to_string(count) + ".");
}

void check_catalogue(const std::vector<Product>& catalogue, Findings& findings) {
  check_count("sales.catalogue", catalogue.size(), most_products, findings);
  std::map<std::string, std::string> named;
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    const auto& product = catalogue[i];
    const auto field = at("sales.catalogue", i);
    findings.text(field + ".name", product.name, 200, "the product a name");
    if (const auto [first, fresh] = named.try_emplace(product.name, field); !fresh)
      findings.say(field + ".name", "Leave this one out, because " + first->second + " has the same name.");
    if (!product.price) continue;
    findings.range(field + ".price.amount", product.price->amount, 0, most_amount, "minor units");
    if (!known_currency(product.price->currency))
      findings.say(field + ".price.currency", "Name a currency of ISO 4217, such as EUR.");
  }
}

void check_words(const std::vector<std::string>& words, const std::string& field, Findings& findings) {
  check_count(field, words.size(), most_words, findings);
  for (std::size_t i = 0; i < words.size(); ++i)
    findings.text(at(field, i), words[i], 100, "a word or a phrase");
}

void check_rule(const SuggestionRule& rule, const std::string& field, Findings& findings) {
  findings.text(field + ".product", rule.product, 200, "the product a name");
  if (rule.words.empty() && !rule.page && rule.attributes.empty() && !rule.at_least)
    findings.say(field,
                 "Set words, page, attributes or at_least, because a rule without one would fire always.");
  check_words(rule.words, field + ".words", findings);
  if (rule.page) findings.text(field + ".page", *rule.page, 200, "a part of the page's address");
  check_count(field + ".attributes", rule.attributes.size(), most_attributes, findings);
  for (const auto& [name, value] : rule.attributes) {
    findings.text(field + ".attributes", name, 40, "each attribute a name");
    if (Findings::characters(value) > 200)
      findings.say(field + ".attributes." + name, "Keep the value to 200 characters.");
  }
  if (!rule.at_least) return;
  findings.text(field + ".at_least", rule.at_least->first, 40, "the attribute a name");
  if (!std::isfinite(rule.at_least->second)) findings.say(field + ".at_least", "Set it to a finite number.");
}

}  // namespace

void check_sales(const Sales& sales, Findings& findings) {
  for (const auto& rule : sales_duration_rules)
    findings.range("sales." + std::string(rule.name) + "_ms", sales.*rule.member, rule.least, rule.most,
                   "ms (" + std::string(rule.most_in_words) + ")");
  check_catalogue(sales.catalogue, findings);
  check_count("sales.suggestions", sales.suggestions.size(), most_rules, findings);
  std::map<std::string, std::string> ids;
  for (std::size_t i = 0; i < sales.suggestions.size(); ++i) {
    const auto& rule = sales.suggestions[i];
    const auto field = at("sales.suggestions", i);
    if (rule.id.empty() || rule.id.size() > 40 ||
        rule.id.find_first_not_of(id_characters) != std::string::npos)
      findings.say(field + ".id", "Give the rule an id of 1–40 characters out of a–z, 0–9, _ and -.");
    else if (const auto [first, fresh] = ids.try_emplace(rule.id, field); !fresh)
      findings.say(field + ".id",
                   "Choose another id, because " + first->second + " has " + rule.id + " already.");
    check_rule(rule, field, findings);
  }
  check_words(sales.distress, "sales.distress", findings);
}

}  // namespace baton::desk
