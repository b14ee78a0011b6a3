// The Redis functions that carry all writes of the store, and how they get into a Redis. Library and function
// names carry the contract's version; what is there already under such a name is never replaced.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "server/redis/link.hpp"

namespace baton::store {

struct Library {
  std::string name;
  std::string code;  // with its "#!lua name=…" line
};
const std::vector<Library>& libraries();

// Loads what is missing. `refused` when a library of the same name holds other code (logged in one sentence),
// or when Redis does not take one. For every new connection to a master: functions may be missing on any of
// them.
boost::asio::awaitable<redis::Result<void>> load_functions(redis::Link& link);

}  // namespace baton::store
