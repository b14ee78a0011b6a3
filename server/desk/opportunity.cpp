// The ids of opportunities and hand-offs: each names what it is part of.
#include "server/desk/opportunity.hpp"

#include <algorithm>

namespace baton::desk {

std::string opportunity_id(const std::string& conversation, std::size_t number) {
  return conversation + "." + std::to_string(number);
}

std::string handoff_id(const Opportunity& opportunity) {
  return opportunity.id + "." + std::to_string(opportunity.proposals);
}

std::optional<std::string> conversation_of(const std::string& opportunity) {
  const auto dot = opportunity.find('.');
  if (dot == 0 || dot == std::string::npos) return std::nullopt;
  const auto number = opportunity.substr(dot + 1);
  if (number.empty() || number.front() == '0' || number.size() > 9) return std::nullopt;
  if (!std::all_of(number.begin(), number.end(), [](char d) { return d >= '0' && d <= '9'; }))
    return std::nullopt;
  return opportunity.substr(0, dot);
}

}  // namespace baton::desk
