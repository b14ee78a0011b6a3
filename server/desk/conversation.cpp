// Relations of people to a conversation, and the opportunities in it.
#include "server/desk/conversation.hpp"

#include <algorithm>

namespace baton::desk {

std::optional<Role> Conversation::role_of(const std::string& staff) const {
  for (const auto& p : participants)
    if (p.who.id == staff) return p.role;
  return std::nullopt;
}

const std::string* Conversation::offeree() const {
  if (offer) return &offer->to;
  return pending && pending->offeree ? &*pending->offeree : nullptr;
}

const Opportunity* Conversation::under_way() const {
  const auto at = std::find_if(opportunities.begin(), opportunities.end(),
                               [](const Opportunity& o) { return o.under_way(); });
  return at == opportunities.end() ? nullptr : &*at;
}

const Opportunity* Conversation::opportunity() const {
  if (const auto* now = under_way()) return now;
  const auto last = std::find_if(opportunities.rbegin(), opportunities.rend(),
                                 [](const Opportunity& o) { return o.open(); });
  if (last != opportunities.rend()) return &*last;
  return opportunities.empty() ? nullptr : &opportunities.back();
}

const Opportunity* Conversation::find_opportunity(const std::string& wanted_id) const {
  const auto at = std::find_if(opportunities.begin(), opportunities.end(),
                               [&](const Opportunity& o) { return o.id == wanted_id; });
  return at == opportunities.end() ? nullptr : &*at;
}

Relation relation(const Conversation& c, const std::string& visitor_id) {
  return c.visitor.id == visitor_id ? Relation::visitor : Relation::none;
}

Relation relation(const Conversation& c, const Staff& staff) {
  if (c.owner && c.owner->id == staff.id) return Relation::owner;
  const auto took_part = std::find_if(c.participants.begin(), c.participants.end(),
                                      [&](const Participant& p) { return p.who.id == staff.id; });
  if (took_part != c.participants.end() && took_part->helper) return Relation::helper;
  if (std::find(c.observers.begin(), c.observers.end(), staff.id) != c.observers.end())
    return Relation::observer;
  if (const auto* offeree = c.offeree(); offeree != nullptr && *offeree == staff.id) return Relation::offeree;
  if (took_part != c.participants.end()) return Relation::past;
  return staff.serves(c.department) || staff.serves(c.served_by()) ? Relation::colleague : Relation::none;
}

std::vector<std::string> writers(const Conversation& c) {
  if (!c.open()) return {};
  std::vector<std::string> ids{c.visitor.id};
  if (c.owner) ids.push_back(c.owner->id);
  for (const auto& p : c.participants)
    if (p.helper && !(c.owner && c.owner->id == p.who.id)) ids.push_back(p.who.id);
  return ids;
}

std::vector<std::string> staff_subscribed(const Conversation& c) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) { insert(ids, id); };
  if (c.owner) add(c.owner->id);
  for (const auto& p : c.participants)
    if (p.helper) add(p.who.id);
  for (const auto& id : c.observers) add(id);
  if (const auto* offeree = c.offeree()) add(*offeree);
  return ids;
}

}  // namespace baton::desk
