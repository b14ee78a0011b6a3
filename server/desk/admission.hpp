// Where conversations go by hours, limits and ladders: whoever starts, whoever waits too long, and when what
// was missed is due. Pure. All require settings that settings_rules lets pass.
//
// A queue that was full takes newcomers again only below `reopens_below()`, so that it does not open and
// close with every chat. "Full" cannot be told from the count alone (160–199 of 200 may be on its way up or
// down), so one bit a department is shared: a hash `full` of the site, department → "1". Whoever is turned
// away because a queue is at its limit sets it (`fills`); the start that finds the queue short again clears
// it, in the commit that enters the queue (`reopens`). The bit only ever chooses which bound holds: the
// commit checks `count` below `bound` itself, so a bit set or cleared a moment late (two nodes race, or one
// dies between) admits nobody beyond the limit, and is put right by the next start.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/site.hpp"

namespace baton::desk {

// What is known of a department's queue; one that is not in `Queues` is empty.
struct Queue {
  std::int64_t waiting = 0;
  bool full = false;  // its bit in the hash `full`
};
using Queues = std::map<std::string, Queue>;

bool open_at(const Department& department, const FindZone& find, Time now);
// Whoever comes needs fewer than this in the queue.
int bound(const Department& department, const Queue& queue);
// Open, and with room.
bool takes(const Department& department, const Queue& queue, const FindZone& find, Time now);

struct Admission {
  std::optional<std::string> department;  // nullopt: nobody; the visitor may leave a message
  int bound = 0;                          // the commit checks that fewer wait in `department`
  bool reopens = false;                   // the commit clears the bit of `department`
  std::vector<std::string> fills;         // departments whose bit is to be set, whatever else happens
  bool operator==(const Admission&) const = default;
};
// Where somebody goes who starts now and asks for `department`: there while it is open and has room, else up
// its ladder at once, rung by rung, each with the ladder of its own, until one takes them. One that is not in
// the settings takes nobody.
Admission admission(const Settings& settings, const std::string& department, const Queues& queues,
                    const FindZone& find, Time now);

struct Overflow {
  std::optional<std::string> to;  // it goes there now: a department, or `to_form`; nullopt: it stays
  std::optional<Time> again;      // it stays: ask again then; nullopt: nothing will change by itself
  bool operator==(const Overflow&) const = default;
};
// Where a conversation goes that waits in `department` since `entered`: up the first rung whose time has come
// and whose department is open and has room. A department that has closed keeps nobody: the time of all its
// rungs has then come, and with none that takes it, it goes to the form. `again` is the next rung's time or
// the department's closing, whichever is first.
Overflow overflow(const Settings& settings, const std::string& department, Time entered, const Queues& queues,
                  const FindZone& find, Time now);

// Where a conversation goes at once that nobody of `department` will have: up the first rung whose department
// takes it, whenever that would be due; to the form where none does.
std::string onward(const Settings& settings, const std::string& department, const Queues& queues,
                   const FindZone& find, Time now);

// When a conversation that is missed now in `department` is due: Timing.recovery_due after the next opening,
// after `now` while it is open, and also where it never opens or is not in the settings.
Time recovery_due(const Settings& settings, const std::string& department, const FindZone& find, Time now);

}  // namespace baton::desk
