// What was read, with what it takes to rely on it: bodies, their versions, and what lies beside them. Nothing
// here knows Redis; sequences start at 1, times are Redis's in ms.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/conversation.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"
#include "server/store/records.hpp"

namespace baton::store {

// The fields that `append` moves without a version.
struct Hot {
  Seq log_seq = 0;
  Seq notes_seq = 0;
  Seq visitor_seq = 0;  // the last message of the visitor's, 0 for none
  Seq staff_seq = 0;    // the last message of staff's
  std::int64_t arrived_us = 0;
  Time last_at = 0;                 // of the last event of either log
  std::optional<Time> answered_at;  // the first message of staff's
  std::string epoch;
  std::map<std::string, Seq> read;  // person → how far in the log
  bool operator==(const Hot&) const = default;
};

struct ConversationView {
  desk::Conversation body;
  std::uint64_t version = 0;
  bool sealed = false;                    // read from its sealed form: changing it unseals it first
  std::optional<desk::Duration> wait;     // what a node estimates from that; the store leaves it empty
  std::vector<std::string> online;        // ids of the visitor, then the participants, who are connected
  std::optional<std::uint64_t> position;  // in waiting:<department>, from 1; while it is in there
  Time now = 0;                           // Redis time of the read

  // What was said so far, to *show*. A decision that depends on it takes `talk`, which adds the check of
  // log_seq.
  const Hot& shown() const { return hot; }
  // (Nothing can be said in a sealed one without unsealing it, so there the version is enough.)
  const Hot& talk(Reading& seen) const;
  Hot hot;
};

struct StaffView {
  desk::Staff body;
  std::uint64_t version = 0;
  bool here = false;  // somebody is connected
  Time now = 0;
  // `here` was relied on: added to the checks.
  bool relied_here(Reading& seen) const;
};

struct VisitorView {
  desk::Visitor body;
  std::uint64_t version = 0;
};

struct SettingsView {
  desk::Settings body;
  std::uint64_t version = 0;  // 0: never written, the defaults
};

// What a matcher sees of a department in one call. `staff`: the first `most` of ready:<department> who are
// connected, in its order. `waiting`: the first `most` of each class queue of the department and of every
// other department that one of these serves (law L4 looks at all departments of a person), and of the queues
// reserved for these; each once, by virtual start, then id. No checks are entered by reading; the commit
// enters those of the pairs it makes.
struct DeskView {
  struct Head {
    ConversationView view;
    std::string queue;  // the set it waits in
    std::int64_t virtual_start = 0;
  };
  std::vector<Head> waiting;
  std::vector<StaffView> staff;
  Time now = 0;
};

// How the queues of some departments stand at one moment.
struct QueuesView {
  struct Queue {
    std::string department;
    std::uint64_t waiting = 0;
    std::optional<std::int64_t> oldest_us;  // when who waits longest arrived; set while somebody waits
  };
  std::vector<Queue> queues;     // in the order asked
  std::vector<StaffView> staff;  // everybody who is connected, by id
  Time now = 0;
};

// What a visitor's `hello` with a token needs, in one round trip.
struct Greeting {
  std::optional<desk::Visitor> visitor;
  std::uint64_t visitor_version = 0;
  std::optional<ConversationView> latest;  // the open one, else the last one
  std::vector<Resumed> resumed;
  Time now = 0;
};

}  // namespace baton::store
