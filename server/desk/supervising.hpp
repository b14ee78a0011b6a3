// What a supervisor may do with a conversation: read along, and put it where it belongs. Force is always
// legal and never silent: the reason goes into the notes.
#pragma once
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"
#include "server/desk/transferring.hpp"

namespace baton::desk {

// Any open → the same: begins to read along, unseen by the visitor, or ends it. Staff who stayed as observers
// may end theirs.
Decided observe(const Conversation& c, const Staff& by, bool on);

struct Force {
  enum class Action : std::uint8_t { requeue, close, takeover, transfer } action = Action::requeue;
  Target to;           // of a transfer
  std::string reason;  // required
};
// Any open → queued, closed, or active with the supervisor or the person named, whatever their load (L5).
// Missed → closed: the dismissal; "spam" closes as spam. A person who is not there is refused (L6).
Decided force(const Conversation& c, const Staff& by, const std::string& cid, const Force& what,
              const Facts& facts);

}  // namespace baton::desk
