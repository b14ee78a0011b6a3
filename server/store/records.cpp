// What lists show of a body, and the names of keys.
#include "server/store/records.hpp"

#include "server/store/words.hpp"

namespace baton::store {

desk::Conversation summary_of(desk::Conversation body) {
  body.visitor.page.reset();
  body.visitor.locale.reset();
  body.visitor.attributes.clear();
  body.participants.clear();
  body.observers.clear();
  body.declined.clear();
  body.skills.clear();
  body.reopen_until.reset();
  body.seal_at.reset();
  body.previous.reset();
  if (body.pending) body.pending->offeree.reset();
  body.offer.reset();
  body.refused.clear();
  body.avoid.clear();
  body.wanted.clear();
  body.reply.reset();
  body.silence.reset();
  body.entered_at.reset();
  body.overflow_at.reset();
  body.recovering.reset();
  body.rating.reset();
  body.opportunities.clear();
  body.suggestions.clear();
  body.shared.clear();
  return body;
}

std::string conversation_key(const std::string& id) { return "conv:" + id; }
std::string sealed_key(const std::string& id) { return "sealed:" + id; }
std::string staff_key(const std::string& id) { return "staff:" + id; }
std::string visitor_key(const std::string& id) { return "visitor:" + id; }
std::string cid_key(const std::string& conversation) { return "cid:" + conversation; }
std::string vcid_key(const std::string& visitor) { return "vcid:" + visitor; }
std::string waiting_key(const std::string& department) { return "waiting:" + department; }

std::string arrivals_key(const std::string& department) { return "arrivals:" + department; }

std::string listed_key(const std::string& department, desk::State state) {
  return "listed:" + department + ":" + std::string(word(state));
}

std::string queue_key(const desk::Conversation& c) {
  if (c.pref) return "queue:@" + c.pref->staff;
  auto required = c.skills;
  for (const auto& wanted : c.wanted) desk::insert(required, wanted.skill);
  std::string name;
  for (const auto& skill : required) name += (name.empty() ? "" : "+") + skill;
  return "queue:" + c.served_by() + ":" + (name.empty() ? "_" : name);
}

std::string list_key(List which, const std::string& key) {
  switch (which) {
    case List::open:
      return "open";
    case List::closed:
      return "closed";
    case List::recovery:
      return "recovery";
    case List::owner:
      return "mine:" + key;
    case List::visitor:
      return "of:" + key;
    case List::tag:
      return "tag:" + key;
    case List::observer:
      return "observed:" + key;
    case List::opportunities:
      return "opps";
    case List::opportunities_in:
      return "opps:in:" + key;
    case List::opportunities_of:
      return "opps:of:" + key;
    case List::flagged_by:
      return "opps:by:" + key;
  }
  return {};
}

}  // namespace baton::store
