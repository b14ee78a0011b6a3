// `baton doctor`: what was looked at, and what to say of it. The looking is in doctor.cpp; the rules here are
// pure: facts in, findings out. It changes nothing that a running server would notice.
#pragma once
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/desk/person.hpp"
#include "server/desk/site.hpp"
#include "server/probe.hpp"
#include "server/redis/info.hpp"

namespace baton {

struct Finding {
  enum class Verdict { good, doubtful, wrong } verdict = Verdict::good;
  std::string says;  // one line
  std::string mend;  // what to do; empty when good
};
using Findings = std::vector<Finding>;

// What the lines are for people: each finding, what to do below it, and at the end how many there are.
std::string report(const Findings& findings);
bool anything_wrong(const Findings& findings);

// Of the cluster that the master of the site's slot belongs to; it serves the slot, else nothing is looked
// at.
struct ClusterFacts {
  std::int64_t slot = 0;
  std::string master;        // of the slot, "host:port"
  int replicas = 0;          // of this master, that follow
  std::int64_t masters = 0;  // that have slots
  std::int64_t served = 0;   // slots, of 16384
};

struct RedisFacts {
  std::string where;  // its address, without a password
  std::string version;
  std::string eviction;                           // maxmemory_policy
  bool append_only = false;                       // aof_enabled
  std::string append_status = "ok";               // aof_last_write_status
  std::optional<std::string> fsync;               // appendfsync; nothing where CONFIG is not allowed
  std::int64_t ahead_ms = 0;                      // its clock minus ours
  std::vector<std::string> other_code;            // function libraries of our names with other contents
  std::optional<redis::Replication> replication;  // where acknowledgements wait for a replica
  std::optional<ClusterFacts> cluster;            // where redis.url is one
};
Findings judge_redis(const RedisFacts& redis);

struct SiteFacts {
  desk::Settings settings;
  bool written = false;  // else they are the defaults
  std::vector<desk::Staff> staff;
  bool loopback = true;  // nobody but this machine can come
  desk::FindZone zones;  // those of this machine
};
Findings judge_site(const SiteFacts& site);

// `problem` of binding it, and what is heard from whoever listens there already.
Finding judge_port(const std::string& address, std::uint16_t port, const boost::system::error_code& problem,
                   const std::optional<Readiness>& heard);

// `most` may be open in the process (a server raises its own limit to it), shared by `nodes` nodes.
Finding judge_descriptors(std::uint64_t most, std::size_t nodes);

}  // namespace baton
