// What the rules of the settings share: the list of what is wrong, and the sentence of a range. For the
// rules' own .cpp files only.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/desk/settings_rules.hpp"

namespace baton::desk {

class Findings {
public:
  void say(std::string field, std::string message) {
    found_.push_back({std::move(field), std::move(message)});
  }
  // Within its range; if not, it is said.
  bool range(const std::string& field, std::int64_t value, std::int64_t least, std::int64_t most,
             const std::string& unit) {
    if (value >= least && value <= most) return true;
    say(field, "Set it to " + std::to_string(least) + "–" + std::to_string(most) + " " + unit + ", not " +
                   std::to_string(value) + ".");
    return false;
  }
  void name(const std::string& field, std::string_view text, const std::string& whose) {
    const auto length = characters(text);
    if (length < 1 || length > 80) say(field, "Give the " + whose + " a name of 1–80 characters.");
  }
  void text(const std::string& field, std::string_view text, std::int64_t most, const std::string& what) {
    const auto length = characters(text);
    if (length < 1 || length > most)
      say(field, "Give " + what + " of 1–" + std::to_string(most) + " characters.");
  }
  std::vector<Problem> take() { return std::move(found_); }

  // Code points of valid UTF-8.
  static std::int64_t characters(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  }

private:
  std::vector<Problem> found_;
};

// An element of a list, as a field is named.
inline std::string at(const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; }

// Of ids of departments, and of skills.
inline constexpr std::string_view id_characters = "abcdefghijklmnopqrstuvwxyz0123456789_-";

// The rules of department_rules.cpp: departments, their ladders and their hours.
void check_departments(const Settings& settings, const FindZone& find, Findings& findings);
// The rules of sales_rules.cpp: durations, the catalogue, suggestions and words of distress.
void check_sales(const Sales& sales, Findings& findings);

}  // namespace baton::desk
