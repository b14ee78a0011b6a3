// HTTP on the wire: keep-alive, pipelining, refusals, deadlines, security headers.
#include <fmt/format.h>

#include "tests/unit/net/harness.hpp"

namespace baton::net::test {
namespace {

using namespace std::string_literals;

unsigned status_of(Node& node, std::string_view bytes) {
  Client client(node.port);
  client.write(bytes);
  auto const answer = client.response();
  return answer ? answer->status : 0;
}

TEST(Http, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  Node node;
  Client client(node.port);
  std::string all;
  for (int i = 0; i < 50; ++i) all += request("GET", fmt::format("/n{}?q={}", i, i));
  all += request("POST", "/post", "Content-Length: 5\r\n") + "hello";
  client.write(all);
  for (int i = 0; i < 50; ++i) {
    auto const answer = client.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, fmt::format("GET /n{} [q={}] ", i, i));
    EXPECT_EQ(answer->header("Connection"), "keep-alive");
  }
  EXPECT_EQ(client.response()->body, "POST /post [] hello");
  EXPECT_EQ(node.counters().accepted, 1U);
}

TEST(Http, ReadsChunkedBodiesAndAnswersExpectations) {
  Node node;
  Client client(node.port);
  client.write(request("POST", "/", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.response()->body, "POST / [] abcde");
  client.write(request("POST", "/", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.response()->status, 100U);
  client.write("ok");
  EXPECT_EQ(client.response()->body, "POST / [] ok");
}

TEST(Http, SendsNoBodyOfHeadAndNoContent) {
  Node node;
  Client client(node.port);
  client.write(request("HEAD", "/x") + request("GET", "/none") + request("GET", "/y"));
  auto const head = client.response(true);
  EXPECT_EQ(head->header("Content-Length"), std::to_string(std::string("HEAD /x [] ").size()));
  auto const none = client.response();
  EXPECT_EQ(none->status, 204U);
  EXPECT_EQ(none->header("Content-Length"), "");
  EXPECT_EQ(client.response()->body, "GET /y [] ");
}

TEST(Http, ClosesWhenAskedAndOnHttp10) {
  Node node;
  for (auto const* bytes :
       {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    Client client(node.port);
    client.write(bytes);
    EXPECT_EQ(client.response()->header("Connection"), "close");
    EXPECT_TRUE(client.ended());
  }
}

TEST(Http, RefusesWhatIsMalformed) {
  Node node;
  auto const headers = [](int n) {
    std::string all;
    for (int i = 0; i < n; ++i) all += fmt::format("X-{}: y\r\n", i);
    return all;
  };
  std::vector<std::pair<std::string, unsigned>> const cases = {
      {"GET / HTTP/1.1\r\n\r\n", 400},                         // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},   // two
      {"GET / HTTP/3.7\r\nHost: a\r\n\r\n", 400},              //
      {"GET /\r\n\r\n", 400},                                  // HTTP/0.9
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},  // a TLS hello
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},               // HTTP/2
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, 400},  // NUL
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},        // bare LF
      {"GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},  //
      {request("POST", "/", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {request("POST", "/", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n", 400},
      {request("POST", "/", "Transfer-Encoding: gzip\r\n"), 400},
      {request("POST", "/", "Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
      {request("POST", "/", "Content-Length: -1\r\n"), 400},
      {request("POST", "/", "Transfer-Encoding: chunked\r\n") + "FFFFFFFFFFFFFFFFF\r\n", 400},
      {request("POST", "/", "Transfer-Encoding: chunked\r\n") + "FFFFFFFFFFFFFFFF\r\n", 413},
      {request("POST", "/", "Content-Length: 65537\r\n"), 413},
      {request("POST", "/", "Transfer-Encoding: chunked\r\n") + "10001\r\n" + std::string(65537, 'x'), 413},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431},
      {request("GET", "/", "X: " + std::string(9000, 'a') + "\r\n"), 431},
      {request("GET", "/", headers(200)), 431},
      {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
      {request("CONNECT", "/"), 405},
      {request("TRACE", "/"), 405},
  };
  for (auto const& [bytes, status] : cases) {
    Client client(node.port);
    client.write(bytes);
    auto const answer = client.response();
    ASSERT_TRUE(answer) << bytes.substr(0, 100);
    EXPECT_EQ(answer->status, status) << bytes.substr(0, 100);
    EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
    EXPECT_NE(answer->body.find(fmt::format("{{\"status\":{},\"title\":\"", status)), std::string::npos);
    EXPECT_TRUE(client.ended());
  }
  EXPECT_EQ(node.counters().bad_requests, cases.size());
  EXPECT_EQ(status_of(node, request("POST", "/", "Content-Length: 65536\r\n") + std::string(65536, 'x')),
            200U);
}

TEST(Http, SetsSecurityHeadersAndLetsNoHeaderBeSplit) {
  Node node;
  Client client(node.port);
  client.write(request("GET", "/") + request("GET", "/split"));
  auto const answer = client.response();
  EXPECT_NE(answer->header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(answer->header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(answer->header("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(answer->header("Date").size(), std::string("Mon, 23 Nov 2026 05:20:00 GMT").size());
  auto const split = client.response();
  EXPECT_EQ(split->status, 500U);
  EXPECT_EQ(split->header("Set-Cookie"), "");
}

TEST(Http, AHandlersExceptionCostsOneConnection) {
  Node node;
  Client other(node.port);
  Client client(node.port);
  client.write(request("GET", "/throw"));
  auto const answer = client.response();
  EXPECT_EQ(answer->status, 500U);
  EXPECT_NE(answer->body.find("\"internal\""), std::string::npos);
  EXPECT_TRUE(client.ended());
  other.write(request("GET", "/"));
  EXPECT_EQ(other.response()->status, 200U);
  EXPECT_EQ(node.counters().handler_errors, 1U);
}

TEST(Http, TakesARequestByteByByte) {
  Node node;
  Client client(node.port);
  client.write_slowly(request("POST", "/slow", "Content-Length: 3\r\n") + "abc");
  EXPECT_EQ(client.response()->body, "POST /slow [] abc");
}

TEST(Http, DeadlinesOfHeaderBodyKeepAliveAndWrite) {
  Limits limits;
  limits.header_deadline = limits.body_deadline = limits.keep_alive_idle = limits.write_deadline = 150ms;
  Node node(limits);
  Client silent(node.port), half_header(node.port), half_body(node.port), kept(node.port),
      deaf(node.port, 4096);
  half_header.write("GET / HTTP/1.1\r\nHo");
  half_body.write(request("POST", "/", "Content-Length: 3\r\n") + "a");
  kept.write(request("GET", "/"));
  deaf.write(request("GET", "/big"));
  EXPECT_EQ(kept.response()->status, 200U);
  for (auto* client : {&silent, &half_header, &half_body, &kept}) EXPECT_TRUE(client->ended());
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
}

TEST(Http, ForwardedAddressesAreBelievedOfTrustedProxiesOnly) {
  auto const forged = request("GET", "/peer", "X-Forwarded-For: 9.9.9.9, 203.0.113.7, 127.0.0.5\r\n");
  Node plain;
  Client direct(plain.port);
  direct.write(forged);
  EXPECT_EQ(direct.response()->body, "127.0.0.1");

  Limits limits;
  limits.trusted_proxies = Networks::parse({"127.0.0.0/8"}).value();
  Node behind(limits);
  Client client(behind.port);
  client.write(forged);
  EXPECT_EQ(client.response()->body, "203.0.113.7");
}

}  // namespace
}  // namespace baton::net::test
