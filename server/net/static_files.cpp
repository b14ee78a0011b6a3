// The table of files: filled once from a folder, then only read.
#include "server/net/static_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>

#include "server/net/text.hpp"

namespace baton::net {

namespace fs = std::filesystem;
using boost::system::error_code;

namespace {

// FNV-1a of 64 bits. The files are the operator's own: it tells versions apart, it guards nothing.
std::uint64_t fingerprint(std::string_view bytes, std::uint64_t basis) {
  for (unsigned char const c : bytes) basis = (basis ^ c) * 0x100000001b3ULL;
  return basis;
}

std::string etag_of(std::string_view encoding, std::string_view bytes) {
  auto const seed = fingerprint(encoding, 0xcbf29ce484222325ULL);
  return fmt::format("\"{:016x}-{:x}\"", fingerprint(bytes, seed), bytes.size());
}

// If-None-Match compares weakly (RFC 9110, 13.1.2): W/ is of no account.
bool matches(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    auto element = take_element(if_none_match);
    if (element.starts_with("W/")) element.remove_prefix(2);
    if (element == "*" || element == etag) return true;
  }
  return false;
}

boost::system::result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>{});
  if (!in && !in.eof()) return make_error_code(boost::system::errc::io_error);
  return bytes;
}

bool hidden(const std::string& relative) {
  return relative.starts_with('.') || relative.find("/.") != std::string::npos;
}

bool taken(const std::vector<std::string>& only, std::string_view name) {
  auto const stem = name.substr(0, name.rfind('.'));  // `x.js.gz` comes with `x.js`
  return only.empty() ||
         std::ranges::any_of(only, [&](auto const& one) { return one == name || one == stem; });
}

std::string_view encoding_of(std::string_view name) {
  if (name.ends_with(".br")) return "br";
  if (name.ends_with(".gz")) return "gzip";
  return "identity";
}

}  // namespace

boost::system::result<StaticFiles> StaticFiles::load(const fs::path& folder, StaticOptions options) {
  StaticFiles table(std::move(options));
  std::map<std::string, std::string> bytes;  // by path below the folder
  std::size_t total = 0;
  std::error_code ec;
  for (fs::recursive_directory_iterator walk(folder, ec), end; !ec && walk != end; walk.increment(ec)) {
    if (walk->symlink_status().type() != fs::file_type::regular) continue;
    auto name = walk->path().lexically_relative(folder).generic_string();
    if (hidden(name) || !taken(table.options_.only, name)) continue;
    auto content = read_file(walk->path());
    if (!content) return content.error();
    total += content->size();
    if (total > table.options_.total_bytes) return make_error_code(boost::system::errc::file_too_large);
    bytes.emplace(std::move(name), std::move(*content));
  }
  if (ec) return error_code(ec);

  auto const base_of = [](const std::string& name) { return name.substr(0, name.rfind('.')); };
  for (auto& [name, content] : bytes) {
    auto const encoding = encoding_of(name);
    bool const variant =
        encoding != "identity" && bytes.contains(base_of(name)) && encoding_of(base_of(name)) == "identity";
    auto& file = table.files_[variant ? base_of(name) : name];
    auto const coding = variant ? encoding : std::string_view("identity");
    file.variants.push_back({std::string(coding), etag_of(coding, content), make_frame(std::move(content))});
  }
  for (auto& [name, file] : table.files_) {
    file.type = content_type(name);
    file.cache = table.cache_control(name, file.type);
    std::ranges::sort(file.variants, [](const Variant& a, const Variant& b) {
      return std::pair(a.encoding == "identity", a.encoding) <
             std::pair(b.encoding == "identity", b.encoding);
    });
  }
  return table;
}

std::string StaticFiles::cache_control(std::string_view name, std::string_view type) const {
  if (type.starts_with("text/html")) return "no-cache";
  if (options_.versioned || has_content_hash(name)) return "public, max-age=31536000, immutable";
  return fmt::format("public, max-age={}", options_.max_age.count());
}

bool StaticFiles::covers(std::string_view path) const {
  std::string_view const mount = options_.mount;
  if (!options_.only.empty())
    return path.starts_with(mount) &&
           std::ranges::find(options_.only, path.substr(mount.size())) != options_.only.end();
  return path.starts_with(mount) || (mount.size() > 1 && path == mount.substr(0, mount.size() - 1));
}

Response StaticFiles::serve(const Request& request) const {
  std::string_view const path = request.path;
  auto const finish = [this](Response response) {
    for (auto const& [name, value] : options_.headers) response.set(name, value);
    return response;
  };
  bool const at_mount = path.size() < options_.mount.size();
  std::string name(at_mount ? std::string_view{} : path.substr(options_.mount.size()));
  auto file = at_mount ? files_.end() : files_.find(name);
  if (file == files_.end()) {
    bool const folder = !at_mount && (name.empty() || name.ends_with('/'));
    file = files_.find(folder ? name + "index.html" : at_mount ? "index.html" : name + "/index.html");
    if (file == files_.end()) return finish(problem(404, "not_found"));
    if (!folder) {
      auto const query = request.query.empty() ? std::string{} : "?" + request.query;
      return finish(Response(308).set("Location", request.path + "/" + query));
    }
  }
  if (request.method != "GET" && request.method != "HEAD")
    return finish(problem(405, "unknown_method").set("Allow", "GET, HEAD"));
  return finish(file_response(file->second, request));
}

Response StaticFiles::file_response(const File& file, const Request& request) const {
  auto const accepted = request.header_list("Accept-Encoding");
  auto const* best =
      &file.variants.back();  // identity: there always is one, and nobody is refused for want of it
  double quality = encoding_quality(accepted, best->encoding);
  for (auto const& variant : file.variants) {
    double const wanted = encoding_quality(accepted, variant.encoding);
    if (wanted > 0 && (wanted > quality || (wanted == quality && best->encoding == "identity"))) {
      best = &variant;
      quality = wanted;
    }
  }
  Response response;
  response.set("ETag", best->etag);
  response.set("Cache-Control", file.cache);
  if (file.variants.size() > 1) response.set("Vary", "Accept-Encoding");
  if (matches(request.header_list("If-None-Match"), best->etag)) {
    response.status = 304;
    return response;
  }
  response.set("Content-Type", file.type);
  if (best->encoding != "identity") response.set("Content-Encoding", best->encoding);
  response.body = best->body;
  return response;
}

}  // namespace baton::net
