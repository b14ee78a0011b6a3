// Static files: types, variants, conditional requests, redirects, and that no request becomes a path.
#include "server/net/static_files.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace baton::net {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

class StaticFilesTest : public ::testing::Test {
protected:
  StaticFilesTest() {
    std::string pattern = (fs::temp_directory_path() / "baton-static-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    put("index.html", "<p>hi");
    put("app.js", "let a;");
    put("app.js.br", "BR");
    put("app.js.gz", "GZ");
    put("lone.gz", "not a variant");
    put("console/index.html", "<p>console");
    put("assets/main-5CEXCTQB.js", "x");
    put("0a1b2c3d4e/site.css", "y");
    put(".secret", "s");
    put(".git/config", "s");
    put("../" + folder_.filename().string() + ".outside", "secret");
    fs::create_symlink("/etc/passwd", folder_ / "passwd.txt");
    fs::create_directory_symlink("/etc", folder_ / "etc");
  }
  ~StaticFilesTest() override {
    fs::remove_all(folder_);
    fs::remove(fs::path(folder_.string() + ".outside"));
  }

  void put(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  StaticFiles load(StaticOptions options = {}) {
    return StaticFiles::load(folder_, std::move(options)).value();
  }

  static Request get(const std::string& path, Headers headers = {}, const std::string& method = "GET") {
    Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return request;
  }
  static std::string header(const Response& response, std::string_view name) {
    Request lookup;
    lookup.headers = response.headers;
    return std::string(lookup.header(name));
  }

  fs::path folder_;
};

TEST_F(StaticFilesTest, ServesFilesWithTypesAndIndexes) {
  auto const files = load();
  auto const index = files.serve(get("/"));
  EXPECT_EQ(index.status, 200U);
  EXPECT_EQ(*index.body, "<p>hi");
  EXPECT_EQ(header(index, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(header(files.serve(get("/app.js")), "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(*files.serve(get("/console/")).body, "<p>console");
  EXPECT_EQ(*files.serve(get("/lone.gz")).body, "not a variant");
  auto const redirect = get("/console");
  auto moved = files.serve(redirect);
  EXPECT_EQ(moved.status, 308U);
  EXPECT_EQ(header(moved, "Location"), "/console/");
}

TEST_F(StaticFilesTest, NegotiatesVariantsEachWithItsETag) {
  auto const files = load();
  auto const ask = [&](const char* accept) {
    Headers headers;
    if (accept) headers.emplace_back("accept-encoding", accept);
    return files.serve(get("/app.js", headers));
  };
  std::vector<std::pair<const char*, std::string>> const cases = {
      {nullptr, ""},         {"gzip", "gzip"}, {"br, gzip", "br"},         {"gzip, deflate, br", "br"},
      {"*", "br"},           {"gzip;q=0", ""}, {"br;q=0.5, gzip", "gzip"}, {"identity;q=0.5, br;q=0.1", ""},
      {"br;q=0, *", "gzip"}, {"br;q=x", ""},   {"GZIP ; q=1.0", "gzip"},   {"deflate", ""},
      {",,;q=1,", ""},       {"*;q=0", ""},
  };
  for (auto const& [accept, encoding] : cases) {
    auto const response = ask(accept);
    EXPECT_EQ(header(response, "Content-Encoding"), encoding) << (accept ? accept : "none");
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  }
  EXPECT_EQ(*ask("br").body, "BR");
  EXPECT_NE(header(ask("br"), "ETag"), header(ask("gzip"), "ETag"));
  EXPECT_NE(header(ask("br"), "ETag"), header(ask(nullptr), "ETag"));
  EXPECT_EQ(files.serve(get("/app.js.gz")).status, 404U);
  EXPECT_EQ(header(files.serve(get("/index.html")), "Vary"), "");
}

TEST_F(StaticFilesTest, AnswersConditionalRequests) {
  auto const files = load();
  auto const etag = header(files.serve(get("/app.js")), "ETag");
  for (auto const& value : {etag, "W/" + etag, std::string("*"), "\"other\", " + etag}) {
    auto const response = files.serve(get("/app.js", {{"If-None-Match", value}}));
    EXPECT_EQ(response.status, 304U) << value;
    EXPECT_EQ(response.body, nullptr);
    EXPECT_EQ(header(response, "ETag"), etag);
  }
  EXPECT_EQ(files.serve(get("/app.js", {{"If-None-Match", "\"other\""}})).status, 200U);
  EXPECT_EQ(files.serve(get("/app.js", {{"If-None-Match", std::string(8000, '"')}})).status, 200U);
  put("app.js", "let b;");
  EXPECT_NE(header(load().serve(get("/app.js")), "ETag"), etag);
}

TEST_F(StaticFilesTest, CachesHashedNamesForEver) {
  auto const files = load();
  auto const cache = [&](const char* path) { return header(files.serve(get(path)), "Cache-Control"); };
  EXPECT_EQ(cache("/assets/main-5CEXCTQB.js"), "public, max-age=31536000, immutable");
  EXPECT_EQ(cache("/0a1b2c3d4e/site.css"), "public, max-age=31536000, immutable");
  EXPECT_EQ(cache("/app.js"), "public, max-age=300");
  EXPECT_FALSE(has_content_hash("logo-1920x1080.png"));
  EXPECT_FALSE(has_content_hash("jquery-20231110.js"));
  EXPECT_FALSE(has_content_hash("my-component.js"));
  EXPECT_FALSE(has_content_hash("DOWNLOAD/page.js"));
  EXPECT_TRUE(has_content_hash("chunk.0123abcd.js.map"));
}

// esbuild's hash is 8 of A–Z and 2–7: a fifth of them has no digit, one in 700 000 no letter.
TEST_F(StaticFilesTest, KnowsEveryHashOfEsbuild) {
  for (auto const* name :
       {"main-ABCDEFGH.js", "main-QRSTUVWX.css.map", "a/b/chunk-2345672A.js", "x-y-ZZZZZZZ2.js"})
    EXPECT_TRUE(has_content_hash(name)) << name;
  for (auto const* name :
       {"main-ABCDEFG.js", "main-ABCDEFGHI.js", "ABCDEFGH.js", "main-abcdefgh.js", "main-ABCDEF01.js"})
    EXPECT_FALSE(has_content_hash(name)) << name;
  put("widget/panel-22334455.js", "x");
  put("widget/frame.html", "<p>");
  StaticOptions options;
  options.mount = "/widget/";
  options.versioned = true;
  auto const files = StaticFiles::load(folder_ / "widget", options).value();
  EXPECT_EQ(header(files.serve(get("/widget/panel-22334455.js")), "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(header(files.serve(get("/widget/frame.html")), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, DocumentsAreAskedForAnew) {
  auto const files = load();
  auto const page = files.serve(get("/console/"));
  EXPECT_EQ(header(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(files.serve(get("/console/", {{"If-None-Match", header(page, "ETag")}})).status, 304U);
}

TEST_F(StaticFilesTest, ServesSingleFilesOfAFolder) {
  StaticOptions options;
  options.only = {"app.js"};
  auto const files = load(options);
  EXPECT_EQ(files.size(), 1U);
  EXPECT_TRUE(files.covers("/app.js"));
  for (auto const* path : {"/", "/app.js.gz", "/app.js/", "/app", "/index.html", "/console/", "/app.jsx"})
    EXPECT_FALSE(files.covers(path)) << path;
  auto const response = files.serve(get("/app.js", {{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(*response.body, "GZ");
  EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=300");
}

TEST_F(StaticFilesTest, KnowsNoPathButItsTable) {
  auto const files = load();
  auto const outside = folder_.filename().string() + ".outside";
  for (auto const& path :
       {"//etc/passwd"s, "/../etc/passwd"s, "/%2e%2e%2fetc/passwd"s, "/%252e%252e/"s, "/..%5cetc"s,
        "/app.js%00"s, "/\xc0\xae\xc0\xae/etc/passwd"s, "/./app.js"s, "/console/../app.js"s, "/../" + outside,
        "/.secret"s, "/.git/config"s, "/passwd.txt"s, "/etc/passwd"s, "/etc/"s, "/app.js/"s, "/assets"s,
        "/APP.JS"s, "//"s})
    EXPECT_EQ(files.serve(get(path)).status, 404U) << path;
}

TEST_F(StaticFilesTest, TakesGetAndHeadOnly) {
  auto const files = load();
  auto const response = files.serve(get("/app.js", {}, "POST"));
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
  EXPECT_EQ(files.serve(get("/app.js", {}, "HEAD")).status, 200U);
  EXPECT_EQ(files.serve(get("/nothing", {}, "POST")).status, 404U);
}

TEST_F(StaticFilesTest, MountsBelowAPrefixWithItsOwnHeaders) {
  StaticOptions options;
  options.mount = "/widget/";
  options.headers = {{"Cross-Origin-Resource-Policy", "cross-origin"}};
  auto const files = load(options);
  EXPECT_TRUE(files.covers("/widget/app.js"));
  EXPECT_TRUE(files.covers("/widget"));
  EXPECT_FALSE(files.covers("/widgets"));
  EXPECT_FALSE(files.covers("/"));
  auto const response = files.serve(get("/widget/app.js"));
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(header(response, "Cross-Origin-Resource-Policy"), "cross-origin");
  auto bare = get("/widget");
  bare.query = "a=b";
  EXPECT_EQ(header(files.serve(bare), "Location"), "/widget/?a=b");
}

TEST_F(StaticFilesTest, RefusesWhatIsTooMuchOrNotThere) {
  StaticOptions options;
  options.total_bytes = 10;
  EXPECT_EQ(StaticFiles::load(folder_, options).error(), boost::system::errc::file_too_large);
  EXPECT_TRUE(StaticFiles::load(folder_ / "nowhere", {}).has_error());
}

}  // namespace
}  // namespace baton::net
