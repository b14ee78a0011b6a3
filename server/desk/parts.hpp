// The parts of a conversation's body: plain values, each with the moment at which it ends, where it does.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "server/desk/person.hpp"
#include "server/desk/time.hpp"

namespace baton::desk {

using Seq = std::uint64_t;  // a place in the log, from 1; 0 for none

// Somebody of the staff who wrote or answered here, now or earlier, in the role of that time.
struct Participant {
  PersonRef who;
  Role role = Role::agent;
  bool helper = false;  // `joined` in the log and not `left`: may write beside the owner
  bool operator==(const Participant&) const = default;
};

struct Preference {
  std::string staff;
  Time until = 0;
  bool operator==(const Preference&) const = default;
};

// A queued conversation in the hands of one person, who may accept it until the lease ends.
struct Offer {
  std::string to;
  Time until = 0;
  bool operator==(const Offer&) const = default;
};

// A transfer or hand-off under way while the giver still owns. One to a department waits in its queue while
// it has no offeree.
struct Pending {
  enum class Kind : std::uint8_t { transfer, handoff } kind = Kind::transfer;
  std::string to;  // department or staff id
  std::optional<std::string> offeree;
  Time until = 0;          // of the offer to the offeree; 0 without one
  std::string department;  // whose conversation it is to be
  bool operator==(const Pending&) const = default;
};

// The owner owes the first word until then; staff's messages after `since` are theirs to count.
struct ReplyLease {
  Time until = 0;
  Seq since = 0;
  bool operator==(const ReplyLease&) const = default;
};

// When a conversation in which nobody speaks is looked at. Every message moves the timer to `after` behind
// itself without touching the body; a decision that changes any of this puts it at `at`, or drops it for 0.
struct Silence {
  Duration after = 0;
  Time at = 0;
  Seq warned = 0;   // staff's last message when the visitor was warned
  Seq alerted = 0;  // the visitor's last message when staff were alerted
  bool operator==(const Silence&) const = default;
};

// A skill that is required until it relaxes.
struct Wanted {
  std::string skill;
  Time until = 0;
  bool operator==(const Wanted&) const = default;
};

// Why we still owe an answer, and until when.
struct Recovery {
  Time due = 0;
  bool overdue = false;  // staff were alerted that it passed
  bool operator==(const Recovery&) const = default;
};

}  // namespace baton::desk
