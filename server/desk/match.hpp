// Who gets which waiting conversation: law L4 as two pure functions. Reads nothing, remembers nothing.
#pragma once
#include <string>
#include <vector>

#include "server/desk/conversation.hpp"
#include "server/desk/person.hpp"
#include "server/desk/site.hpp"

namespace baton::desk {

// May `a` be given, or offered, `c` now? Routing mode not manual; present and online; a free slot; serves the
// department where it waits (`department`) and is not its owner; has the skills required now; has not
// declined it lately; not reserved for a preferred person whose patience runs; its visitor is not away.
bool eligible(const Conversation& c, const Staff& a, bool here, const Department& department, Time now);

struct Waiting {
  Conversation body;
  std::int64_t virtual_start = 0;  // µs: arrival − head start; then id: the order of the queue
};
struct Candidate {
  Staff body;
  bool here = false;
};
struct Pair {
  std::size_t waiting = 0;              // index into what was given
  std::size_t candidate = 0;            // index into what was given
  std::vector<std::string> considered;  // eligible staff, most preferred first
  // The department offers, or it is a hand-off: a slot is held, nothing is assigned.
  bool offer = false;
};

// Pairs waiting conversations, in the order of their virtual start, each with the eligible person who has not
// let it wait before, of the lowest load per capacity, then the longest idle, then the id; each person's load
// grows with every pair, so that the whole answer may be committed at once. At most `most` pairs. Every
// pair's departments come from `settings`.
std::vector<Pair> match(const std::vector<Waiting>& waiting, const std::vector<Candidate>& staff,
                        const Settings& settings, Time now, std::size_t most);

// Could somebody of a sales department have the hand-off of `c` now, whatever the department's mode, other than
// who holds an offer of it?
bool rep_free(const Conversation& c, const std::string& department, const std::vector<Candidate>& staff,
              const Settings& settings, Time now);

}  // namespace baton::desk
