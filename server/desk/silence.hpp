// The rows of states.md for conversations in which nobody speaks: the owner who owes the first word, the
// visitor who waits for one, and the one who has stopped answering. Who spoke last is compared by sequence
// (L10): what bots and Baton itself write is nobody's last message.
#pragma once
#include <string>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

// active → queued: the owner has not said a word since it is theirs; others are preferred. Where somebody
// has, only the lease ends.
Decided first_reply_over(const Conversation& c, const Facts& facts);

// Nobody spoke for a while. The visitor last: staff are alerted, once a message. Staff last: the visitor is
// warned with `warning`, and after that (active → closed) the conversation ends. Too early: it is looked at
// again when it is time.
Decided silence_over(const Conversation& c, const std::string& warning, const Facts& facts);

}  // namespace baton::desk
