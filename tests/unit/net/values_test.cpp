// The parts without a socket: networks and forwarded addresses, the outbox, words in headers.
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <deque>

#include "server/net/address.hpp"
#include "server/net/outbox.hpp"
#include "server/net/text.hpp"

namespace baton::net {
namespace {

boost::asio::ip::address ip(const char* text) { return boost::asio::ip::make_address(text); }

TEST(Networks, ContainWhatTheirBitsSay) {
  auto const networks = Networks::parse({"10.0.0.0/8", "192.0.2.7", " 2001:db8::/32", "0.0.0.0/32"}).value();
  EXPECT_TRUE(networks.contains(ip("10.255.0.1")));
  EXPECT_TRUE(networks.contains(ip("::ffff:10.1.2.3")));
  EXPECT_TRUE(networks.contains(ip("192.0.2.7")));
  EXPECT_TRUE(networks.contains(ip("2001:db8:1::1")));
  EXPECT_FALSE(networks.contains(ip("192.0.2.8")));
  EXPECT_FALSE(networks.contains(ip("11.0.0.1")));
  EXPECT_FALSE(networks.contains(ip("2001:db9::1")));
  EXPECT_TRUE(Networks::parse({"0.0.0.0/0"}).value().contains(ip("8.8.8.8")));
  for (auto const* bad : {"", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/-1", "a.test/8"})
    EXPECT_TRUE(Networks::parse({bad}).has_error()) << bad;
}

TEST(ClientOf, IsTheRightMostThatIsNotTrusted) {
  auto const trusted = Networks::parse({"10.0.0.0/8", "::1"}).value();
  struct Case {
    const char *peer, *forwarded, *client;
    bool exempt, proxied;
  };
  for (auto const& c : {
           Case{"203.0.113.1", "1.2.3.4", "203.0.113.1", false, false},
           Case{"10.0.0.1", "1.2.3.4, 5.6.7.8", "5.6.7.8", false, true},
           Case{"::ffff:10.0.0.1", "1.2.3.4, 10.0.0.9", "1.2.3.4", false, true},
           Case{"10.0.0.1", "1.2.3.4:5678", "1.2.3.4", false, true},
           Case{"::1", "[2001:db8::5]:99", "2001:db8::5", false, true},
           Case{"10.0.0.1", "1.2.3.4, unknown", "10.0.0.1", true, true},
           Case{"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3", true, true},
           Case{"10.0.0.1", "", "10.0.0.1", true, true},
           Case{"10.0.0.1", ",[", "10.0.0.1", true, true},
           Case{"127.0.0.1", "1.2.3.4", "127.0.0.1", true, false},
       }) {
    auto const peer = client_of(ip(c.peer), c.forwarded, trusted);
    EXPECT_EQ(peer.address, c.client) << c.peer << " " << c.forwarded;
    EXPECT_EQ(peer.trusted, c.exempt) << c.peer << " " << c.forwarded;
    EXPECT_EQ(peer.proxied, c.proxied) << c.peer << " " << c.forwarded;
  }
}

TEST(LimitKey, IsTheAddressOrTheSixtyFour) {
  EXPECT_EQ(limit_key("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(limit_key("2001:db8::1"), limit_key("2001:db8::ffff:1"));
  EXPECT_NE(limit_key("2001:db8::1"), limit_key("2001:db8:0:1::1"));
}

TEST(Words, AreFoundInListsWithoutCase) {
  EXPECT_TRUE(has_word("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(has_word(" UPGRADE ", "upgrade"));
  EXPECT_FALSE(has_word("upgraded, up grade", "upgrade"));
  EXPECT_FALSE(has_word("", "upgrade"));
  EXPECT_FALSE(has_word(",,", "upgrade"));
}

// Against a plain queue: same order, same count of bytes, never over the bound.
TEST(Outbox, KeepsOrderAndItsBound) {
  rc::check([] {
    Outbox outbox(2000);
    std::deque<std::string> model;
    std::size_t bytes = 0;
    auto const steps = *rc::gen::container<std::vector<int>>(400, rc::gen::inRange(-1, 60));
    for (auto const step : steps) {
      if (step >= 0) {
        std::string const frame(static_cast<std::size_t>(step), static_cast<char>('a' + step % 26));
        bool const fits = bytes + frame.size() + 32 <= 2000;
        RC_ASSERT(outbox.push(make_frame(frame)) == fits);
        if (!fits) continue;
        model.push_back(frame);
        bytes += frame.size() + 32;
      }
      if (step < 20 && !model.empty()) {
        RC_ASSERT(*outbox.front() == model.front());
        outbox.pop();
        bytes -= model.front().size() + 32;
        model.pop_front();
      }
      RC_ASSERT(outbox.empty() == model.empty());
      RC_ASSERT(outbox.bytes() == bytes);
    }
  });
}

TEST(Outbox, ForgetsEverythingWhenCleared) {
  Outbox outbox(1000);
  ASSERT_TRUE(outbox.push(make_frame("a")));
  outbox.clear();
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.bytes(), 0U);
  ASSERT_TRUE(outbox.push(make_frame("b")));
  EXPECT_EQ(*outbox.front(), "b");
}

}  // namespace
}  // namespace baton::net
