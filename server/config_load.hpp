// Layers the sources of options over the defaults: file, then environment, then flags. Refuses with one
// sentence that names source, line and option; a later source never hides an error of an earlier one.
#pragma once

#include <optional>
#include <utility>

#include "server/config_registry.hpp"

namespace baton {

struct Problem {
  std::string text;
};

struct Sources {
  std::optional<std::filesystem::path> file;  // must exist; without it `default_file` is read when there
  bool use_default_file = true;
  std::vector<std::pair<const Option*, std::string>> flags;  // as given, the last of one option wins
};

struct Loaded {
  Config config;
  std::map<std::string_view, std::string> origins;  // option → "flag --port", "/etc/baton/baton.toml:3", …
};

boost::system::result<Loaded, Problem> load(Config defaults, const Sources& sources,
                                            const Environment& environment);

}  // namespace baton
