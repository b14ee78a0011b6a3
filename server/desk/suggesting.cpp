// Text as words: runs of letters and digits, lower case. What ends a sentence stands between words, so that
// no phrase reaches over it.
#include "server/desk/suggesting.hpp"

#include <algorithm>
#include <string>

namespace baton::desk {
namespace {

// The code point at `i`, which moves on; a byte that begins none stands for itself.
char32_t next(std::string_view text, std::size_t& i) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto lead = byte(i++);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  if (more == 0) return lead;
  auto code = static_cast<char32_t>(lead & (0x3F >> more));
  for (int n = 0; n < more && i < text.size() && (byte(i) & 0xC0) == 0x80; ++n)
    code = (code << 6) | (byte(i++) & 0x3F);
  return code;
}

char32_t lower(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  if (c == 0x178) return 0xFF;                                                       // Ÿ
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1);  // odd ones are capitals
  if (c >= 0x100 && c <= 0x177 && c != 0x130 && c != 0x131) return c | 1;            // even ones are
  return c;
}

bool is_word(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
  const bool sign = c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00) ||
                    (c >= 0x3000 && c < 0x3040) || (c >= 0xFE00 && c < 0xFE70) || c >= 0x1F000;
  return !sign;
}

bool is_apostrophe(char32_t c) { return c == U'\'' || c == 0x2019; }
// Words on its two sides belong together.
bool is_space(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == U'-' || c == 0xA0 || c == 0x2010 ||
         c == 0x2011 || c == U'_' || c == U'/' || is_apostrophe(c) || c == U'"';
}

using Words = std::vector<std::u32string>;  // an empty one: something that ends a phrase

Words words_of(std::string_view text) {
  std::u32string all;
  for (std::size_t i = 0; i < text.size();) all.push_back(lower(next(text, i)));
  Words words;
  bool fresh = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool inside = !fresh && is_apostrophe(all[i]) && i + 1 < all.size() && is_word(all[i + 1]);
    if (is_word(all[i]) || inside) {
      if (fresh) words.emplace_back();
      words.back().push_back(inside ? U'\'' : all[i]);
      fresh = false;
      continue;
    }
    fresh = true;
    if (!is_space(all[i]) && !words.empty() && !words.back().empty()) words.emplace_back();
  }
  while (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

bool holds(const std::optional<std::string>& part, const std::optional<Page>& page) {
  return !part || (page && page->url.find(*part) != std::string::npos);
}

bool equals(const Attribute& attribute, const std::string& text) {
  if (const auto* word = std::get_if<std::string>(&attribute)) return *word == text;
  if (const auto* flag = std::get_if<bool>(&attribute)) return text == (*flag ? "true" : "false");
  if (const auto* whole = std::get_if<std::int64_t>(&attribute)) return std::to_string(*whole) == text;
  return false;  // fractions are compared with at_least
}

bool reaches(const Attribute& attribute, double least) {
  if (const auto* whole = std::get_if<std::int64_t>(&attribute)) return static_cast<double>(*whole) >= least;
  const auto* fraction = std::get_if<double>(&attribute);
  return fraction != nullptr && *fraction >= least;
}

bool fires(const SuggestionRule& rule, const VisitorCard& visitor, std::string_view text) {
  const auto has = [&](const std::string& name, auto&& test) {
    const auto at = visitor.attributes.find(name);
    return at != visitor.attributes.end() && test(at->second);
  };
  const bool some = !rule.words.empty() || rule.page || !rule.attributes.empty() || rule.at_least;
  if (!some || !holds(rule.page, visitor.page)) return false;
  for (const auto& [name, value] : rule.attributes)
    if (!has(name, [&](const Attribute& a) { return equals(a, value); })) return false;
  if (rule.at_least &&
      !has(rule.at_least->first, [&](const Attribute& a) { return reaches(a, rule.at_least->second); }))
    return false;
  return rule.words.empty() || has_words(text, rule.words);
}

}  // namespace

bool has_words(std::string_view text, const std::vector<std::string>& words) {
  const auto said = words_of(text);
  return std::any_of(words.begin(), words.end(), [&](const std::string& phrase) {
    const auto wanted = words_of(phrase);
    return !wanted.empty() &&
           std::search(said.begin(), said.end(), wanted.begin(), wanted.end()) != said.end();
  });
}

std::vector<const SuggestionRule*> suggestions(const Conversation& c, std::string_view text,
                                               const Settings& settings) {
  constexpr std::size_t most = 3;
  std::vector<const SuggestionRule*> found;
  for (const auto& rule : settings.sales.suggestions) {
    if (found.size() == most) break;
    const bool before = std::any_of(c.suggestions.begin(), c.suggestions.end(),
                                    [&](const Suggestion& s) { return s.id == rule.id; });
    if (!before && fires(rule, c.visitor, text)) found.push_back(&rule);
  }
  return found;
}

}  // namespace baton::desk
