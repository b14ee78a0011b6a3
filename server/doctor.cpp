// The looking: at the data folder, Redis, the site in it, the port, the limits and the pages. Invariants: a
// private Redis that runs is asked, never started, stopped or reconfigured; one that does not run is started
// for the time of the look, in a folder of its own where there is no data yet.
#include "server/doctor.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>

#include "server/admin.hpp"
#include "server/app.hpp"
#include "server/node_thread.hpp"
#include "server/redis/ask.hpp"
#include "server/redis/info.hpp"
#include "server/store/functions.hpp"
#include "server/web.hpp"
#include "server/zone_files.hpp"

namespace baton {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Verdict = Finding::Verdict;

constexpr seconds patience(5);  // for Redis to answer

// A Redis for the time of the look.
class LookedAt {
public:
  // Says what it found; false when there is no Redis to ask.
  bool open(const Config& config, Findings& found);
  const redis::Address& address() const { return address_; }
  ~LookedAt() {
    if (started_) started_->stop();
    std::error_code ignored;
    if (!scratch_.empty()) fs::remove_all(scratch_, ignored);
  }

private:
  bool open_private(const Config& config, Findings& found);
  bool start_in(const fs::path& folder, const Config& config, Findings& found);

  redis::Address address_;
  std::unique_ptr<redis::PrivateServer> started_;
  fs::path scratch_;
};

bool LookedAt::open(const Config& config, Findings& found) {
  if (config.redis.url.empty()) return open_private(config, found);
  const auto parsed = redis::parse_address(config.redis.url);
  if (parsed)
    address_ = *parsed;
  else
    found.push_back({Verdict::wrong, "redis.url is not an address of Redis",
                     "`baton config docs` says what redis.url can be"});
  return parsed.has_value();
}

// Why the folder of a private Redis cannot be used by this user; nothing when it can, or is not there.
std::optional<Finding> folder_problem(const fs::path& folder, const struct stat& info) {
  if (info.st_uid != ::geteuid())
    return Finding{
        Verdict::wrong,
        fmt::format("The data folder {} belongs to user {}, not to this one", folder.string(), info.st_uid),
        "run the doctor as that user: a file of another user's would stop the server"};
  if (!S_ISDIR(info.st_mode) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    return Finding{Verdict::wrong, fmt::format("The data folder {} cannot be written", folder.string()),
                   "chmod 700 gives it back to its user"};
  return std::nullopt;
}

// The same of one that is not there yet: whether it can be made.
Finding absent_folder(const fs::path& folder) {
  auto above = fs::absolute(folder).lexically_normal();
  std::error_code ec;
  while (!fs::exists(above, ec) && above.has_relative_path()) above = above.parent_path();
  if (::access(above.c_str(), W_OK | X_OK) == 0)
    return {Verdict::good,
            fmt::format("The data folder {} is not there yet; the first start makes it", folder.string()),
            {}};
  return {Verdict::wrong,
          fmt::format("The data folder {} cannot be made: this user may not write in {}", folder.string(),
                      above.string()),
          "run as the server's user, or choose another with --data-dir"};
}

bool LookedAt::open_private(const Config& config, Findings& found) {
  const auto folder = config.data_dir / "redis";
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) {
    found.push_back(absent_folder(config.data_dir));
    std::string scratch = (fs::temp_directory_path() / "baton-doctor-XXXXXX").string();
    if (found.back().verdict == Verdict::wrong || ::mkdtemp(scratch.data()) == nullptr) return false;
    scratch_ = scratch;
    return start_in(scratch_ / "redis", config, found);
  }
  if (auto problem = folder_problem(folder, info)) {
    found.push_back(std::move(*problem));
    return false;
  }
  const auto socket = fs::absolute(folder / "redis.sock").lexically_normal().string();
  const auto parsed = redis::parse_address("unix:" + socket);
  if (!parsed || !redis::ask(socket, redis::Command("PING"), seconds(1)))
    return start_in(folder, config, found);
  address_ = *parsed;
  found.push_back(
      {Verdict::good, fmt::format("The data folder {} is in use by a running server", folder.string()), {}});
  return true;
}

bool LookedAt::start_in(const fs::path& folder, const Config& config, Findings& found) {
  redis::PrivateServerOptions options;
  options.folder = folder.string();
  options.fsync_always = config.redis.durability == Durability::fsync;
  started_ = std::make_unique<redis::PrivateServer>(options);
  const auto up = started_->start();
  const auto parsed = redis::parse_address("unix:" + started_->socket_path());
  if (up && parsed) {
    address_ = *parsed;
    found.push_back({Verdict::good, "The private Redis can be started and stopped", {}});
    return true;
  }
  found.push_back({Verdict::wrong, "The private Redis cannot be started",
                   up ? std::string("choose a data folder with a shorter path") : up.error()});
  return false;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

asio::awaitable<void> read_libraries(redis::Link& link, RedisFacts& facts) {
  for (const auto& wanted : store::libraries()) {
    redis::Command command("FUNCTION", "LIST", "LIBRARYNAME", wanted.name, "WITHCODE");
    const auto listed = co_await link.run(std::move(command));
    if (!listed || listed->items.empty()) continue;
    const auto& fields = listed->items.front().items;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
      if (fields[i].text == "library_code" && fields[i + 1].text != wanted.code)
        facts.other_code.push_back(wanted.name);
  }
}

asio::awaitable<void> read_cluster(redis::Link& link, const std::string& key, ClusterFacts& facts) {
  redis::Command slot_command("CLUSTER", "KEYSLOT", key);
  const auto slot = co_await link.run(std::move(slot_command));
  if (slot) facts.slot = slot->integer;
  redis::Command info_command("CLUSTER", "INFO");
  const auto info = co_await link.run(std::move(info_command));
  const std::string text = info ? info->text : "";
  const auto number = [&](std::string_view name) {
    const std::string digits(redis::info_field(text, name));
    return std::strtoll(digits.c_str(), nullptr, 10);
  };
  facts.masters = number("cluster_size");
  facts.served = number("cluster_slots_ok");
  facts.master = link.place();
}

asio::awaitable<void> read_facts(redis::Link& link, const redis::Options& options, RedisFacts& facts) {
  redis::Command info_command("INFO");
  const auto info = co_await link.run(std::move(info_command));
  const std::string text = info ? info->text : "";
  const auto field = [&](std::string_view name) { return std::string(redis::info_field(text, name)); };
  facts.version = field("redis_version");
  facts.eviction = field("maxmemory_policy");
  facts.append_only = field("aof_enabled") == "1";
  if (facts.append_only) facts.append_status = field("aof_last_write_status");
  facts.replication = redis::replication_of(text);
  if (!options.address.cluster.seeds.empty()) {
    auto& cluster = facts.cluster.emplace();
    cluster.replicas = facts.replication->replicas;
    co_await read_cluster(link, options.key, cluster);
  }
  redis::Command fsync_command("CONFIG", "GET", "appendfsync");
  const auto fsync = co_await link.run(std::move(fsync_command));
  if (fsync && fsync->items.size() == 2) facts.fsync = fsync->items[1].text;
  const auto before = now_ms();
  redis::Command time_command("TIME");
  const auto time = co_await link.run(std::move(time_command));
  const auto ours = before + (now_ms() - before) / 2;
  if (time && time->items.size() == 2) {
    const auto whole = time->items[0].as_integer();
    const auto micros = time->items[1].as_integer();
    if (whole && micros) facts.ahead_ms = *whole * 1000 + *micros / 1000 - ours;
  }
  co_await read_libraries(link, facts);
}

// Nothing and a finding when it does not answer.
std::optional<RedisFacts> look_at_redis(const Config& config, const redis::Address& address,
                                        Findings& found) {
  asio::io_context io(1);
  const auto options = redis_options(address, config.site);
  redis::Link link(io.get_executor(), options);
  link.start();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!link.up() && std::chrono::steady_clock::now() < until) io.run_one_for(milliseconds(50));
  if (!link.up()) {
    found.push_back({Verdict::wrong, "Redis cannot be used: " + link.last_error(),
                     "see that Redis 7 runs there and that redis.url has the right address and password"});
    return std::nullopt;
  }
  RedisFacts facts;
  facts.where = address.text();
  std::exception_ptr failure;
  asio::co_spawn(io, read_facts(link, options, facts), [&](std::exception_ptr e) {
    failure = e;
    link.stop();
  });
  io.run();
  if (failure) std::rethrow_exception(failure);
  if (config.redis.durability != Durability::replica) facts.replication.reset();
  return facts;
}

asio::awaitable<Outcome> read_site(store::Store& store, SiteFacts& site) {
  store::Reading unused;
  auto settings = co_await store.settings(unused);
  if (!settings) co_return failed(settings.error());
  auto staff = co_await store.all_staff();
  if (!staff) co_return failed(staff.error());
  site.written = settings->version != 0;
  site.settings = site.written ? std::move(settings->body) : desk::Settings();
  for (auto& view : *staff) site.staff.push_back(std::move(view.body));
  co_return boost::system::in_place_value;
}

void look_at_site(const Config& config, const redis::Address& address, Findings& found) {
  ZoneFiles zones;
  SiteFacts site;
  site.zones = [&zones](const std::string& name) { return zones.find(name); };
  const auto ip = asio::ip::make_address(config.listen.address);
  site.loopback = ip.is_loopback();
  const Work work = [&](store::Store& store) { return read_site(store, site); };
  const auto read = with_store(config, address, work, patience);
  if (!read) {
    found.push_back({Verdict::wrong, "Baton's functions or data in Redis cannot be used: " + read.error(),
                     "the user of redis.url needs all commands on its keys and channels, FUNCTION included"});
    return;
  }
  found.push_back({Verdict::good, "The functions that carry all writes are in Redis", {}});
  for (auto& finding : judge_site(site)) found.push_back(std::move(finding));
}

void look_at_machine(const Config& config, Findings& found) {
  const auto& [address, port] = config.listen;
  const auto problem = port == 0 ? boost::system::error_code() : port_problem(address, port);
  std::optional<Readiness> heard;
  if (problem) heard = ask_ready(address, port, seconds(2));
  found.push_back(judge_port(address, port, problem, heard));
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  found.push_back(judge_descriptors(limit.rlim_max, config.nodes));
  const auto web = load_web(config.static_dir, false);
  if (web.missing.empty())
    found.push_back({Verdict::good, "The web pages are in " + config.static_dir.string(), {}});
  else
    found.push_back({Verdict::wrong, web.missing, how_to_get_pages});
}

}  // namespace

int run(const Doctor& command) {
  spdlog::set_level(spdlog::level::off);  // what it would say is said below
  const auto& config = command.config;
  Findings found{{Verdict::good, "The configuration is good", {}}};
  {
    LookedAt redis;
    if (redis.open(config, found)) {
      if (const auto facts = look_at_redis(config, redis.address(), found)) {
        for (auto& finding : judge_redis(*facts)) found.push_back(std::move(finding));
        if (facts->other_code.empty()) look_at_site(config, redis.address(), found);
      }
    }
  }
  look_at_machine(config, found);
  fmt::print("{}", report(found));
  return anything_wrong(found) ? 1 : 0;
}

}  // namespace baton
