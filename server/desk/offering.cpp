// Offers begin, are answered, or pass.
#include "server/desk/offering.hpp"

#include <algorithm>

#include "server/desk/transferring.hpp"
#include "server/desk/transition.hpp"
#include "server/desk/waiting.hpp"

namespace baton::desk {
namespace {

// Skips somebody for a while; a preference for them is over.
void skip(Conversation& c, const std::string& staff, const Facts& facts) {
  c.declined[staff] = facts.now + facts.timing().declined_for;
  if (c.pref && c.pref->staff == staff) c.pref.reset();
}

bool held_by(const Conversation& c, const std::string& staff) {
  const auto* offeree = c.offeree();
  return offeree != nullptr && *offeree == staff;
}

Time lease_of(const Conversation& c) { return c.offer ? c.offer->until : c.pending->until; }

}  // namespace

Change offer(const Conversation& c, const Staff& to, const std::vector<std::string>& considered,
             const Facts& facts) {
  Transition t(c, facts);
  if (barred(c, to, facts)) {  // held back until the guard does not object any more
    t.withdraw();
    return t.finish(Because::changed);
  }
  t.offer_to(to);
  const bool preferred = c.pref && c.pref->staff == to.id;
  t.note(
      Decision{"offered", to.ref(), considered, preferred ? "preferred" : "lowest load, then longest idle"});
  return t.finish(Because::offered);
}

Decided accept(const Conversation& c, const Staff& by, const std::string& cid, const Facts& facts) {
  if (!held_by(c, by.id) || facts.now >= lease_of(c)) return refused(c);
  if (static_cast<int>(by.owned.size()) >= by.capacity) return refused(c, Refusal::Why::capacity);
  if (auto no = barred(c, by, facts)) return *no;
  Transition t(c, facts);
  const bool transfer = c.pending.has_value();
  if (transfer) {
    hand_over(t, by, by.actor(), cid);
  } else {
    t.give(by);
    t.log(Assigned{by.ref()}, by.actor(), cid);
  }
  t.person(by.id)->missed_offers = 0;
  t.note(Decision{"accepted", by.ref(), {}, "offered"});
  return t.finish(taken(c));
}

Decided decline(const Conversation& c, const Staff& by, const std::string& cid,
                const std::optional<std::string>& onward, const Facts& facts) {
  if (!held_by(c, by.id)) return refused(c);
  Transition t(c, facts);
  t.know(by);
  t.take_back_offer();
  t.person(by.id)->missed_offers = 0;
  skip(t.body(), by.id, facts);
  insert(t.body().refused, by.id);
  t.note(Decision{"declined", by.ref(), {}, onward ? "and nobody is left" : "by themselves"}, by.actor(),
         cid);
  t.offer_failed(HandoffFailure::declined);
  if (onward && c.pending && !c.handoff_pending()) t.withdraw();
  if (onward && !c.pending) go_on(t, *onward);
  return t.finish(Because::changed);
}

Decided lapse(const Conversation& c, const Facts& facts) {
  const auto* offeree = c.offeree();
  if (offeree == nullptr || facts.now < lease_of(c)) return refused(c);
  const std::string staff = *offeree;
  Transition t(c, facts);
  t.take_back_offer();
  skip(t.body(), staff, facts);
  PersonRef who{staff, ""};
  if (auto* person = t.person(staff)) {
    who = person->ref();
    if (++person->missed_offers >= facts.timing().missed_offers) {
      person->missed_offers = 0;
      person->presence = Presence::away;
    }
  }
  t.note(Decision{"declined", who, {}, "the offer lapsed"});
  t.offer_failed(HandoffFailure::timeout);
  return t.finish(Because::changed);
}

Decided offeree_gone(const Conversation& c, const std::string& staff, const Facts& facts) {
  if (!held_by(c, staff)) return refused(c);
  Transition t(c, facts);
  t.take_back_offer();
  PersonRef who{staff, ""};
  if (const auto* person = t.person(staff)) who = person->ref();
  t.note(Decision{"declined", who, {}, "not there any more"});
  t.offer_failed(HandoffFailure::disconnected);
  return t.finish(Because::changed);
}

Because taken(const Conversation& before) {
  if (!before.pending) return Because::assigned;
  return before.handoff_pending() ? Because::handed_off : Because::transferred;
}

bool all_refused(const Conversation& c, const std::vector<Staff>& could, Time now) {
  return !could.empty() && std::all_of(could.begin(), could.end(), [&](const Staff& s) {
    const auto until = c.declined.find(s.id);
    return until != c.declined.end() && now < until->second &&
           std::binary_search(c.refused.begin(), c.refused.end(), s.id);
  });
}

}  // namespace baton::desk
