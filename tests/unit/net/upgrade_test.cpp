// The WebSocket handshake: what is accepted, what each fault is answered with, and the limits at the door.
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "tests/unit/net/harness.hpp"

namespace baton::net::test {
namespace {

std::string without(std::string text, const std::string& line) {
  auto const at = text.find(line);
  EXPECT_NE(at, std::string::npos);
  return text.erase(at, text.find("\r\n", at) + 2 - at);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(Upgrade, AcceptsTheSubprotocolAndNothingElse) {
  Node node;
  Client client(node.port);
  client.write(
      upgrade_request("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n"));
  auto const answer = client.response();
  EXPECT_EQ(answer->status, 101U);
  EXPECT_EQ(answer->header("Sec-WebSocket-Protocol"), "baton.v1");
  EXPECT_EQ(answer->header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer->header("Sec-WebSocket-Extensions"), "");
  client.write(text("hello"));
  EXPECT_EQ(client.next()->payload, "hello");
}

TEST(Upgrade, TakesTheHandshakeByteByByteAndGreets) {
  Node node;
  Client client(node.port);
  client.write_slowly(upgrade_request("", "/v1/ws?greet"));
  EXPECT_EQ(client.response()->status, 101U);
  EXPECT_EQ(client.next()->payload, "welcome");
}

TEST(Upgrade, RefusesEveryFaultWithItsStatus) {
  Node node;
  auto const good = upgrade_request();
  std::vector<std::pair<std::string, unsigned>> const cases = {
      {request("GET", "/v1/ws"), 426},
      {without(good, "Upgrade: websocket"), 426},
      {without(good, "Connection:"), 426},
      {without(good, "Sec-WebSocket-Version"), 426},
      {replaced(good, "Version: 13", "Version: 8"), 426},
      {without(good, "Sec-WebSocket-Key"), 400},
      {replaced(good, "dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), 400},
      {without(good, "Sec-WebSocket-Protocol"), 400},
      {replaced(good, "baton.v1", "baton.v2"), 400},
      {replaced(good, "GET", "POST"), 405},
      {good + text("too early"), 400},
      {upgrade_request("Content-Length: 3\r\n") + "abc", 400},
      {upgrade_request("Origin: https://evil.test\r\n"), 403},
      {upgrade_request("", "/v1/ws?throw"), 500},
  };
  for (auto const& [bytes, status] : cases) {
    Client client(node.port);
    client.write(bytes);
    auto const answer = client.response();
    ASSERT_TRUE(answer) << bytes;
    EXPECT_EQ(answer->status, status) << bytes;
    EXPECT_EQ(answer->header("Content-Type"), "application/problem+json");
    if (status == 426) {
      EXPECT_EQ(answer->header("Sec-WebSocket-Version"), "13");
    }
    if (status == 405) {
      EXPECT_EQ(answer->header("Allow"), "GET");
    }
    EXPECT_TRUE(client.ended());
  }
  EXPECT_EQ(node.handler.opened, 0);
}

TEST(Upgrade, AHandlerThatCannotOpenClosesWith1011) {
  Node node;
  Client client(node.port);
  client.write(upgrade_request("", "/v1/ws?open"));
  EXPECT_EQ(client.response()->status, 101U);
  EXPECT_EQ(client.until_close().close_code(), 1011);
}

TEST(Upgrade, BoundsConnectionsOfAForwardedAddress) {
  Limits limits;
  limits.per_address = 3;
  limits.trusted_proxies = Networks::parse({"127.0.0.1"}).value();
  Node node(limits);
  auto const join = [&](Client& client, const std::string& address) {
    client.write(upgrade_request("X-Forwarded-For: " + address + "\r\n"));
    return client.response()->status;
  };
  std::vector<std::unique_ptr<Client>> held;
  for (int i = 0; i < 3; ++i) {
    held.push_back(std::make_unique<Client>(node.port));
    EXPECT_EQ(join(*held.back(), "203.0.113.7"), 101U);
  }
  Client refused(node.port), other(node.port), v6(node.port);
  EXPECT_EQ(join(refused, "203.0.113.7"), 429U);
  EXPECT_EQ(join(other, "203.0.113.8"), 101U);
  for (int i = 0; i < 3; ++i) {  // an IPv6 client has its /64
    held.push_back(std::make_unique<Client>(node.port));
    EXPECT_EQ(join(*held.back(), "2001:db8::" + std::to_string(i + 1)), 101U);
  }
  EXPECT_EQ(join(v6, "2001:db8::99"), 429U);
  held.clear();
  EXPECT_TRUE(eventually([&] { return node.connections() <= 3; }));
  Client again(node.port);
  EXPECT_EQ(join(again, "203.0.113.7"), 101U);
  EXPECT_EQ(node.counters().refused_address, 2U);
}

TEST(Upgrade, LoopbackIsExemptFromTheBoundOfAnAddress) {
  Limits limits;
  limits.per_address = 1;
  Node node(limits);
  Client one(node.port), two(node.port);
  one.upgrade();
  two.upgrade();
}

TEST(Upgrade, BoundsConnectionsInAll) {
  Limits limits;
  limits.connections = 2;
  limits.linger = 100ms;
  Node node(limits);
  auto one = std::make_unique<Client>(node.port);
  one->upgrade();
  Client two(node.port);
  two.upgrade();
  Client full(node.port);
  auto const answer = full.response();
  EXPECT_EQ(answer->status, 503U);
  EXPECT_NE(answer->header("Retry-After"), "");
  EXPECT_TRUE(full.ended());
  one.reset();
  EXPECT_TRUE(eventually([&] { return node.connections() == 1; }));
  Client three(node.port);
  three.upgrade();
}

TEST(Upgrade, OutOfDescriptorsIsOutlivedWithoutSpinning) {
  Node node;
  Client waiting(node.port);
  EXPECT_TRUE(eventually([&] { return node.connections() == 1; }));
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  int const probe = ::dup(0);
  // The next client takes the descriptor of `probe`; the server then has none for its end.
  rlimit const tight{static_cast<rlim_t>(probe) + 1, old.rlim_max};
  ::close(probe);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  Client late(node.port);
  EXPECT_TRUE(eventually([&] { return node.counters().accept_errors >= 2; }));
  auto const errors = node.counters().accept_errors;
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  late.write(request("GET", "/"));
  EXPECT_EQ(late.response()->status, 200U);
  EXPECT_LT(errors, 50U);
  waiting.write(request("GET", "/"));
  EXPECT_EQ(waiting.response()->status, 200U);
}

}  // namespace
}  // namespace baton::net::test
