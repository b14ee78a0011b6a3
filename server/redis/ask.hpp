// One blocking question to the Redis behind a unix socket, for the moments without a loop: process start and
// end. Never used by a node.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "server/redis/command.hpp"
#include "server/redis/reply.hpp"

namespace baton::redis {

/// Nothing when nobody answers on the socket within the deadline.
std::optional<Reply> ask(const std::string& unix_path, const Command& command,
                         std::chrono::milliseconds deadline);

}  // namespace baton::redis
