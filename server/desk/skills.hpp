// Which skills a conversation asks for, from the rules of the site's settings. Pure; the class of its queue
// and `eligible` (match.hpp) go by what this gives.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/parts.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// Whether everything that the rule says holds: the locale is the rule's or a variant of it (`de` is also
// de-AT), the path of the page begins with the rule's or, where that has a `*` (any characters), is like it;
// the attribute reads as the rule's value (true and false, numbers as in JSON).
bool holds(const SkillRule& rule, const VisitorCard& card, const std::string& department);

struct Needs {
  std::vector<std::string> required;  // sorted, each once
  std::vector<Wanted> wanted;  // none of `required`; as Timing::relax_skills has it, the last rule first
  bool operator==(const Needs&) const = default;
};
// Of somebody who starts in `department` now. A skill that a rule requires and another prefers is required.
Needs skills_needed(const Settings& settings, const VisitorCard& card, const std::string& department,
                    Time now);

// The path of a page's address, from its first slash: `/` at least, without query and fragment.
std::string_view path_of(std::string_view url);

}  // namespace baton::desk
