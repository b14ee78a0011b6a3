// What a process serves to browsers beside the API: the widget, the console and, in a demo, the sample shop.
// Read once at the start; whoever changes the folder starts the server anew.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "server/net/static_files.hpp"

namespace baton {

inline constexpr auto how_to_get_pages =
    "deploy/web-build.sh makes them, and --static-dir names their folder";

struct Web {
  std::vector<net::StaticFiles> files;
  std::string missing;  // what is not there, for "… : how_to_get_pages"; empty: all is there

  // The two in one sentence; empty when all is there.
  std::string no_pages() const;
};

// Of the folder that `deploy/web-build.sh` makes; `demo` adds the sample shop. Whatever can be read is
// served, also when something is missing. An empty path is a folder that was not found.
Web load_web(const std::filesystem::path& folder, bool demo);

}  // namespace baton
