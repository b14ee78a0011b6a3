// What the nodes of a Redis Cluster say of the one slot that we use. No table of slots is kept and no hash
// computed: a node is asked for the key itself, and answers as it would answer every command. Values only.
//
// While a slot is moved (MIGRATING), half of its keys may be gone. Its master answers a command whose first
// key is not there with ASK before it begins; our key never is, so that nothing is ever done to half of a
// site. ASK is not followed: the other half is no better. A replica knows nothing of the move (Redis 7.0):
// promoted in the middle of it, it would serve half of a site in good faith; so the other masters are asked
// what they hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/redis/command.hpp"
#include "server/redis/options.hpp"
#include "server/redis/reply.hpp"

namespace baton::redis {

struct SlotAnswer {
  enum class Slot {
    here,       ///< the node serves it
    leaving,    ///< it is its master, and gives it away just now
    elsewhere,  ///< it names another one
    nowhere,    ///< it is served by nobody the node knows of
    unknown,    ///< the node does not say
  } slot = Slot::unknown;
  Place place;       ///< when elsewhere
  std::string says;  ///< why it is not here, one sentence; empty when it is
};

/// Two commands; their replies are `slot_answer`'s.
std::vector<Command> slot_question(const std::string& key);
/// `asked`: of the node; it may name hosts without their name, which means its own.
SlotAnswer slot_answer(const Reply& probe, const Reply& info, const std::string& asked);

struct ClusterNode {
  Place place;
  bool other_master = false;  ///< than who was asked, and not known to be down
};
/// All that have an address, in the answer to CLUSTER NODES.
std::vector<ClusterNode> nodes_in(std::string_view nodes, const std::string& asked);

/// Why a connection to whoever answered with this error should end, so that the next one finds the right one:
/// READONLY, MOVED, ASK, CLUSTERDOWN. Empty for other errors.
std::string_view why_to_leave(std::string_view error_text);

}  // namespace baton::redis
