// A master and a replica that follows it, on ports of loopback, for tests of what a failover keeps.
#pragma once
#include "tests/unit/redis/test_redis.hpp"

namespace baton::test {

struct Replicas {
  std::string master_port = free_port();
  std::string replica_port = free_port();
  TestRedis master{{"--bind", "127.0.0.1", "--port", master_port, "--repl-diskless-sync-delay", "0"}};
  TestRedis replica{{"--bind", "127.0.0.1", "--port", replica_port, "--replicaof", "127.0.0.1", master_port}};

  /// Waits until the replica has all, and the master knows it.
  Replicas() {
    const auto follows = [this] {
      const auto info = master.ask("INFO", "replication").text;
      return info.find("state=online") != std::string::npos && info.find("lag=0") != std::string::npos;
    };
    if (!eventually(follows, 20s)) throw std::runtime_error("the test's replica does not follow");
  }
};

}  // namespace baton::test
