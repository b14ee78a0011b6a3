// The rows of states.md for transfers. The giver owns until the taker has it (L7): `pending` lies beside the
// owner, and the change of owner is one step. Offers of transfers are answered as in offering.hpp.
#pragma once
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"
#include "server/desk/offering.hpp"

namespace baton::desk {

class Transition;

// Exactly one is set.
struct Target {
  std::optional<std::string> department;
  std::optional<Staff> staff;
  bool here = false;  // the person is connected
};

// active → active with pending. To somebody absent or full: refused. One under way is replaced. Requires a
// department that exists, or a person who serves one.
Decided transfer(const Conversation& c, const Actor& by, const std::string& cid, const Target& to,
                 const std::optional<std::string>& note, const Facts& facts);

// pending → none: the giver keeps it. A hand-off is the customer's wish too: it is withdrawn or deferred
// (handoff.hpp), never taken back.
Decided take_back(const Conversation& c, const Staff& giver, const std::string& cid, const Facts& facts);

// The one step: `taker` owns, the giver stays as observer. For the rows that end a transfer or a hand-off
// well.
void hand_over(Transition& t, const Staff& taker, const Actor& by, const std::string& cid);

// Whose conversation it would be with this person.
std::string department_with(const Conversation& c, const Staff& staff);

}  // namespace baton::desk
