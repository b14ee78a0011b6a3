// What a process serves to browsers beside the API: the widget, the console and, in a demo, the sample shop.
// Read once at the start; whoever changes the folder starts the server anew.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "server/net/static_files.hpp"

namespace baton {

struct Web {
  std::vector<net::StaticFiles> files;
  std::string missing;  // what is not there and how to get it, in one sentence; empty: all is there
};

// Of the folder that `deploy/web-build.sh` makes; `demo` adds the sample shop. Whatever can be read is
// served, also when something is missing. An empty path is a folder that was not found.
Web load_web(const std::filesystem::path& folder, bool demo);

}  // namespace baton
