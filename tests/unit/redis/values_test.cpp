// The values of the redis room without any server: commands, replies, errors, addresses.
#include <gtest/gtest.h>

#include <set>

#include "server/redis/backoff.hpp"
#include "server/redis/command.hpp"
#include "server/redis/decoder.hpp"
#include "server/redis/error.hpp"
#include "server/redis/options.hpp"

namespace baton::redis {
namespace {

TEST(Command, EncodesTextBytesAndNumbers) {
  const std::string key("k\0\r\n", 4);
  EXPECT_EQ(Command("HSET", key, "f", -7, std::size_t{12}, "").bytes(),
            "*6\r\n$4\r\nHSET\r\n$4\r\n" + key + "\r\n$1\r\nf\r\n$2\r\n-7\r\n$2\r\n12\r\n$0\r\n\r\n");
}

TEST(Command, ListFormEncodesTheSame) {
  const std::vector<std::string> list = {"HGET", "key", "7"};
  EXPECT_EQ(Command(list).bytes(), Command("HGET", "key", 7).bytes());
}

TEST(Decoder, TakesBytesOneByOne) {
  Decoder decoder;
  const std::string bytes = "*4\r\n:5\r\n$-1\r\n*1\r\n$3\r\na\r\n\r\n+OK\r\n-ERR no\r\n";
  std::vector<Reply> replies;
  for (const char byte : bytes) {
    decoder.feed(std::string_view(&byte, 1));
    auto reply = decoder.next();
    ASSERT_TRUE(reply);
    if (*reply) replies.push_back(**reply);
  }
  ASSERT_EQ(replies.size(), 2U);
  const auto& items = **replies[0].as_array();
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(*items[0].as_integer(), 5);
  EXPECT_TRUE(items[1].is_nil());
  EXPECT_EQ(*(**items[2].as_array())[0].as_string(), "a\r\n");
  EXPECT_EQ(*items[3].as_string(), "OK");
  EXPECT_TRUE(replies[1].is_error());
  EXPECT_EQ(replies[1].text, "ERR no");
}

TEST(Decoder, NestsSevenDeepAndNoDeeper) {
  const auto nested = [](int depth) {
    std::string bytes;
    for (int i = 0; i < depth; ++i) bytes += "*1\r\n";
    return bytes + ":1\r\n";
  };
  Decoder deep;
  deep.feed(nested(7));
  ASSERT_TRUE(deep.next());
  Decoder deeper;
  deeper.feed(nested(9));
  EXPECT_EQ(deeper.next().error(), Errc::protocol);
}

TEST(Decoder, SaysWhenItIsNotResp) {
  Decoder decoder;
  decoder.feed("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_EQ(decoder.next().error(), Errc::protocol);
}

TEST(Reply, AnotherKindIsAnErrorNotACrash) {
  Reply text;
  text.kind = Reply::Kind::string;
  text.text = "12x";
  EXPECT_EQ(text.as_integer().error(), Errc::unexpected);
  EXPECT_EQ(text.as_array().error(), Errc::unexpected);
  text.text = "-9007199254740993";
  EXPECT_EQ(*text.as_integer(), -9007199254740993);
  EXPECT_EQ(Reply().as_string().error(), Errc::unexpected);
}

TEST(Errors, RefusalsAreWhatRedisSaysBeforeItBegins) {
  for (const char* text :
       {"LOADING Redis is loading", "READONLY You can't", "MISCONF Redis is", "OOM command not", "BUSY Redis",
        "NOREPLICAS Not", "MASTERDOWN Link", "CLUSTERDOWN", "NOAUTH Auth"}) {
    EXPECT_TRUE(is_refusal(text)) << text;
  }
  EXPECT_FALSE(is_refusal("ERR Function not found"));
  EXPECT_FALSE(is_refusal("BUSYGROUP Consumer Group name already exists"));
  EXPECT_FALSE(is_refusal("WRONGTYPE Operation"));
  EXPECT_FALSE(is_refusal("OOM command not allowed script: append_1, on @user_function:12."));
}

TEST(Errors, HaveTheirOwnCategoryAndWords) {
  const boost::system::error_code code = Errc::unknown;
  EXPECT_STREQ(code.category().name(), "baton.redis");
  EXPECT_NE(code.message().find("unknown"), std::string::npos);
  EXPECT_NE(code, Errc::refused);
}

TEST(Backoff, DoublesWithinItsBoundsAndJitters) {
  using std::chrono::milliseconds;
  Backoff backoff(milliseconds(50), milliseconds(2000));
  std::set<long> seen;
  for (int round = 0; round < 20; ++round) {
    backoff.reset();
    for (const long base : {50, 100, 200, 400, 800, 1600, 2000, 2000}) {
      const auto pause = backoff.next().count();
      EXPECT_GE(pause, base / 2);
      EXPECT_LE(pause, base * 3 / 2);
      seen.insert(pause);
    }
  }
  EXPECT_GT(seen.size(), 20U);
}

TEST(Address, ReadsEveryForm) {
  EXPECT_EQ(parse_address("unix:/run/redis.sock")->unix_path, "/run/redis.sock");
  EXPECT_EQ(parse_address("cache.example")->port, 6379);
  EXPECT_EQ(parse_address("cache.example:7000")->text(), "cache.example:7000");
  EXPECT_EQ(parse_address("[::1]:7000")->host, "::1");
  EXPECT_EQ(parse_address("[::1]:7000")->text(), "[::1]:7000");
  const auto full = *parse_address("redis://ann:p%40ss:w@cache.example:7000/3");
  EXPECT_EQ(full.user, "ann");
  EXPECT_EQ(full.password, "p@ss:w");
  EXPECT_EQ(full.host, "cache.example");
  EXPECT_EQ(full.db, 3U);
  EXPECT_EQ(full.text(), "cache.example:7000");
  EXPECT_EQ(parse_address("redis://:secret@h")->password, "secret");
}

TEST(Address, OfSentinelsHasThePlacesAndTheMastersName) {
  const auto full = *parse_address(
      "redis+sentinel://ann:p%40ss@one:7001,[::1]:7002,three/my%20shop/3"
      "?sentinel_username=guard&sentinel_password=a%40b");
  ASSERT_EQ(full.sentinels.places.size(), 3U);
  EXPECT_EQ(full.sentinels.places[0].host, "one");
  EXPECT_EQ(full.sentinels.places[0].port, 7001);
  EXPECT_EQ(full.sentinels.places[1].host, "::1");
  EXPECT_EQ(full.sentinels.places[2].port, 26379);
  EXPECT_EQ(full.sentinels.master, "my shop");
  EXPECT_EQ(full.sentinels.user, "guard");
  EXPECT_EQ(full.sentinels.password, "a@b");
  EXPECT_EQ(full.user, "ann");
  EXPECT_EQ(full.password, "p@ss");
  EXPECT_EQ(full.db, 3U);
  EXPECT_EQ(full.text(), "master my shop of the sentinels one:7001, [::1]:7002, three:26379");
  EXPECT_EQ(parse_address("redis+sentinel://one?x/shop").error(), Errc::bad_address);
  EXPECT_EQ(parse_address("redis+sentinel://one/shop?sentinel_password=a@b")->sentinels.places[0].host,
            "one");
}

TEST(Address, OfAClusterHasTheSeeds) {
  const auto full = *parse_address("redis+cluster://ann:p%40ss@one:7001,[::1]:7002,three");
  EXPECT_EQ(full.cluster.seeds, (std::vector<Place>{{"one", 7001}, {"::1", 7002}, {"three", 6379}}));
  EXPECT_EQ(full.user, "ann");
  EXPECT_EQ(full.password, "p@ss");
  EXPECT_EQ(full.text(), "the cluster of one:7001, [::1]:7002, three:6379");
  EXPECT_TRUE(full.found_by_asking());
  EXPECT_TRUE(parse_address("redis+sentinel://one/shop")->found_by_asking());
  EXPECT_FALSE(parse_address("redis://one")->found_by_asking());
}

TEST(Address, RefusesTheRest) {
  for (const char* text : {"",
                           ":6379",
                           "host:",
                           "host:0",
                           "host:65536",
                           "host:6379x",
                           "unix:relative",
                           "unix:",
                           "redis://h/x",
                           "redis://u:%4@h",
                           "[::1",
                           "[::1]x",
                           "redis+cluster://",
                           "redis+cluster://h,",
                           "redis+cluster://h:x",
                           "redis+cluster://h/1",
                           "redis+cluster://h?x=y",
                           "redis+sentinel://",
                           "redis+sentinel://h",
                           "redis+sentinel://h/",
                           "redis+sentinel:///shop",
                           "redis+sentinel://h,/shop",
                           "redis+sentinel://h:x/shop",
                           "redis+sentinel://h/shop/x",
                           "redis+sentinel://h/shop?password=x",
                           "redis+sentinel://h/shop?sentinel_password=",
                           "redis+sentinel://h/shop?sentinel_username=only"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
  EXPECT_FALSE(parse_address("unix:/" + std::string(107, 'a')));
  EXPECT_TRUE(parse_address("unix:/" + std::string(106, 'a')));
}

}  // namespace
}  // namespace baton::redis
