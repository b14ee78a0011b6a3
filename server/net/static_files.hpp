// A folder of files held in memory and answered from a table: a request never becomes a filesystem path.
// Symbolic links, hidden files and what is over the size bound are not taken. Immutable after load().
// Documents (HTML) are asked for anew each time, so that what they name is never of an older build.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "server/net/http.hpp"

namespace baton::net {

struct StaticOptions {
  std::string mount = "/";             // URL prefix of the folder; begins and ends with '/'
  std::vector<std::string> only = {};  // these files of the folder and nothing else; empty: all
  std::chrono::seconds max_age{300};   // of names without a content hash; those with one are immutable
  bool versioned = false;              // every name is of one content for ever: all but HTML is immutable
  Headers headers;                     // set on each response (own CSP, CORP: cross-origin …)
  std::size_t total_bytes = 64 << 20;  // of all files together; over it load() fails
};

class StaticFiles {
public:
  // Reads every regular file below `folder`; `x.js.br` and `x.js.gz` beside `x.js` become its variants.
  // Errors: of the filesystem, or file_too_large.
  static boost::system::result<StaticFiles> load(const std::filesystem::path& folder, StaticOptions options);

  // True when the path of the request is below the mount (or is the mount without its slash); with `only`,
  // when it is one of those files.
  bool covers(std::string_view path) const;

  // The file, 304, a 308 to the folder's slash, 404, or 405. Requires covers(request.path).
  Response serve(const Request& request) const;

  std::size_t size() const { return files_.size(); }

private:
  struct Variant {
    std::string encoding;  // "identity", "br", "gzip"
    std::string etag;
    Frame body;
  };
  struct File {
    std::string type;
    std::string cache;              // Cache-Control
    std::vector<Variant> variants;  // best compression first, identity last
  };
  StaticFiles(StaticOptions options) : options_(std::move(options)) {}
  Response file_response(const File& file, const Request& request) const;
  std::string cache_control(std::string_view name, std::string_view type) const;

  StaticOptions options_;
  std::map<std::string, File, std::less<>> files_;  // by path below the mount, e.g. "app/index.html"
};

// application/javascript and friends by the extension of `name`; application/octet-stream for an unknown one.
std::string_view content_type(std::string_view name);

// The q-value (0…1) an Accept-Encoding header gives to `coding`; an absent header accepts identity only.
double encoding_quality(std::string_view accept_encoding, std::string_view coding);

// True when a path carries a content hash: a folder, or the last part of the file's stem, of at least 8 hex
// digits or of 8 base-32 ones, with a digit and a letter in it. As the last part of a stem 8 base-32 letters
// will do (esbuild's `[hash]`, a fifth of which has no digit).
bool has_content_hash(std::string_view path);

}  // namespace baton::net
