// The laws of the design over what a schedule left: each function gives sentences, one for each breach.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "server/store/memory_state.hpp"
#include "tests/simulation/person.hpp"

namespace baton::sim {

using People = std::vector<std::unique_ptr<Person>>;

// L5, L6: what holds between any two calls.
std::vector<std::string> at_any_moment(store::MemoryState& state);
// L2, L3, L10, one owner: what the logs tell.
std::vector<std::string> in_the_logs(const store::MemoryState& state);
// L1, L3.
std::vector<std::string> promises_kept(const store::MemoryState& state, const People& people, bool rollback);
// L2: every view is the beginning of its log.
std::vector<std::string> views_true(const store::MemoryState& state, const People& people);
// What must be so once nothing happens any more: L4, views whole, copies true, timers done, everybody
// answered. What was published before `heard_from` may have reached nobody, and needs a later word in its log
// to be missed: without one, nobody has to show it.
std::vector<std::string> when_quiet(store::MemoryState& state, const People& people, store::Time heard_from);

}  // namespace baton::sim
