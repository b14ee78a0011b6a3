// The rules of the doctor: when a fact is good, doubtful or wrong, and what mends it.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cstdlib>

#include "server/desk/settings_rules.hpp"
#include "server/doctor.hpp"

namespace baton {
namespace {

using Verdict = Finding::Verdict;

constexpr std::int64_t clocks_apart = 2'000;       // ms; times in logs and tokens begin to disagree
constexpr std::int64_t clocks_far_apart = 60'000;  // ms; tokens of the site's own backend are refused
constexpr std::uint64_t few_descriptors = 1'024;  // some are needed for files, Redis and the nodes themselves
constexpr std::uint64_t node_connections = 10'000;  // net::Limits::connections

Finding good(std::string says) { return {Verdict::good, std::move(says), {}}; }
Finding doubtful(std::string says, std::string mend) {
  return {Verdict::doubtful, std::move(says), std::move(mend)};
}
Finding wrong(std::string says, std::string mend) {
  return {Verdict::wrong, std::move(says), std::move(mend)};
}

Finding judge_fsync(const RedisFacts& redis) {
  if (!redis.append_only)
    return wrong("Redis keeps its data in memory only: what was acknowledged is lost when it ends",
                 "put `appendonly yes` into redis.conf, or now: redis-cli CONFIG SET appendonly yes");
  if (redis.append_status != "ok")
    return wrong("Redis cannot write its log: " + redis.append_status, "look whether its disk is full");
  if (!redis.fsync)
    return doubtful("Redis writes a log (AOF); how often it reaches the disk is not shown to this user",
                    "see that appendfsync is everysec or always");
  if (*redis.fsync == "no")
    return doubtful("Redis leaves it to the system when its log reaches the disk (appendfsync no)",
                    "put `appendfsync everysec` into redis.conf: a power cut then costs a second at most");
  return good("Redis writes a log (AOF), appendfsync " + *redis.fsync);
}

// Where acknowledgements wait for a replica.
Finding judge_replication(const redis::Replication& replication) {
  if (replication.replicas == 0)
    return wrong("No replica follows this Redis: with redis.durability = replica no write is acknowledged",
                 "start a second Redis with `replicaof HOST PORT`, or choose another redis.durability");
  if (!replication.guarded)
    return doubtful(
        "Redis takes writes without its replica too: cut off from it, it does what is then lost",
        "put `min-replicas-to-write 1` and `min-replicas-max-lag 3` into redis.conf of each Redis");
  return good(fmt::format("{} replica{}; each write is acknowledged once one has it", replication.replicas,
                          replication.replicas == 1 ? " follows" : "s follow"));
}

Findings judge_cluster(const ClusterFacts& cluster) {
  constexpr std::int64_t all_slots = 16'384;
  Findings found{good(fmt::format("The cluster has {} master{}; the site's slot {} is at {}", cluster.masters,
                                  cluster.masters == 1 ? "" : "s", cluster.slot, cluster.master))};
  if (cluster.masters < 3)
    found.push_back(doubtful("With fewer than three masters none can be declared dead and replaced",
                             "redis-cli --cluster add-node, then rebalance --cluster-use-empty-masters"));
  if (cluster.served < all_slots)
    found.push_back(
        doubtful(fmt::format("{} of the cluster's slots are served by nobody", all_slots - cluster.served),
                 "redis-cli --cluster check says which, redis-cli --cluster fix mends it"));
  if (cluster.replicas == 0)
    found.push_back(doubtful("No replica follows the master of the site's slot, to take it over when it dies",
                             "redis-cli --cluster add-node … --cluster-slave --cluster-master-id …"));
  else
    found.push_back(good(fmt::format("{} replica{} can take the slot over", cluster.replicas,
                                     cluster.replicas == 1 ? "" : "s")));
  return found;
}

Finding judge_clock(std::int64_t ahead_ms) {
  const auto apart = std::abs(ahead_ms);
  if (apart < clocks_apart) return good(fmt::format("The clocks agree (to {} ms)", apart));
  const auto says = fmt::format("The clock of Redis is {:.1f} s {} this machine's",
                                static_cast<double>(apart) / 1000, ahead_ms > 0 ? "ahead of" : "behind");
  constexpr auto mend = "let both machines follow NTP (timedatectl set-ntp true); Baton goes by Redis's";
  return apart < clocks_far_apart ? doubtful(says, mend) : wrong(says, mend);
}

Finding judge_origins(const SiteFacts& site) {
  const auto count = site.settings.origins.size();
  if (count > 0) return good(fmt::format("Pages of {} origin{} may connect", count, count == 1 ? "" : "s"));
  if (site.loopback) return good("No origins are listed: only pages of this server may connect");
  return doubtful("No origins are listed: the widget works on pages of this server only",
                  "name your shop's: baton site export > site.toml, add it to origins, baton site apply "
                  "site.toml");
}

Finding judge_department(const desk::Department& department, const std::vector<desk::Staff>& staff) {
  const auto serves = [&](const desk::Staff& s) { return s.serves(department.id); };
  const auto count = std::count_if(staff.begin(), staff.end(), serves);
  const auto room = [&](const desk::Staff& s) { return serves(s) && s.capacity > 0; };
  if (count == 0)
    return wrong(
        fmt::format("Nobody serves the department {}: who writes to it waits for ever", department.id),
        fmt::format("baton staff add --department {} …, or take it out: baton site export, apply",
                    department.id));
  if (std::none_of(staff.begin(), staff.end(), room))
    return wrong(fmt::format("Everybody in the department {} has a capacity of 0", department.id),
                 "one of them sets another capacity in the console");
  return good(fmt::format("Department {}: {} {}", department.id, count, count == 1 ? "person" : "people"));
}

}  // namespace

Findings judge_redis(const RedisFacts& redis) {
  Findings found{good(fmt::format("Redis {} answers at {}", redis.version, redis.where))};
  if (redis.cluster)
    for (auto& finding : judge_cluster(*redis.cluster)) found.push_back(std::move(finding));
  if (redis.eviction == "noeviction")
    found.push_back(good("Redis evicts nothing"));
  else
    found.push_back(wrong(
        fmt::format("Redis may throw conversations away when its memory is full (maxmemory-policy {})",
                    redis.eviction.empty() ? "unknown" : redis.eviction),
        "put `maxmemory-policy noeviction` into redis.conf, or now: redis-cli CONFIG SET maxmemory-policy "
        "noeviction"));
  found.push_back(judge_fsync(redis));
  if (redis.replication) found.push_back(judge_replication(*redis.replication));
  found.push_back(judge_clock(redis.ahead_ms));
  for (const auto& name : redis.other_code)
    found.push_back(wrong(
        fmt::format("Redis holds a function library {} with other code, which Baton never replaces", name),
        "give this Baton a Redis of its own, or run the Baton that loaded it"));
  return found;
}

Findings judge_site(const SiteFacts& site) {
  Findings found;
  const auto& settings = site.settings;
  if (!site.written)
    found.push_back(doubtful("The site has no settings yet; the first start gives it defaults",
                             "baton site apply FILE writes yours (deploy/site.example.toml)"));
  else if (const auto problems = desk::problems(settings, site.zones); problems.empty())
    found.push_back(good(fmt::format("The settings of \"{}\" are good", settings.name)));
  else
    for (const auto& problem : problems)
      found.push_back(wrong(fmt::format("Setting {}: {}", problem.field, problem.message),
                            "baton site export > site.toml, change it, baton site apply site.toml"));
  found.push_back(judge_origins(site));
  if (site.staff.empty())
    found.push_back(wrong("There are no staff accounts: nobody can answer",
                          "baton staff add --email … --name … --role agent --department care"));
  else
    for (const auto& department : settings.departments)
      found.push_back(judge_department(department, site.staff));
  return found;
}

Finding judge_port(const std::string& address, std::uint16_t port, const boost::system::error_code& problem,
                   const std::optional<Readiness>& heard) {
  namespace error = boost::asio::error;
  const auto where = fmt::format("{} port {}", address, port);
  if (port == 0) return good("Any free port will be taken");
  if (!problem) return good(fmt::format("{} is free", where));
  if (problem == error::address_in_use) {
    if (heard && heard->status == 200 && heard->body == "ready\n")
      return good(fmt::format("Baton itself answers on {} and is ready", where));
    if (heard && heard->status == 503)
      return wrong(fmt::format("Baton answers on {} but is not ready: {}", where,
                               heard->body.substr(0, heard->body.find('\n'))),
                   "its log says more");
    return wrong(
        fmt::format("{} is taken by another program", where),
        fmt::format("end it (ss -ltnp 'sport = :{}' names it), or choose another with --port", port));
  }
  if (problem == error::access_denied)
    return wrong(fmt::format("{} is not for this user ({})", where, problem.message()),
                 "take one from 1024 on and put a proxy in front (deploy/nginx.conf)");
  return wrong(fmt::format("Baton cannot listen on {} ({})", where, problem.message()),
               "--address takes one of this machine's addresses; `ip address` lists them");
}

Finding judge_descriptors(std::uint64_t most, std::size_t nodes) {
  const auto wanted = node_connections * nodes;
  constexpr auto mend = "LimitNOFILE=65536 in the unit (deploy/baton.service), or ulimit -n 65536 before it";
  if (most < few_descriptors)
    return wrong(fmt::format("Only {} files and connections may be open", most), mend);
  if (most < wanted)
    return doubtful(fmt::format("{} files and connections may be open; {} nodes take up to {} connections",
                                most, nodes, wanted),
                    mend);
  return good(fmt::format("{} files and connections may be open", most));
}

std::string report(const Findings& findings) {
  std::string out;
  std::size_t wrongs = 0;
  std::size_t doubts = 0;
  for (const auto& f : findings) {
    wrongs += f.verdict == Verdict::wrong ? 1 : 0;
    doubts += f.verdict == Verdict::doubtful ? 1 : 0;
    const auto* mark = f.verdict == Verdict::good ? "good " : f.verdict == Verdict::wrong ? "WRONG" : "look ";
    out += fmt::format("{}  {}\n", mark, f.says);
    if (!f.mend.empty()) out += fmt::format("       -> {}\n", f.mend);
  }
  const auto things = [](std::size_t n) { return n == 1 ? "1 thing" : fmt::format("{} things", n); };
  out += wrongs == 0 ? std::string("\nNothing is wrong") : fmt::format("\n{} wrong", things(wrongs));
  return out + (doubts == 0 ? std::string(".\n") : fmt::format("; {} to look at.\n", things(doubts)));
}

bool anything_wrong(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.verdict == Verdict::wrong; });
}

}  // namespace baton
