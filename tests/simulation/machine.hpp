// What a schedule tells the machine of its nodes.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>

#include "tests/simulation/calendar.hpp"

namespace baton::sim {

// Ids, secrets and jitter of the nodes come from this seed now.
void seed_machine(std::uint64_t seed);
// Comes back when it is that time.
boost::asio::awaitable<void> arrive(boost::asio::any_io_executor executor, Micros when);
// Whoever waits on the machine's timers waits no longer, and their coroutines end where they are. To be
// called while everything that they refer to is still there.
void stop_waiting();

}  // namespace baton::sim
