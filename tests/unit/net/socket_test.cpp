// A socket's life: closing, slow consumers, idleness, lost peers, many at once, two servers on a port,
// stopping.
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <fstream>
#include <vector>

#include "tests/unit/net/harness.hpp"

namespace baton::net::test {
namespace {

std::vector<std::unique_ptr<Client>> joined(Node& node, int count) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<Client>(node.port));
    clients.back()->upgrade();
  }
  return clients;
}

TEST(Socket, CloseFlushesWhatIsQueuedAndTellsCodeAndReason) {
  Node node;
  Client client(node.port);
  client.upgrade().write(text("!last"));
  EXPECT_EQ(client.next()->payload, "one");
  EXPECT_EQ(client.next()->payload, "two");
  auto const close = client.next();
  EXPECT_EQ(close->opcode, 8U);
  EXPECT_EQ(close->close_code(), 4010);
  EXPECT_EQ(close->reason(), "signed out");
  client.write(frame(8, close->payload));
  EXPECT_TRUE(client.ended());
}

TEST(Socket, ALongReasonIsCutAtACharacter) {
  Node node;
  Client client(node.port);
  std::string reason;
  for (int i = 0; i < 100; ++i) reason += "\u00fc";
  client.upgrade().write(text("!close 4001 " + reason));
  EXPECT_EQ(client.until_close().reason(), reason.substr(0, 122));
}

TEST(Socket, APeerThatIgnoresTheCloseIsCut) {
  Limits limits;
  limits.close_deadline = 150ms;
  Node node(limits);
  Client client(node.port);
  client.upgrade().write(text("!close 1000 bye"));
  EXPECT_EQ(client.until_close().close_code(), 1000);
  for (int i = 0; i < 10; ++i) client.write(text("still here"));
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.handler.texts, 1);
}

TEST(Socket, AHandlersExceptionClosesThatSocketOnly) {
  Node node;
  auto clients = joined(node, 2);
  clients[0]->write(text("!throw"));
  EXPECT_EQ(clients[0]->until_close().close_code(), 1011);
  clients[1]->write(text("fine"));
  EXPECT_EQ(clients[1]->next()->payload, "fine");
}

TEST(Socket, ASlowConsumerIsClosedWith4009WhileOthersAreServed) {
  Limits limits;
  limits.outbox_bytes = 256 * 1024;
  Node node(limits);
  Client slow(node.port, 4096), fast(node.port);
  slow.upgrade();
  fast.upgrade();
  slow.write(text("!big 400 60000"));  // more than the outbox and all buffers of the kernel
  EXPECT_TRUE(eventually([&] { return node.counters().slow_consumers == 1; }));
  for (int i = 0; i < 50; ++i) {
    fast.write(text(fmt::format("n{}", i)));
    ASSERT_EQ(fast.next()->payload, fmt::format("n{}", i));
  }
  auto const close = slow.until_close();  // it reads again in time, and is told why
  EXPECT_EQ(close.close_code(), 4009);
  EXPECT_EQ(close.reason(), "slow consumer");
}

TEST(Socket, AConsumerThatNeverReadsIsCut) {
  Limits limits;
  limits.outbox_bytes = 256 * 1024;
  limits.close_deadline = 200ms;
  Node node(limits);
  Client slow(node.port, 4096);
  slow.upgrade().write(text("!big 400 60000"));
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.counters().cut, 1U);
  EXPECT_EQ(node.handler.closed, 1);
}

TEST(Socket, IdlenessCountsTextFramesOnly) {
  Limits limits;
  limits.socket_idle = 300ms;
  Node node(limits);
  Client pinging(node.port), talking(node.port);
  pinging.upgrade();
  talking.upgrade();
  std::atomic<bool> done = false;
  std::thread chatter([&] {
    while (!done) {
      pinging.write(frame(9, "p"));
      talking.write(text("t"));
      std::this_thread::sleep_for(20ms);
    }
  });
  auto const begin = std::chrono::steady_clock::now();
  auto const close = pinging.until_close();
  EXPECT_EQ(close.close_code(), 1001);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 250ms);
  EXPECT_EQ(node.ask([&] { return node.server->counters().idle_sockets; }), 1U);
  done = true;
  chatter.join();
  EXPECT_EQ(talking.next()->payload, "t");
}

TEST(Socket, AFrameBeingHandledIsNoIdleness) {
  Limits limits;
  limits.socket_idle = 100ms;
  Node node(limits);
  Client client(node.port);
  client.upgrade().write(text("!hold 500") + text("next"));
  EXPECT_EQ(client.next()->payload, "held");
  EXPECT_EQ(client.next()->payload, "next");
}

TEST(Socket, APeerLostWhileItsFrameIsHandledIsToldAfterwards) {
  Node node;
  Client client(node.port);
  client.upgrade().write(text("!hold 300"));
  EXPECT_TRUE(eventually([&] { return node.handler.texts == 1; }));
  client.reset();
  EXPECT_EQ(node.handler.closed, 0);
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.handler.closed, 1);
}

TEST(Socket, LostPeersFreeTheirConnection) {
  Node node;
  Client reset_in_frame(node.port), ended_in_frame(node.port), reset_in_handshake(node.port),
      ended_in_handshake(node.port), half_closed(node.port);
  reset_in_frame.upgrade().write(text("unfinished").substr(0, 7));
  ended_in_frame.upgrade().write(text("unfinished").substr(0, 7));
  half_closed.upgrade().write(text("echo me"));
  EXPECT_EQ(half_closed.next()->payload, "echo me");
  reset_in_handshake.write(upgrade_request().substr(0, 40));
  ended_in_handshake.write(upgrade_request().substr(0, 40));
  EXPECT_TRUE(eventually([&] { return node.connections() == 5; }));
  reset_in_frame.reset();
  reset_in_handshake.reset();
  ended_in_frame.half_close();
  ended_in_handshake.half_close();
  half_closed.half_close();
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.handler.closed, 3);
}

TEST(Socket, ManyAreServedAndEachEndsOnce) {
  Node node;
  auto clients = joined(node, 300);
  for (auto& client : clients) client->write(text("!big 3 100") + text("after"));
  for (auto& client : clients) {
    for (int i = 0; i < 3; ++i) ASSERT_EQ(client->next()->payload.size(), 100U);
    ASSERT_EQ(client->next()->payload, "after");
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (i % 3 == 0) clients[i]->reset();
    if (i % 3 == 1) clients[i]->write(frame(8, "\x03\xe8"));
  }
  clients.clear();
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.handler.opened, 300);
  EXPECT_EQ(node.handler.closed, 300);
}

TEST(Socket, OneFrameIsSharedByEveryReceiver) {
  Node node;
  auto clients = joined(node, 20);
  auto const shared = make_frame("to all");
  ASSERT_TRUE(eventually([&] { return node.handler.opened == 20; }));
  node.ask([&] {
    for (auto* socket : node.handler.sockets) socket->send(shared);
  });
  for (auto& client : clients) EXPECT_EQ(client->next()->payload, "to all");
}

TEST(Server, TwoShareAPort) {
  Node first({}, 0, true);
  Node second({}, first.port, true);
  EXPECT_EQ(first.port, second.port);
  std::vector<std::unique_ptr<Client>> clients;
  // The kernel spreads by the client's port: that 200 all meet one is out of the question.
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(first.port));
    clients.back()->upgrade().write(text("hi"));
    ASSERT_EQ(clients.back()->next()->payload, "hi");
  }
  EXPECT_GT(first.connections(), 20U);
  EXPECT_GT(second.connections(), 20U);
  EXPECT_EQ(first.connections() + second.connections(), 200U);
}

TEST(Server, ATakenPortIsAnError) {
  Node node;
  boost::asio::io_context context;
  EchoHandler handler;
  Server other(context.get_executor(), {}, handler);
  EXPECT_EQ(other.listen("127.0.0.1", node.port, false).error(), boost::system::errc::address_in_use);
  EXPECT_TRUE(other.listen("not an address", 0, false).has_error());
}

TEST(Server, DrainsSocketsWithTheirCode) {
  Limits limits;
  limits.linger = 100ms;
  Node node(limits);
  auto clients = joined(node, 10);
  Client idle(node.port);
  idle.write(request("GET", "/"));
  EXPECT_EQ(idle.response()->status, 200U);
  node.ask([&] {
    node.server->stop_accepting();
    node.server->close_all(1012, "restart");
  });
  EXPECT_TRUE(idle.ended());
  std::thread readers([&] {
    for (auto& client : clients) {
      auto const close = client->until_close();
      EXPECT_EQ(close.close_code(), 1012);
      client->write(frame(8, close.payload));
      client->half_close();
    }
  });
  EXPECT_TRUE(node.drained(5s));
  readers.join();
  EXPECT_EQ(node.connections(), 0U);
}

// How many have connected to a port of loopback and were not accepted yet, as the kernel counts them.
unsigned long in_backlog_of(std::uint16_t port) {
  std::array<char, 32> listener{};
  std::snprintf(listener.data(), listener.size(), "0100007F:%04X 00000000:0000 0A ", port);
  std::ifstream table("/proc/net/tcp");
  for (std::string line; std::getline(table, line);) {
    auto const at = line.find(listener.data());
    auto const colon = at == std::string::npos ? at : line.find(':', at + std::strlen(listener.data()));
    if (colon != std::string::npos) return std::stoul(line.substr(colon + 1, 8), nullptr, 16);
  }
  return 0;
}

// Others may share the port, but whoever has connected to this one is served by this one.
TEST(Server, AnswersOnceMoreWhoIsConnectedWhenItStops) {
  Node node;
  Client kept(node.port);
  kept.write(request("GET", "/"));
  ASSERT_EQ(kept.response()->status, 200U);
  std::vector<Client> in_the_backlog;
  node.ask([&] {  // nobody accepts them meanwhile
    for (int i = 0; i < 20; ++i) in_the_backlog.emplace_back(node.port);
    ASSERT_TRUE(eventually([&] { return in_backlog_of(node.port) == 20; }));
    node.server->turn_away();
    node.server->stop_accepting();
  });
  in_the_backlog.push_back(std::move(kept));
  for (auto& client : in_the_backlog) {
    client.write(request("GET", "/"));
    auto const answer = client.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->header("Connection"), "close");
    client.half_close();
  }
  EXPECT_TRUE(node.drained(5s));
}

TEST(Server, CutsWhatDoesNotDrain) {
  Node node;
  auto clients = joined(node, 3);
  node.ask([&] { node.server->stop_accepting(); });
  EXPECT_FALSE(node.drained(50ms));
  EXPECT_EQ(node.connections(), 0U);
  EXPECT_EQ(node.handler.closed, 3);
}

// Both limits pass at once, in every stage of closing: answered, unanswered, in the middle of a faulty frame,
// full.
TEST(Server, CutsWhatIsClosingToo) {
  Limits limits;
  limits.close_deadline = 40ms;
  limits.outbox_bytes = 256 * 1024;
  Node node(limits);
  auto clients = joined(node, 20);
  for (std::size_t i = 3; i < clients.size(); i += 4) clients[i]->write(text("!big 400 60000"));
  for (std::size_t i = 2; i < clients.size(); i += 4) clients[i]->write(frame(3, "bad"));
  ASSERT_TRUE(eventually([&] { return node.handler.opened == 20; }));
  node.ask([&] {
    node.server->stop_accepting();
    node.server->close_all(1012, "restart");
  });
  for (std::size_t i = 1; i < clients.size(); i += 4) clients[i]->write(frame(8, "\x03\xf4"));
  node.drained(40ms);
  EXPECT_EQ(node.connections(), 0U);
  EXPECT_EQ(node.handler.closed, 20);
}

}  // namespace
}  // namespace baton::net::test
