// The Lua sources (functions/*.lua, each a raw string) put together as libraries, and their loading.
#include "server/store/functions.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <stdexcept>
#include <string_view>

#include "server/store/mutant.hpp"

namespace baton::store {
namespace {

constexpr const char* common =
#include "server/store/functions/common.lua"
    ;
constexpr const char* append =
#include "server/store/functions/append.lua"
    ;
constexpr const char* commit =
#include "server/store/functions/commit.lua"
    ;
constexpr const char* presence =
#include "server/store/functions/presence.lua"
    ;
constexpr const char* due =
#include "server/store/functions/due.lua"
    ;
constexpr const char* read =
#include "server/store/functions/read.lua"
    ;
constexpr const char* lists =
#include "server/store/functions/lists.lua"
    ;
constexpr const char* queues =
#include "server/store/functions/queues.lua"
    ;
constexpr const char* seal =
#include "server/store/functions/seal.lua"
    ;

// What stands for a safeguard in a library's source, and what in its place when a mutant lacks it; libraries
// without their version, "": any.
struct Change {
  const char* safeguard;
  std::string_view library, is, instead;
};
constexpr Change changes[] = {
    {"dedupe", "append", "if first then", "if false then"},
    {"dedupe", "commit", "if first then", "if false then"},
    {"version", "commit", "value(s[1], 'v') ~= s[2]", "false"},
    {"reap_grace", "presence", "now > fair", "true"},
    {"epoch", "", "redis.call('INFO', 'replication')", "'master_replid:0000000000000000'"},
};

std::string mutated(std::string code, std::string_view name) {
  for (const auto& change : changes) {
    if (!mutant(change.safeguard) ||
        !(change.library.empty() || change.library == name.substr(0, name.rfind('_'))))
      continue;
    const auto at = code.find(change.is);
    if (at == std::string::npos) throw std::logic_error("a mutant's safeguard is not where it was");
    code.replace(at, change.is.size(), change.instead);
  }
  return code;
}

Library library(const std::string& name, const char* source) {
  const auto full = "baton_" + name;
  return {full, mutated("#!lua name=" + full + "\n" + common + source, name)};
}

// The code of a library in FUNCTION LIST's answer: [[field, value, …]].
std::optional<std::string_view> code_in(const redis::Reply& list) {
  if (list.items.empty()) return std::nullopt;
  const auto& fields = list.items.front().items;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
    if (fields[i].text == "library_code") return fields[i + 1].text;
  return std::nullopt;
}

boost::asio::awaitable<redis::Result<redis::Reply>> listed(redis::Link& link, const Library& wanted) {
  redis::Command command("FUNCTION", "LIST", "LIBRARYNAME", wanted.name, "WITHCODE");
  co_return co_await link.run(std::move(command));
}

boost::asio::awaitable<redis::Result<void>> load(redis::Link& link, const Library& wanted) {
  auto list = co_await listed(link, wanted);
  if (!list) co_return list.error();
  if (!code_in(*list)) {
    redis::Command command("FUNCTION", "LOAD", wanted.code);
    auto loaded = co_await link.run(std::move(command));
    if (!loaded) co_return loaded.error();
    if (!loaded->is_error()) co_return redis::Result<void>();
    // Another node may have been quicker; what is there now decides.
    const auto why = loaded->text;
    list = co_await listed(link, wanted);
    if (!list) co_return list.error();
    if (!code_in(*list)) {
      spdlog::error("Redis does not take the function library {}: {}", wanted.name, why);
      co_return redis::Errc::refused;
    }
  }
  if (*code_in(*list) == wanted.code) co_return redis::Result<void>();
  spdlog::error(
      "Redis already holds a function library {} with other code, which this Baton never replaces: give it a "
      "Redis "
      "of its own, or run the Baton that loaded it",
      wanted.name);
  co_return redis::Errc::refused;
}

}  // namespace

const std::vector<Library>& libraries() {
  static const std::vector<Library> all = {
      library("append_4", append), library("commit_4", commit), library("presence_3", presence),
      library("due_1", due),       library("read_2", read),     library("lists_1", lists),
      library("queues_1", queues), library("seal_1", seal),
  };
  return all;
}

boost::asio::awaitable<redis::Result<void>> load_functions(redis::Link& link) {
  for (const auto& wanted : libraries()) {
    auto loaded = co_await load(link, wanted);
    if (!loaded) co_return loaded.error();
  }
  co_return redis::Result<void>();
}

}  // namespace baton::store
