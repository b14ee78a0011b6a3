// The tables of static files, one a mount, each with the headers that its readers need.
#include "server/web.hpp"

#include <fmt/format.h>

#include <optional>

namespace baton {
namespace {

namespace fs = std::filesystem;

// The widget is loaded by the shop's own pages, whatever their origin and whatever embedder policy they have.
const net::Headers for_foreign_pages{{"Access-Control-Allow-Origin", "*"},
                                     {"Cross-Origin-Resource-Policy", "cross-origin"}};

struct Place {
  const char* wanted;  // the file without which it is of no use, below the folder
  const char* folder;  // below the folder of the build
  net::StaticOptions options;
};

std::vector<Place> places(bool demo) {
  std::vector<Place> all{
      {"widget.js", "", {.mount = "/", .only = {"widget.js"}, .headers = for_foreign_pages}},
      {"widget", "widget", {.mount = "/widget/", .versioned = true, .headers = for_foreign_pages}},
      {"console/index.html", "console", {.mount = "/console/"}},
  };
  if (demo) all.push_back({"demo/index.html", "demo", {.mount = "/demo/"}});
  return all;
}

// Adds what is there; else what is missing or wrong.
std::optional<std::string> add(const fs::path& folder, const Place& place, Web& web) {
  std::error_code ec;
  if (!fs::exists(folder / place.wanted, ec)) return fmt::format("{} is not there", place.wanted);
  auto loaded = net::StaticFiles::load(folder / place.folder, place.options);
  if (!loaded) return fmt::format("{} cannot be read ({})", place.wanted, loaded.error().message());
  web.files.push_back(std::move(*loaded));
  return std::nullopt;
}

}  // namespace

std::string Web::no_pages() const {
  return missing.empty() ? "" : fmt::format("{}: {}.", missing, how_to_get_pages);
}

Web load_web(const fs::path& folder, bool demo) {
  Web web;
  if (folder.empty()) {
    web.missing = "The web pages (widget, console) were not found near the program";
    return web;
  }
  std::string lacking;
  for (const auto& place : places(demo))
    if (const auto problem = add(folder, place, web)) lacking += (lacking.empty() ? "" : ", ") + *problem;
  if (!lacking.empty()) web.missing = "The web pages are not complete (" + lacking + ")";
  return web;
}

}  // namespace baton
