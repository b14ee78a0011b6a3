// Who else is there in a hand-off, and what of care's notes they may read.
#include <algorithm>

#include "server/desk/handoff.hpp"
#include "server/desk/transition.hpp"

namespace baton::desk {

Decided invite(const Conversation& c, const Actor& by, const std::string& cid, const Staff& whom, bool here,
               bool on, const Facts& facts) {
  if (!c.open()) return refused(c);
  const bool owns = c.owner && c.owner->id == by.id;
  const bool leaves = !on && whom.id == by.id;
  if (!leaves && !owns && by.role != Role::supervisor) return refused(c, Refusal::Why::not_yours);
  Transition t(c, facts);
  auto& all = t.body().participants;
  auto known =
      std::find_if(all.begin(), all.end(), [&](const Participant& p) { return p.who.id == whom.id; });
  const bool helps = known != all.end() && known->helper;
  if (on == helps || (c.owner && c.owner->id == whom.id)) return refused(c);
  if (!on) {
    known->helper = false;
    t.log(Left{whom.ref(), known->role}, by, cid);
    return t.finish(Because::left);
  }
  if (!here) return refused(c, Refusal::Why::offline);
  const Participant helper{whom.ref(), whom.acting(), true};
  if (known == all.end())
    all.push_back(helper);
  else
    *known = helper;
  std::erase(t.body().observers, whom.id);
  t.log(Joined{whom.ref(), helper.role}, by, cid);
  return t.finish(Because::joined);
}

Decided share_note(const Conversation& c, const Actor& by, const std::string& cid, const Shared& note) {
  Change change{.conversation = c};
  auto& shared = change.conversation.shared;
  const auto at = std::lower_bound(shared.begin(), shared.end(), note.note);
  if (note.note == 0 || (at != shared.end() && *at == note.note)) return refused(c);
  shared.insert(at, note.note);
  change.notes.push_back({by, cid, note});
  return change;
}

}  // namespace baton::desk
