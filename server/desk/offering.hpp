// The rows of states.md for offers: a chat, or a transfer, in the hands of one person under a lease. Who
// holds one holds a slot (L5); accepting moves it, so it never makes a load grow.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/desk/change.hpp"
#include "server/desk/facts.hpp"

namespace baton::desk {

// queued → offered, or a transfer to a department, or a hand-off → one of its people, chosen by the matcher.
// A hand-off to which the guard objects is not offered: it is pending no longer, until the objection is gone.
Change offer(const Conversation& c, const Staff& to, const std::vector<std::string>& considered,
             const Facts& facts);

// offered → active, or a transfer → its taker. Refused once the lease is over, where the owned ones alone
// fill the capacity, and, of a hand-off, where the guard objects.
Decided accept(const Conversation& c, const Staff& by, const std::string& cid, const Facts& facts);

// offered → queued, or a transfer → its next candidate, or none. `onward`: everybody else who could have it
// has said no too; a chat goes there (waiting.hpp), a transfer ends, a hand-off waits on.
Decided decline(const Conversation& c, const Staff& by, const std::string& cid,
                const std::optional<std::string>& onward, const Facts& facts);

// The same when the lease is over; the second in a row makes the person away.
Decided lapse(const Conversation& c, const Facts& facts);

// The same when the person is gone or not online any more: no fault of theirs, and nothing they said.
Decided offeree_gone(const Conversation& c, const std::string& staff, const Facts& facts);

// How subscribers hear that the taker has what waited, or was offered, as `before`.
Because taken(const Conversation& before);

// Whether all of these, of whom `c` could be anybody's, have said no to it.
bool all_refused(const Conversation& c, const std::vector<Staff>& could, Time now);

}  // namespace baton::desk
