// Every index and timer move that follows from a body before and after: the one place where indexes are
// decided. Pure; both stores carry out what it says, and no use case touches an index.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "server/store/commit.hpp"

namespace baton::store {

// One move in a sorted set (names without the site's prefix). `put` sets the score, `drop` removes, `enqueue`
// puts at the conversation's arrived_us plus `score` (minus the head start, µs): the virtual start time.
struct Move {
  enum class Kind : std::uint8_t { put, drop, enqueue } kind = Kind::put;
  std::string set;
  std::string member;
  std::int64_t score = 0;
  bool operator==(const Move&) const = default;
};

// Only what differs; drops first. Sets and scores of a conversation:
//   open, of:<visitor>, tag:<tag>   started_at (open: queued, offered, active)
//   closed                          closed_at
//   recovery                        when it is due (missed)
//   listed:<dept>:<state>           started_at (closed: closed_at), in each department that shows it
//   observed:<staff>                started_at, of each observer and helper (open)
//   mine:<staff>                    assigned_at, of the owner, also of a closed one
//   opps, opps:in:<state>           flagged_at, of each of its opportunities (member: its id), ended ones too
//   opps:of:<rep>, opps:by:<staff>  the same, by its owner and by whoever flagged it
//   <queue_key>, waiting:<dept>     virtual start (queued); put anew when the priority or the arrival changed
//   arrivals:<dept>                 the arrival (queued)
//   classes:<dept>                  0: the class queues that were ever used there (member: the queue's name)
//   due                             patience:<id> while queued with a preference, relax:<id> while queued and
//                                   a skill is wanted, overflow:<id>, recover:<id> (away) while queued,
//                                   offer:<id> while somebody holds one, reply:<id> and idle:<id> while
//                                   active, overdue:<id> while missed, seal:<id> while closed,
//                                   proposal:<id> while the customer is asked
// Whose visitor is away is in waiting:<dept> only: it keeps its place, and blocks no head of a queue. A
// transfer that waits for somebody of its department is in the queue of that. `append` drops reply:<id>
// with the first message of staff's, and moves idle:<id> with every message; here idle:<id> moves only when a
// decision changed the body's `silence`.
std::vector<Move> derive(const Commit::ConversationWrite& write);

// ready:<dept> for each department served, while online with a free slot, scored by `ready_score`.
std::vector<Move> derive(const Commit::StaffWrite& write);

// What sealing takes out of the indexes: its timer. Everything else stays as it is for a closed conversation.
std::vector<Move> sealing(const std::string& conversation);

// Load per capacity first (in 1/4096, which keeps all fractions up to capacity 50 apart), then idle_since in
// ms in the low 41 bits (enough until 2039): below 2^53, so that a double holds it exactly. Requires load <
// capacity ≤ 50.
std::int64_t ready_score(const desk::Staff& staff);

// Who gets a notice of this write, sorted: the visitor of a new conversation, and staff who became subscribed
// or ceased to be; of one that was reopened, all who are.
std::vector<std::string> told(const Commit::ConversationWrite& write);

// The departments whose lists show something else after this write: that it left, then that it is in.
std::vector<std::string> feeds(const Commit::ConversationWrite& write);

// Members of `due`.
std::string timer_member(const Timer& timer);
// Requires a member that timer_member made.
Timer timer_of(const std::string& member);

}  // namespace baton::store
