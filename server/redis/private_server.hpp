// The private redis-server of a Baton without a configured Redis: starts or adopts it, restarts it when it
// dies, stops it with its last user. Two redis-servers never write one folder: the one that runs holds the
// `flock` on the file `lock`, by a descriptor that it inherited.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace baton::redis {

struct PrivateServerOptions {
  std::string folder;                       ///< data folder; created with mode 0700 when missing
  bool fsync_always = false;                ///< appendfsync always instead of everysec
  std::string executable = "redis-server";  ///< looked up in PATH
  std::chrono::milliseconds answer_deadline{
      5000};  ///< for the first answer of a Redis that starts or is found
  std::chrono::milliseconds load_deadline{300'000};  ///< for as long as it answers LOADING
  std::chrono::milliseconds stop_deadline{10'000};   ///< for SHUTDOWN; then SIGTERM and once more the same
};

/// One for a process, however many nodes (threads) it runs; they use only `socket_path()`. Its members are
/// called from one thread; an own thread watches the server.
class PrivateServer {
public:
  /// Success, or one sentence that says what is wrong and what to do.
  using Outcome = boost::system::result<void, std::string>;

  explicit PrivateServer(PrivateServerOptions options);
  /// Stops.
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  /// Starts Redis, or adopts the one that holds the folder; blocks until it serves (its deadlines bound
  /// that). From then on it is kept running: whichever user sees it dead first starts it again, with
  /// back-off.
  [[nodiscard]] Outcome start();

  /// Leaves; the last user of the folder stops Redis, its data on disk. Blocks at most twice `stop_deadline`.
  /// Idempotent. (A killed user leaves Redis running, and the next one adopts it.)
  void stop();

  /// `<folder>/redis.sock`, absolute; give it to Link as "unix:" + path.
  const std::string& socket_path() const;
  /// Whether `start` found a running Redis instead of starting one.
  bool adopted() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::redis
