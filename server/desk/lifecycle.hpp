// The rows of states.md for a conversation's beginning, owners and end, one function each: body in, change or
// refusal out. Anything the table does not list is refused with the state as it is. The other rows are in
// offering.hpp, transferring.hpp, waiting.hpp, silence.hpp and supervising.hpp.
#pragma once
#include <optional>
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

struct Start {
  std::string id;  // of the new conversation
  std::string department;
  VisitorCard visitor;
  std::string cid;
  std::optional<std::string> text;
  std::optional<std::string> previous;  // the closed conversation it follows
  std::optional<Preference> pref;       // who had this customer last, and how long it is kept for them
};
// How long a chat that starts in `department` is kept for who had this customer last. Not at all where they
// do not serve it, or are not there: nobody waits for somebody absent.
std::optional<Preference> preference_for(const Staff& last, bool here, const std::string& department,
                                         const Facts& facts);

// – → queued. The queue's limit is a check of the commit, not decided here.
Change start(const Start& what, const Facts& facts);

// What a visitor leaves while nobody is there: – → missed, with how to reach them on the card.
Change leave_message(const Start& what, const Facts& facts);

// queued → active, or a transfer to a department → its new owner; chosen by the matcher. `considered` goes
// into the decision record. A hand-off is offered.
Change assign(const Conversation& c, const Staff& to, const std::vector<std::string>& considered,
              const Facts& facts);

// queued, missed, or waiting as a transfer → active by a person's own wish; over capacity only with `over`.
// `in_turn`: it was the head of its queue, else the record says so. The giver of a transfer takes it back;
// whoever it is offered to accepts. A hand-off: a rep only, and
// where the guard does not object.
Decided take(const Conversation& c, const Staff& by, const std::string& cid, bool over, bool in_turn,
             const Facts& facts);

// A message that `append` cannot carry: a supervisor's into an open conversation they have not joined.
Decided join_and_say(const Conversation& c, const Staff& by, const LogEvent& message, const Facts& facts);

// active → closed by staff.
Decided close(const Conversation& c, const Actor& by, const std::string& cid, CloseReason reason,
              const std::optional<std::vector<std::string>>& tags, const Facts& facts);
// Any open → closed by the visitor; missed when they wrote and no human has answered.
Decided leave_chat(const Conversation& c, const Actor& by, const std::string& cid, const Facts& facts);

// What is known of the previous owner when a conversation comes back.
struct Returning {
  std::optional<Staff> owner;  // body, where the person still exists
  bool present = false;
  bool nobody_waits = false;  // in any department of theirs (law L4)
};
// closed (in its window), missed → active with the previous owner where they are present and free and nobody
// waits, else queued with a new arrival and a preference for them. `message` is the one that brought it back.
Decided reopen(const Conversation& c, const Actor& by, const std::string& cid,
               const std::optional<LogEvent>& message, const Returning& previous, const Facts& facts);

// active → queued: the owner did not come back in the grace, or signed out. Arrival kept; a transfer under
// way is withdrawn, and it waits where that would have brought it; a hand-off's in the giver's department.
Decided owner_lost(const Conversation& c, const Staff& owner, const Facts& facts);

// Any → the same state: labels of the conversation.
Decided tag(const Conversation& c, const Actor& by, const std::string& cid, std::vector<std::string> tags);
Decided prioritise(const Conversation& c, const Actor& by, const std::string& cid, Priority priority);
Change note(const Conversation& c, const Actor& by, const std::string& cid, const std::string& text);

}  // namespace baton::desk
