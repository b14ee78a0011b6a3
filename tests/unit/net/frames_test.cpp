// WebSocket frames on the wire: every fault and its close code, fragments, control frames, UTF-8.
#include <fmt/format.h>

#include <vector>

#include "tests/unit/net/harness.hpp"

namespace baton::net::test {
namespace {

using namespace std::string_literals;

// The close code the server answers `bytes` with.
std::uint16_t close_code_of(Node& node, std::string_view bytes) {
  Client client(node.port);
  client.upgrade().write(bytes);
  return client.until_close().close_code();
}

TEST(Frames, EchoesEveryLengthForm) {
  Node node;
  Client client(node.port);
  client.upgrade();
  for (std::size_t const size : {0, 1, 125, 126, 4000, 65535, 65536}) {
    std::string const payload(size, 'a');
    client.write(text(payload));
    auto const echo = client.next();
    ASSERT_TRUE(echo);
    EXPECT_EQ(echo->opcode, 1U);
    EXPECT_EQ(echo->payload, payload);
  }
}

TEST(Frames, AreHandedOverInOrderHoweverTheyArrive) {
  Node node;
  Client client(node.port);
  client.upgrade();
  std::string all;
  for (int i = 0; i < 200; ++i) all += text(fmt::format("frame {}", i));
  client.write(all);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.next()->payload, fmt::format("frame {}", i));
  client.write_slowly(text("one byte at a time, \u00fc \U0001F600"));
  EXPECT_EQ(client.next()->payload, "one byte at a time, \u00fc \U0001F600");
}

TEST(Frames, JoinsFragmentsWithControlFramesBetween) {
  Node node;
  Client client(node.port);
  client.upgrade();
  // The last character is split across two fragments.
  client.write(frame(1, "a", false) + frame(9, "ping") + frame(0, "", false) + frame(0, "b\xc3", false) +
               frame(0, "\xbc"));
  auto const pong = client.next();
  EXPECT_EQ(pong->opcode, 10U);
  EXPECT_EQ(pong->payload, "ping");
  EXPECT_EQ(client.next()->payload, "ab\u00fc");
}

TEST(Frames, CloseCodesOfFaults) {
  Node node;
  auto const unmasked = "\x81\x02hi"s;
  auto const reserved = [](std::string bytes, unsigned char bits) {
    bytes[0] = static_cast<char>(static_cast<unsigned char>(bytes[0]) | bits);
    return bytes;
  };
  auto const mask = "\x01\x02\x03\x04"s;
  std::vector<std::tuple<std::string, std::string, std::uint16_t>> const cases = {
      {"binary", frame(2, "x"), 1003},
      {"unmasked", unmasked, 1002},
      {"RSV1", reserved(text("x"), 0x40), 1002},
      {"RSV2", reserved(text("x"), 0x20), 1002},
      {"opcode 3", frame(3, "x"), 1002},
      {"opcode 11", frame(11, "x"), 1002},
      {"long ping", frame(9, std::string(126, 'p')), 1002},
      {"fragmented ping", frame(9, "p", false), 1002},
      {"lone continuation", frame(0, "x"), 1002},
      {"text in text", frame(1, "a", false) + text("b"), 1002},
      {"overlong length", "\x81\xfe\x00\x05"s + mask + "hello", 1002},
      {"length 2^62-1", "\x81\xff\x3f\xff\xff\xff\xff\xff\xff\xff"s + mask, 1009},
      {"length 2^63", "\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00"s + mask, 1009},
      {"frame over the limit", text(std::string(65537, 'x')), 1009},
      {"fragments over the limit", frame(1, std::string(65000, 'x'), false) + frame(0, std::string(537, 'x')),
       1009},
      {"C3 28", text("\xc3\x28"), 1007},
      {"surrogate", text("\xed\xa0\x80"), 1007},
      {"overlong UTF-8", text("\xc0\xaf"), 1007},
      {"beyond U+10FFFF", text("\xf4\x90\x80\x80"), 1007},
      {"cut off", text("abc\xe2\x82"), 1007},
      {"split and bad", frame(1, "\xe2", false) + frame(0, "\x28\xa1"), 1007},
      {"close of one byte", frame(8, "\x03"), 1002},
      {"close 1005", frame(8, "\x03\xed"), 1002},
      {"close 999", frame(8, "\x03\xe7"), 1002},
      {"close reason not UTF-8", frame(8, "\x03\xe8\xff"), 1002},
  };
  for (auto const& [name, bytes, code] : cases) EXPECT_EQ(close_code_of(node, bytes), code) << name;
  EXPECT_TRUE(eventually([&] { return node.connections() == 0; }));
  EXPECT_EQ(node.handler.texts, 0);
}

TEST(Frames, AnswersThePeersCloseWithItsCodeAndEndsWithoutIt) {
  Limits limits;
  limits.close_deadline = 150ms;
  Node node(limits);
  Client client(node.port);
  client.upgrade().write(frame(8,
                               "\x03\xe8"
                               "bye"));
  EXPECT_EQ(client.until_close().close_code(), 1000);
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(eventually([&] { return node.handler.closed == 1; }));
}

TEST(Frames, ControlFramesAreBoundedBetweenTexts) {
  Limits limits;
  limits.control_frames = 10;
  Node node(limits);
  Client client(node.port);
  client.upgrade();
  std::string pings;
  for (int i = 0; i < 8; ++i) pings += frame(9, "p");
  client.write(pings + text("a") + pings);
  for (int i = 0; i < 17; ++i) EXPECT_NE(client.next()->opcode, 8U);
  client.write(pings);
  EXPECT_EQ(client.until_close().close_code(), 1008);
}

TEST(Frames, EmptyContinuationsTakeNoMemoryAndFalseStartsEnd) {
  Limits limits;
  limits.socket_idle = 400ms;
  Node node(limits);
  Client client(node.port);
  client.upgrade().write(frame(1, "", false));
  for (int i = 0; i < 1000; ++i) client.write(frame(0, "", false));
  EXPECT_EQ(client.until_close().close_code(), 1001);
}

}  // namespace
}  // namespace baton::net::test
