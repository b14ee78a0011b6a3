// The layers of configuration. The only place that reads the TOML file, the BATON_… variables and the files
// that BATON_…_FILE name.
#include "server/config_load.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

namespace baton {
namespace {

namespace fs = std::filesystem;
using Outcome = boost::system::result<void, Problem>;

Problem refused(const std::string& source, const Option& option, const std::string& given) {
  const std::string but = option.secret ? "" : ", not " + given;
  return {source + ": " + std::string(option.name) + " must be " + expected(option) + but};
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t swapped = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({swapped, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

Problem unknown(const std::string& source, const std::string& key, std::string (*spell)(const Option&)) {
  std::string nearest;
  std::size_t least = key.size() / 3 + 1;  // farther than a third of its letters is another word, not a slip
  for (const Option& option : registry()) {
    const auto apart = distance(key, spell(option));
    if (apart < least) least = apart, nearest = spell(option);
  }
  const std::string hint =
      nearest.empty() ? "`baton config docs` lists them all" : "did you mean " + nearest + "?";
  return {source + ": " + key + " is not an option; " + hint};
}

class Layers {
public:
  explicit Layers(Config defaults) { loaded_.config = std::move(defaults); }

  Outcome file(const fs::path& path) {
    std::ifstream in(path);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return Problem{path.string() + ": the configuration file cannot be read"};
    try {
      return table(toml::parse(text, path.string()), "", path.string());
    } catch (const toml::parse_error& error) {
      const auto line = std::to_string(error.source().begin.line);
      return Problem{path.string() + ":" + line + ": not valid TOML: " + std::string(error.description())};
    }
  }

  Outcome variables(const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables) {
      if (!name.starts_with("BATON_") || not_ours(name, value)) continue;
      const std::string source = "environment " + name;
      if (const Option* option = by_variable(name)) {
        if (auto set = text(*option, value, source); !set) return set;
      } else if (const Option* secret = by_variable(name.substr(0, name.size() - 5));
                 secret && secret->secret && name.ends_with("_FILE")) {
        if (variables.contains(env_name(*secret))) {
          return Problem{source + ": " + env_name(*secret) + " is set as well; one of the two must go"};
        }
        if (auto set = secret_file(*secret, value, source); !set) return set;
      } else {
        return unknown("environment", name, env_name);
      }
    }
    return {};
  }

  Outcome flags(const std::vector<std::pair<const Option*, std::string>>& flags) {
    for (const auto& [option, value] : flags) {
      if (auto set = text(*option, value, "flag --" + std::string(option->name)); !set) return set;
    }
    return {};
  }

  // What no option can see alone.
  Outcome together() const {
    const Config& c = loaded_.config;
    if (c.lease.renew_ms * 2 > c.lease.node_ms) {
      return Problem{
          origin("lease.renew_ms", "lease.node_ms") +
          ": lease.renew_ms must be at most half of lease.node_ms, so that one late renewal harms nobody"};
    }
    if (c.redis.durability == Durability::replica && c.redis.url.empty()) {
      return Problem{origin("redis.durability", "redis.url") +
                     ": redis.durability = replica needs redis.url; the private Redis has no replica"};
    }
    if (c.shutdown_ms < c.drain_ms) {
      return Problem{origin("shutdown_ms", "drain_ms") + ": shutdown_ms must not be below drain_ms"};
    }
    return {};
  }

  Loaded take() { return std::move(loaded_); }

private:
  // Variables of the prefix that others set: Kubernetes describes a service named "baton…" to every pod this
  // way; BATON_TEST_… is for the test suite; BATON_CONFIG names the file.
  static bool not_ours(const std::string& name, const std::string& value) {
    return name == "BATON_CONFIG" || name.starts_with("BATON_TEST_") || name.ends_with("_SERVICE_HOST") ||
           name.find("_SERVICE_PORT") != std::string::npos || name.find("_PORT_") != std::string::npos ||
           value.starts_with("tcp://") || value.starts_with("udp://");
  }

  static const Option* by_variable(const std::string& name) {
    const auto all = registry();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Option& o) { return env_name(o) == name; });
    return found == all.end() ? nullptr : &*found;
  }

  Outcome text(const Option& option, const std::string& value, const std::string& source) {
    if (!assign(option, loaded_.config, value)) return refused(source, option, "'" + value + "'");
    loaded_.origins[option.name] = source;
    return {};
  }

  Outcome secret_file(const Option& option, const std::string& path, const std::string& source) {
    std::ifstream in(path);
    std::string value{std::istreambuf_iterator<char>(in), {}};
    if (!in) return Problem{source + ": the file " + path + " cannot be read"};
    while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();
    return text(option, value, source + " (" + path + ")");
  }

  Outcome table(const toml::table& entries, const std::string& prefix, const std::string& path) {
    for (const auto& [key, node] : entries) {
      const std::string name = prefix + std::string(key.str());
      const std::string source = path + ":" + std::to_string(key.source().begin.line);
      const Option* option = find_option(name);
      Outcome done;
      if (option)
        done = value(*option, node, source);
      else if (node.is_table())
        done = table(*node.as_table(), name + ".", path);
      else
        done = unknown(source, name, [](const Option& o) { return std::string(o.name); });
      if (!done) return done;
    }
    return {};
  }

  // The kinds of TOML are kept apart: `port = "8080"` is a mistake, not a number.
  Outcome value(const Option& option, const toml::node& node, const std::string& source) {
    std::string given;
    bool good = false;
    if (const auto number = node.value_exact<std::int64_t>()) {
      given = std::to_string(*number);
      good = is_number(option) && assign(option, loaded_.config, given);
    } else if (const auto text = node.value_exact<std::string>()) {
      given = "the text '" + *text + "'";
      good = !is_number(option) && !is_list(option) && assign(option, loaded_.config, *text);
    } else if (const auto* array = node.as_array()) {
      given = "this list";
      std::vector<std::string> members;
      for (const auto& member : *array) members.push_back(member.value_exact<std::string>().value_or(""));
      good = assign(option, loaded_.config, members);
    } else {
      given = node.is_table() ? "a table" : node.is_boolean() ? "true or false" : "a value of this kind";
    }
    if (!good) return refused(source, option, given);
    loaded_.origins[option.name] = source;
    return {};
  }

  // Where the later named of the two came from; the first, if it came from anywhere, is the one to look at.
  std::string origin(std::string_view first, std::string_view second) const {
    for (const auto name : {first, second}) {
      if (const auto found = loaded_.origins.find(name); found != loaded_.origins.end()) return found->second;
    }
    return "default";
  }

  Loaded loaded_;
};

}  // namespace

boost::system::result<Loaded, Problem> load(Config defaults, const Sources& sources,
                                            const Environment& environment) {
  Layers layers(std::move(defaults));
  std::error_code ec;
  const bool default_is_there = sources.use_default_file && fs::exists(environment.default_file, ec);
  Outcome done;
  if (sources.file)
    done = layers.file(*sources.file);
  else if (default_is_there)
    done = layers.file(environment.default_file);
  if (done) done = layers.variables(environment.variables);
  if (done) done = layers.flags(sources.flags);
  if (done) done = layers.together();
  if (!done) return done.error();
  return layers.take();
}

}  // namespace baton
