// The registry: each option once, with everything that flags, environment, file, checks and documentation
// need to know about it. Private to server/config*; others read `Config`.
#pragma once

#include <span>
#include <string_view>

#include "server/config.hpp"

namespace baton {

// Where an option's value lives; the pointed-to type decides how it is written and read.
using Slot =
    std::variant<std::string*, std::filesystem::path*, std::uint16_t*, std::size_t*,
                 std::chrono::milliseconds*, std::vector<std::string>*, Durability*, LogLevel*, LogFormat*>;

struct Option {
  std::string_view name;        // "listen.port": TOML key and, with dashes before it, flag
  std::string_view alias = {};  // a shorter flag ("--port"), or empty
  Slot (*slot)(Config&) = nullptr;
  std::int64_t min = 0;  // numbers only, inclusive
  std::int64_t max = 0;
  std::string_view unit = {};                  // of a number: "ms", "bytes", …
  std::string_view must = {};                  // texts and lists: what a good value is
  bool (*good)(const std::string&) = nullptr;  // texts: the whole value; lists: each member
  std::string_view default_text = {};          // where the default depends on the machine
  bool secret = false;                         // never printed; may be read from a file named by <ENV>_FILE
  std::string_view help = {};
};

std::span<const Option> registry();

// Null for a name that is no option.
const Option* find_option(std::string_view name);

// "listen.port" → "BATON_LISTEN_PORT".
std::string env_name(const Option& option);

// "a whole number from 0 to 65535", "one of local, fsync", "a path": completes "listen.port must be …".
std::string expected(const Option& option);

bool is_number(const Option& option);
bool is_list(const Option& option);

// Set from text as flags and environment give it (lists: split at commas), or from a list's members. False
// and unchanged when the value is not `expected`.
bool assign(const Option& option, Config& config, const std::string& text);
bool assign(const Option& option, Config& config, const std::vector<std::string>& members);

// The value as a TOML literal; a secret that is set reads "***".
std::string literal(const Option& option, Config config);

}  // namespace baton
