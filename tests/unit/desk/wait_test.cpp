// The estimate of a wait: right for a queue that moves evenly, null without data, and told when it is news.
#include "server/desk/wait.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace baton::desk {
namespace {

constexpr Time now = 1'790'000'000'000;

std::deque<Time> ago(std::initializer_list<Duration> durations) {
  std::deque<Time> times;
  for (const auto d : durations) times.push_back(now - d);
  return times;
}

TEST(Wait, IsThePlaceOverTheRate) {
  const auto every_minute = ago({minutes(4), minutes(3), minutes(2), minutes(1)});
  EXPECT_EQ(wait_of(1, every_minute, now), minutes(4) / 3);
  EXPECT_EQ(wait_of(3, every_minute, now), minutes(4));
  EXPECT_EQ(wait_of(0, every_minute, now), 0);
  EXPECT_EQ(wait_of(30, every_minute, now), minutes(40));
}

TEST(Wait, IsUnknownWithoutData) {
  EXPECT_EQ(wait_of(1, {}, now), std::nullopt);
  EXPECT_EQ(wait_of(1, ago({minutes(5), minutes(3)}), now), std::nullopt) << "two are too few";
  EXPECT_EQ(wait_of(1, ago({59'999, 30'000, 1}), now), std::nullopt) << "less than a minute";
  EXPECT_TRUE(wait_of(1, ago({minutes(1), 30'000, 1}), now));
}

TEST(Wait, CountsTheLastQuarterOfAnHourOnly) {
  EXPECT_EQ(wait_of(1, ago({minutes(15), minutes(10), minutes(5)}), now), std::nullopt);
  EXPECT_EQ(wait_of(1, ago({minutes(40), minutes(10), minutes(5), 0}), now), minutes(5));
  EXPECT_EQ(wait_of(1, ago({minutes(10), minutes(5), 0, -1, -minutes(9)}), now), minutes(5)) << "the future";
}

TEST(Wait, GrowsWhileNobodyLeaves) {
  const auto some = ago({minutes(3), minutes(2), minutes(1)});
  EXPECT_LT(*wait_of(2, some, now), *wait_of(2, some, now + minutes(5)));
}

// At the k-th departure and until the next one, an even queue is estimated at its own pace, at most one
// interval's share too long.
RC_GTEST_PROP(Wait, OfAnEvenQueueIsItsPace, ()) {
  const auto pace = *rc::gen::inRange<Duration>(seconds(2), minutes(2));
  const auto count = *rc::gen::inRange<Duration>(3, 8);
  const auto since = *rc::gen::inRange<Duration>(0, pace);
  const auto position = *rc::gen::inRange<std::uint64_t>(1, 500);
  std::deque<Time> departures;
  for (Duration i = 0; i < count; ++i) departures.push_back(now - since - i * pace);
  const auto wait = wait_of(position, departures, now);
  const auto window = since + (count - 1) * pace;
  if (window >= departures_kept) return;
  RC_ASSERT(wait.has_value() == (window >= shortest_window));
  if (!wait) return;
  const auto place = static_cast<Duration>(position);
  RC_ASSERT(*wait >= place * pace);
  RC_ASSERT(*wait <= place * pace + place * pace / (count - 1) + 1);
}

RC_GTEST_PROP(Wait, IsNeverLessFurtherBackNorDependsOnOrder, ()) {
  auto offsets = *rc::gen::container<std::vector<Duration>>(rc::gen::inRange<Duration>(0, minutes(30)));
  std::deque<Time> departures;
  for (const auto offset : offsets) departures.push_back(now - offset);
  const auto position = *rc::gen::inRange<std::uint64_t>(1, 100'000);
  const auto wait = wait_of(position, departures, now);
  const auto further = wait_of(position + 1, departures, now);
  RC_ASSERT(wait.has_value() == further.has_value());
  RC_ASSERT(!wait || (*wait > 0 && *further >= *wait));
  std::reverse(departures.begin(), departures.end());
  RC_ASSERT(wait_of(position, departures, now) == wait);
}

TEST(WorthTelling, TheFirstTwentyOnAnyChange) {
  EXPECT_FALSE(worth_telling(3, 3, 0));
  EXPECT_TRUE(worth_telling(3, 2, 0));
  EXPECT_TRUE(worth_telling(2, 3, 0));
  EXPECT_TRUE(worth_telling(21, 20, 0));
}

TEST(WorthTelling, FurtherBackOnlyATenth) {
  EXPECT_FALSE(worth_telling(100, 91, 0));
  EXPECT_TRUE(worth_telling(100, 90, 0));
  EXPECT_FALSE(worth_telling(100, 109, 0));
  EXPECT_TRUE(worth_telling(100, 110, 0));
  EXPECT_FALSE(worth_telling(22, 21, 0));
}

TEST(WorthTelling, EveryHalfMinuteInAnyCase) {
  EXPECT_FALSE(worth_telling(100, 100, seconds(30) - 1));
  EXPECT_TRUE(worth_telling(100, 100, seconds(30)));
}

Conversation listed(const std::string& id, State state, std::optional<Time> assigned_at = {}) {
  Conversation c;
  c.id = id;
  c.state = state;
  c.assigned_at = assigned_at;
  return c;
}

TEST(Departures, AreWhatBecameActive) {
  Departures d;
  d.saw(listed("a", State::queued));
  d.saw(listed("a", State::offered));
  EXPECT_TRUE(d.times().empty());
  d.saw(listed("a", State::active, 10));
  d.saw(listed("a", State::active, 10));  // tagged
  d.saw(listed("a", State::active, 12));  // another owner
  d.saw(listed("b", State::active, 11));  // it was queued before the feed that is left
  d.saw(listed("c", State::missed));
  EXPECT_EQ(d.times(), (std::deque<Time>{10, 11}));
  d.saw(listed("a", State::queued, 12));  // requeued
  d.saw(listed("a", State::active, 20));
  d.saw(listed("b", State::closed, 11));
  EXPECT_EQ(d.times(), (std::deque<Time>{10, 11, 20}));
  d.forget_before(11);
  EXPECT_EQ(d.times(), (std::deque<Time>{11, 20}));
}

}  // namespace
}  // namespace baton::desk
