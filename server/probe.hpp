// Looks at a port from outside, blocking, for the moments without a loop: before a server starts, and for the
// commands that ask whether one runs.
#pragma once
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace baton {

// Whether one could listen there and be alone: nodes share their port (SO_REUSEPORT), so that a second server
// on it would get half of the first one's connections without an error. `address` is numeric.
boost::system::error_code port_problem(const std::string& address, std::uint16_t port);

struct Readiness {
  unsigned status = 0;  // of GET /readyz
  std::string body;
};
// Nothing when nobody there speaks HTTP within the deadline. An address of "all" is asked on loopback.
std::optional<Readiness> ask_ready(const std::string& address, std::uint16_t port,
                                   std::chrono::milliseconds deadline);

}  // namespace baton
