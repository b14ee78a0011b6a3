// The connection for commands: pipelined, with deadlines, reconnecting by itself. Belongs to one node's
// thread: every member and every callback runs there. It never repeats a command; that is the caller's
// decision.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/redis/command.hpp"
#include "server/redis/error.hpp"
#include "server/redis/options.hpp"
#include "server/redis/reply.hpp"

namespace baton::redis {

class Link {
public:
  using Prepare = std::function<boost::asio::awaitable<Result<void>>(Link&)>;

  /// The executor's context outlives the link and all its awaiting callers.
  Link(boost::asio::any_io_executor executor, Options options);
  /// Stops. Commands under way end with an error in a later turn; their callers may outlive the link.
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  /// Runs on every new connection before the link counts as up, e.g. to load functions; an error makes the
  /// link close it and try again later. The Link& it is given is this connection, before the gate that holds
  /// others back, valid for the call only. The coroutine owns what it uses: after `stop` it is resumed once
  /// more, to an error. Set before `start`.
  void on_ready(Prepare prepare);
  /// From now on a replica has to have what `write` wrote. Set before `start`.
  void confirm_writes(Confirmation how);
  /// Called after each change of `up()`, from the link's own turn. Set before `start`; not called after
  /// `stop`.
  void on_change(std::function<void(bool up)> changed);

  /// Connects and keeps connected until `stop`; returns at once.
  void start();
  /// Ends for good: what was sent becomes `unknown`, what was not `refused`. Idempotent.
  void stop();

  bool up() const;
  /// Where the latest connection goes, "host:port" or "unix:/path": the master, where it had to be found.
  std::string place() const;
  /// Why the link is not up, or what Redis said when it last refused, in one sentence; empty when all is
  /// well.
  const std::string& last_error() const;

  /// One command, one reply. All commands issued in one turn of the loop leave in one write, in the order
  /// issued. Errors: `refused`, `unknown`, `protocol`; an error reply that is no refusal comes back as a
  /// Reply.
  boost::asio::awaitable<Result<Reply>> run(Command command);
  /// Several commands in one write, one reply each, in order (a pipeline, not a transaction). `refused` only
  /// when every one was; otherwise refusals are error replies among the others (`is_refusal` tells).
  boost::asio::awaitable<Result<std::vector<Reply>>> run_all(std::vector<Command> commands);
  /// As `run`; with `confirm_writes` the reply comes once a replica has what was written, else `unconfirmed`.
  boost::asio::awaitable<Result<Reply>> write(Command command);

  struct Counters {
    std::uint64_t connections = 0;  ///< times the link came up
    std::uint64_t commands = 0;     ///< handed to a connection
    std::uint64_t writes = 0;       ///< to the socket
    std::uint64_t refused = 0;      ///< commands that ended `refused`
    std::uint64_t unknown = 0;      ///< commands that ended `unknown` or `protocol`
  };
  Counters counters() const;
  std::size_t in_flight() const;

private:
  struct Core;
  Link(std::shared_ptr<Core> core, bool preparing);

  std::shared_ptr<Core> core_;
  bool preparing_ = false;
};

}  // namespace baton::redis
