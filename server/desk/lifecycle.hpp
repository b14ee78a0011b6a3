// The rows of states.md for a conversation, one function each: body in, change or refusal out. Anything the
// table does not list is refused with the state as it is. `now` is Redis time.
#pragma once
#include <optional>
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

struct Start {
  std::string id;  // of the new conversation
  std::string department;
  VisitorCard visitor;
  std::string cid;
  std::optional<std::string> text;
  std::optional<std::string> previous;  // the closed conversation it follows
};
// – → queued. The queue's limit is a check of the commit, not decided here.
Change start(const Start& what, Time now);

// queued → active, chosen by the matcher. `considered` goes into the decision record.
Change assign(const Conversation& c, const Staff& to, const std::vector<std::string>& considered, Time now);

// queued, missed → active by a person's own wish; over capacity only with `over`. `in_turn`: it was the head
// of its queue, else the record says so.
Decided take(const Conversation& c, const Staff& by, const std::string& cid, bool over, bool in_turn,
             Time now);

// A message that `append` cannot carry: a supervisor's into an open conversation they have not joined.
Decided join_and_say(const Conversation& c, const Staff& by, const LogEvent& message, Time now);

// active → closed by staff. `owner` is the owner's body as read, where there is one.
Decided close(const Conversation& c, const Actor& by, const std::string& cid, CloseReason reason,
              const std::optional<std::vector<std::string>>& tags, const std::optional<Staff>& owner,
              const Timing& timing, Time now);
// Who has said anything in the log.
struct Said {
  bool visitor = false;
  bool staff = false;
};
// Any open → closed by the visitor; missed when they wrote and no human has answered.
Decided leave_chat(const Conversation& c, const Actor& by, const std::string& cid, const Said& said,
                   const std::optional<Staff>& owner, const Timing& timing, Time now);

// What is known of the previous owner when a conversation comes back.
struct Returning {
  std::optional<Staff> owner;  // body, where the person still exists
  bool present = false;
  bool nobody_waits = false;  // in any department of theirs (law L4)
};
// closed (in its window), missed → active with the previous owner where they are present and free and nobody
// waits, else queued with a new arrival and a preference for them. `message` is the one that brought it back.
Decided reopen(const Conversation& c, const Actor& by, const std::string& cid,
               const std::optional<LogEvent>& message, const Returning& previous, const Timing& timing,
               Time now);

// active → queued: the owner did not come back in the grace, or signed out. Arrival kept.
Decided owner_lost(const Conversation& c, const Staff& owner, const Timing& timing, Time now);

// The preferred person's patience is over: anyone may have it now.
Decided patience_over(const Conversation& c, Time now);

// Any → the same state: labels of the conversation.
Decided tag(const Conversation& c, const Actor& by, const std::string& cid, std::vector<std::string> tags);
Decided prioritise(const Conversation& c, const Actor& by, const std::string& cid, Priority priority);
Change note(const Conversation& c, const Actor& by, const std::string& cid, const std::string& text);

}  // namespace baton::desk
