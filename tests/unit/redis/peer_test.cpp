// The link against peers that are no Redis, or none that we can use.
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/redis/link.hpp"
#include "server/redis/subscriber.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::run_until;
constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

// Hangs up on whoever connects, and counts them.
asio::awaitable<void> hang_up(asio::ip::tcp::acceptor& acceptor, int& attempts) {
  while (true) {
    auto [ec, socket] = co_await acceptor.async_accept(nothrow);
    if (ec) co_return;
    ++attempts;
  }
}

TEST(Peer, ThatHangsUpIsTriedMoreAndMoreSeldom) {
  asio::io_context context;
  int attempts = 0;
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  asio::co_spawn(context, hang_up(acceptor, attempts), [](std::exception_ptr) {});
  Options options;
  options.address = *parse_address("127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
  options.backoff_min = 20ms;
  Link link(context.get_executor(), options);
  link.start();
  EXPECT_TRUE(run_until(context, [&] { return attempts >= 4; }));
  // The seventh comes at the earliest after 10 + 20 + 40 + 80 + 160 + 320 ms of pauses.
  EXPECT_FALSE(run_until(
      context, [&] { return attempts >= 7; }, 250ms));
  EXPECT_FALSE(link.up());
}

// A peer that says one thing to whoever connects.
asio::awaitable<void> say(asio::ip::tcp::acceptor& acceptor, std::string text) {
  while (true) {
    auto [ec, socket] = co_await acceptor.async_accept(nothrow);
    if (ec) co_return;
    co_await asio::async_write(socket, asio::buffer(text), nothrow);
    // Reads until the other side has enough of it.
    std::string heard(512, ' ');
    for (bool open = true; open;) {
      auto [end, size] = co_await socket.async_read_some(asio::buffer(heard), nothrow);
      open = !end;
    }
  }
}

struct StrangePeer : testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(StrangePeer, IsToldFromARedis) {
  asio::io_context context;
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  asio::co_spawn(context, say(acceptor, GetParam().first), [](std::exception_ptr) {});
  Options options;
  options.address = *parse_address("127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
  options.connect_deadline = 300ms;
  Link link(context.get_executor(), options);
  link.start();
  EXPECT_TRUE(run_until(context, [&] {
    return link.last_error().find(GetParam().second) != std::string::npos;
  })) << link.last_error();
  EXPECT_FALSE(link.up());
}

INSTANTIATE_TEST_SUITE_P(
    Peers, StrangePeer,
    testing::Values(
        std::pair("HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak Redis's protocol"),
        std::pair("", "connecting took too long"),
        std::pair("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n$22\r\nredis_version:6.2.14\r\n\r\n$9\r\nloading:0\r\n",
                  "Redis is too old: it is 6.2.14"),
        std::pair("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n$22\r\nredis_version:7.2.14\r\n\r\n$9\r\nloading:1\r\n",
                  "still loading")));

// A Redis that answers the first of SSUBSCRIBE, SUNSUBSCRIBE, SSUBSCRIBE early and the others when `go` is
// cancelled.
asio::awaitable<void> answer_late(asio::ip::tcp::acceptor& acceptor, asio::steady_timer& go) {
  const std::string greeting =
      "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n$19\r\nredis_version:7.0.0\r\n$9\r\nloading:0\r\n";
  const std::string first =
      "*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$8\r\nsmessage\r\n$1\r\na\r\n$1\r\nm\r\n";
  const std::string rest =
      "*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n";
  auto [ec, socket] = co_await acceptor.async_accept(nothrow);
  if (ec) co_return;
  co_await asio::async_write(socket, asio::buffer(greeting), nothrow);
  std::string heard;
  std::string part(512, ' ');
  while (heard.find("SSUBSCRIBE") == heard.rfind("SSUBSCRIBE")) {
    auto [end, size] = co_await socket.async_read_some(asio::buffer(part), nothrow);
    if (end) co_return;
    heard.append(part, 0, size);
  }
  co_await asio::async_write(socket, asio::buffer(first), nothrow);
  co_await go.async_wait(nothrow);
  co_await asio::async_write(socket, asio::buffer(rest), nothrow);
  co_await socket.async_read_some(asio::buffer(part), nothrow);
}

TEST(Peer, ThatAnswersLateConfirmsOnlyTheLatestWish) {
  asio::io_context context;
  asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
  asio::steady_timer go(context, std::chrono::steady_clock::time_point::max());
  asio::co_spawn(context, answer_late(acceptor, go), [](std::exception_ptr) {});
  Options options;
  options.address = *parse_address("127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
  Subscriber subscriber(context.get_executor(), options);
  int messages = 0;
  subscriber.on_message([&](std::string_view, std::string_view) { ++messages; });
  subscriber.start();
  ASSERT_TRUE(run_until(context, [&] { return subscriber.up(); })) << subscriber.last_error();
  std::optional<Result<void>> early, late;
  const auto begin = [&](std::optional<Result<void>>& into) {
    asio::co_spawn(context, subscriber.subscribe("a"),
                   [&into](std::exception_ptr, Result<void> result) { into = result; });
    context.restart();
    context.poll();
  };
  begin(early);
  subscriber.unsubscribe("a");
  context.restart();
  context.poll();
  begin(late);
  ASSERT_TRUE(run_until(context, [&] { return messages == 1; }));
  context.restart();
  context.poll();
  EXPECT_EQ(early->error(), Errc::refused);
  EXPECT_FALSE(late);
  go.cancel();
  ASSERT_TRUE(run_until(context, [&] { return late.has_value(); }));
  EXPECT_TRUE(*late);
}

}  // namespace
}  // namespace baton::redis
