// Every option of a process, declared once: name, place in Config, range, help. Nothing is read or converted
// here.
#include "server/config_registry.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cctype>
#include <thread>

#include "server/redis/options.hpp"

namespace baton {
namespace {

namespace ip = boost::asio::ip;

bool is_address(const std::string& text) {
  boost::system::error_code ec;
  ip::make_address(text, ec);
  return !ec;
}

bool is_address_or_network(const std::string& text) {
  boost::system::error_code v4;
  boost::system::error_code v6;
  ip::make_network_v4(text, v4);
  ip::make_network_v6(text, v6);
  return is_address(text) || !v4 || !v6;
}

bool is_site(const std::string& text) {
  const auto fits = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '-'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

bool is_redis_url(const std::string& text) {
  constexpr std::string_view schemes[] = {"redis://", "redis+sentinel://", "redis+cluster://", "unix:"};
  const bool scheme =
      std::any_of(std::begin(schemes), std::end(schemes), [&](auto s) { return text.starts_with(s); });
  return text.empty() || (scheme && redis::parse_address(text));
}

bool is_folder(const std::string& text) {
  std::error_code ec;
  return std::filesystem::is_directory(text, ec);
}

bool is_filled(const std::string& text) { return !text.empty(); }

constexpr std::int64_t kDay = 24LL * 3600 * 1000;

const std::array kOptions{
    Option{.name = "listen.address",
           .alias = "--address",
           .slot = [](Config& c) -> Slot { return &c.listen.address; },
           .must = "an IPv4 or IPv6 address",
           .good = is_address,
           .help = "Address to listen on; `0.0.0.0` or `::` for all. `baton demo` takes loopback only."},
    Option{.name = "listen.port",
           .alias = "--port",
           .slot = [](Config& c) -> Slot { return &c.listen.port; },
           .max = 65535,
           .help = "Port for HTTP and WebSocket; 0 takes any free one and prints it."},
    Option{.name = "nodes",
           .slot = [](Config& c) -> Slot { return &c.nodes; },
           .min = 1,
           .max = 64,
           .default_text = "cores, at most 8",
           .help = "Threads that serve, each with its own connections."},
    Option{.name = "site",
           .slot = [](Config& c) -> Slot { return &c.site; },
           .must = "1 to 64 of a–z, 0–9 and -",
           .good = is_site,
           .help = "The site this process serves: the prefix of its keys in Redis."},
    Option{.name = "redis.url",
           .alias = "--redis",
           .slot = [](Config& c) -> Slot { return &c.redis.url; },
           .must = "redis://[user:password@]host:port, unix:/path, "
                   "redis+sentinel://[user:password@]host:port,…/master, "
                   "redis+cluster://[user:password@]host:port,… or empty",
           .good = is_redis_url,
           .secret = true,
           .help =
               "The Redis to use, the sentinels that know it, or some nodes of a cluster; empty: a private "
               "one is started in `data_dir`."},
    Option{.name = "redis.durability",
           .alias = "--durability",
           .slot = [](Config& c) -> Slot { return &c.redis.durability; },
           .help = "What an acknowledged message survives: `local` a killed process, `fsync` a power cut too "
                   "(private Redis), `replica` the loss of Redis's machine (with `redis.url`)."},
    Option{
        .name = "data_dir",
        .alias = "--data-dir",
        .slot = [](Config& c) -> Slot { return &c.data_dir; },
        .must = "a path",
        .good = is_filled,
        .default_text = "/var/lib/baton",
        .help = "Folder of the private Redis. `baton demo`: `${XDG_STATE_HOME:-~/.local/state}/baton/demo`."},
    Option{.name = "static_dir",
           .alias = "--static-dir",
           .slot = [](Config& c) -> Slot { return &c.static_dir; },
           .must = "an existing folder",
           .good = is_folder,
           .default_text = "found near the program",
           .help = "Folder of the web assets (widget, console, demo page)."},
    Option{.name = "log.level",
           .alias = "--log-level",
           .slot = [](Config& c) -> Slot { return &c.log.level; },
           .help = "Least severity that is logged."},
    Option{.name = "log.format",
           .alias = "--log-format",
           .slot = [](Config& c) -> Slot { return &c.log.format; },
           .help = "Lines for people or one JSON object a line."},
    Option{
        .name = "limits.connections_per_address",
        .slot = [](Config& c) -> Slot { return &c.limits.connections_per_address; },
        .min = 1,
        .max = 100'000,
        .help =
            "WebSockets of one client address; the next gets 429. Loopback and trusted proxies are exempt."},
    Option{.name = "limits.outbox_bytes",
           .slot = [](Config& c) -> Slot { return &c.limits.outbox_bytes; },
           .min = 64 << 10,
           .max = 1 << 28,
           .unit = "bytes",
           .help = "What may wait for a slow connection; beyond, it is closed (4009) and resumes."},
    Option{.name = "limits.frame_bytes",
           .slot = [](Config& c) -> Slot { return &c.limits.frame_bytes; },
           .min = 32 << 10,
           .max = 1 << 24,
           .unit = "bytes",
           .help = "Longest frame from a client."},
    Option{.name = "limits.messages_per_minute",
           .slot = [](Config& c) -> Slot { return &c.limits.messages_per_minute; },
           .min = 1,
           .max = 60'000,
           .help = "Messages of one visitor; beyond, `rate_limited`."},
    Option{.name = "limits.burst",
           .slot = [](Config& c) -> Slot { return &c.limits.burst; },
           .min = 1,
           .max = 10'000,
           .help = "Messages a visitor may send at once within that rate."},
    Option{.name = "limits.hello_ms",
           .slot = [](Config& c) -> Slot { return &c.limits.hello_ms; },
           .min = 100,
           .max = 600'000,
           .unit = "ms",
           .help = "Time for a good `hello` after connecting."},
    Option{.name = "limits.idle_ms",
           .slot = [](Config& c) -> Slot { return &c.limits.idle_ms; },
           .min = 1'000,
           .max = 600'000,
           .unit = "ms",
           .help = "A connection that sent no frame for so long is closed; clients ping every 15 s."},
    Option{.name = "lease.node_ms",
           .slot = [](Config& c) -> Slot { return &c.lease.node_ms; },
           .min = 500,
           .max = 600'000,
           .unit = "ms",
           .help = "After so long without a sign of a node, its connections count as gone."},
    Option{.name = "lease.renew_ms",
           .slot = [](Config& c) -> Slot { return &c.lease.renew_ms; },
           .min = 100,
           .max = 300'000,
           .unit = "ms",
           .help = "How often a node gives that sign; at most half of `lease.node_ms`."},
    Option{.name = "drain_ms",
           .alias = "--drain-ms",
           .slot = [](Config& c) -> Slot { return &c.drain_ms; },
           .max = kDay,
           .unit = "ms",
           .help = "On SIGTERM clients are told to come back, spread over this time."},
    Option{.name = "shutdown_ms",
           .alias = "--shutdown-ms",
           .slot = [](Config& c) -> Slot { return &c.shutdown_ms; },
           .min = 100,
           .max = kDay,
           .unit = "ms",
           .help = "Longest time from SIGTERM to the end; not below `drain_ms`."},
    Option{.name = "trusted_proxies",
           .alias = "--trusted-proxies",
           .slot = [](Config& c) -> Slot { return &c.trusted_proxies; },
           .must = "a list of addresses or networks such as 10.0.0.0/8",
           .good = is_address_or_network,
           .help = "Proxies whose `X-Forwarded-For` is believed."},
};

}  // namespace

std::size_t default_nodes() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8); }

std::span<const Option> registry() { return kOptions; }

const Option* find_option(std::string_view name) {
  const auto found =
      std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& o) { return o.name == name; });
  return found == kOptions.end() ? nullptr : &*found;
}

std::string env_name(const Option& option) {
  std::string name = "BATON_";
  for (const char c : option.name) {
    name.push_back(c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return name;
}

}  // namespace baton
