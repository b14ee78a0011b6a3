// The options of a process and the command line, as plain values. Reads flags, environment and one TOML file;
// opens nothing else, starts nothing, prints nothing. Every option is declared once, in config_registry.cpp.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton {

// When an acknowledged write survives: `local` a killed process, `fsync` a power cut too (private Redis
// only), `replica` the loss of Redis's machine (with `redis.url` only).
enum class Durability { local, fsync, replica };
enum class LogLevel { trace, debug, info, warn, error };
enum class LogFormat { text, json };

// Number of cores, at least 1 and at most 8.
std::size_t default_nodes();

// What one process runs with. Members are named as their options; all values are within the registry's
// ranges.
struct Config {
  struct Listen {
    std::string address = "127.0.0.1";  // an IPv4 or IPv6 address, never a name
    std::uint16_t port = 8080;          // 0: any free port
  } listen;
  std::size_t nodes = default_nodes();  // 1–64 threads behind one port
  std::string site = "default";         // [a-z0-9-], fit for a Redis hash tag
  struct Redis {
    std::string url;  // as redis::parse_address reads it, with a scheme; empty: a private Redis in data_dir
    Durability durability = Durability::local;
  } redis;
  std::filesystem::path data_dir = "/var/lib/baton";
  std::filesystem::path static_dir;  // web assets; empty when none were given and none found
  struct Log {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
  } log;
  struct Limits {
    std::size_t connections_per_address = 30;  // loopback and trusted proxies are exempt
    std::size_t outbox_bytes = 1 << 20;        // a connection; at the bound it is closed with 4009
    std::size_t frame_bytes = 64 << 10;
    std::size_t messages_per_minute = 60;  // a visitor
    std::size_t burst = 10;
    std::chrono::milliseconds hello_ms{10'000};
    std::chrono::milliseconds idle_ms{35'000};  // no text frame read
  } limits;
  struct Lease {
    std::chrono::milliseconds node_ms{5'000};
    std::chrono::milliseconds renew_ms{1'500};  // at most half of node_ms
  } lease;
  std::chrono::milliseconds drain_ms{5'000};  // over which clients are told to come back
  std::chrono::milliseconds shutdown_ms{
      10'000};                               // then the process ends, whatever still runs; not below drain_ms
  std::vector<std::string> trusted_proxies;  // addresses or networks (10.0.0.0/8), as written
};

struct Serve {
  Config config;
};
// Demo accounts, private Redis, loopback only: `config.redis.url` is empty, `config.listen.address` loopback.
struct Demo {
  Config config;
  bool history = true;      // a fresh demo gets conversations that have ended
  bool port_named = false;  // else the next free one will do
};
// The password is not here: it is read from standard input (`read_password`).
struct StaffAdd {
  Config config;
  std::string email;
  std::string name;
  std::vector<std::string> roles;        // of agent, sales, supervisor, admin; at least one
  std::vector<std::string> departments;  // at least one
  std::optional<int> capacity;           // 0–50; else what the settings say of its departments
  std::vector<std::string> skills;
};
// What is not given stays as it is.
struct StaffSet {
  Config config;
  std::string email;
  std::optional<std::vector<std::string>> roles;        // at least one
  std::optional<std::vector<std::string>> departments;  // at least one
  std::optional<int> capacity;
  std::optional<std::vector<std::string>> skills;  // may be none
};
struct StaffList {
  Config config;
};
struct StaffPasswd {
  Config config;
  std::string email;
};
struct SiteApply {
  Config config;
  std::filesystem::path file;
  std::vector<std::pair<std::string, std::string>>
      moves;  // from a department that the file lacks, to one it has
};
struct SiteExport {
  Config config;
};
struct Doctor {
  Config config;
};
struct Healthcheck {
  Config config;
};
struct Version {};

using Command = std::variant<Serve, Demo, StaffAdd, StaffSet, StaffList, StaffPasswd, SiteApply, SiteExport,
                             Doctor, Healthcheck, Version>;

// Nothing is left to run: print `out` to standard output, `err` to standard error, and return `code`.
struct Exit {
  int code = 0;
  std::string out;
  std::string err;
};

// The world a command line is read in; tests give their own.
struct Environment {
  std::map<std::string, std::string> variables;
  std::filesystem::path executable;  // web assets are looked for near it
  std::filesystem::path default_file =
      "/etc/baton/baton.toml";  // read when it is there and no other is named

  static Environment of_process();
};

// Reads defaults < file < environment < flags for the command of `argv`. `config docs|check|show`, help and
// every refusal end in an Exit (codes 0, 0 and 2); a refusal is one sentence with source, line and option.
std::variant<Command, Exit> parse_command_line(int argc, const char* const* argv,
                                               const Environment& environment);

// The table of all options in Markdown, as the README holds it.
std::string config_docs();

// One line from standard input without its newline; on a terminal asks with `prompt` and shows nothing typed.
// Empty at the end of the input.
std::string read_password(const std::string& prompt);

}  // namespace baton
