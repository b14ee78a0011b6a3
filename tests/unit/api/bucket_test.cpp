// Rates: a burst at once, then one by one, never more than the rate whatever the rhythm; time is handed in.
#include "server/api/bucket.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baton::test {
namespace {

using api::Bucket;
using std::chrono::milliseconds;
const auto start = Bucket::Clock::time_point(std::chrono::hours(1));

TEST(Bucket, ABurstThenTheRate) {
  Bucket bucket(60, 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(bucket.take(start), 0);
  const auto wait = bucket.take(start);
  EXPECT_GT(wait, 990);
  EXPECT_LE(wait, 1001);
  EXPECT_GT(bucket.take(start + milliseconds(500)), 0);
  EXPECT_EQ(bucket.take(start + milliseconds(wait)), 0) << "after the wait that it named there is one";
  EXPECT_GT(bucket.take(start + milliseconds(wait)), 0);
}

TEST(Bucket, NeverHoldsMoreThanTheBurst) {
  Bucket bucket(60, 3);
  EXPECT_EQ(bucket.take(start), 0);
  const auto later = start + std::chrono::hours(24);
  int taken = 0;
  while (bucket.take(later) == 0) ++taken;
  EXPECT_EQ(taken, 3);
}

RC_GTEST_PROP(Bucket, NeverGivesMoreThanBurstPlusRate, ()) {
  const auto rate = *rc::gen::inRange(1, 600);
  const auto burst = *rc::gen::inRange(1, 20);
  Bucket bucket(rate, burst);
  auto now = start;
  int taken = 0;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3000));
  for (const auto step : steps) {
    now += milliseconds(step);
    const auto wait = bucket.take(now);
    RC_ASSERT(wait >= 0);
    if (wait == 0) ++taken;
    const auto passed = std::chrono::duration<double, std::milli>(now - start).count();
    RC_ASSERT(taken <= burst + passed * rate / 60'000 + 0.001);
  }
}

TEST(PerMinute, CountsWithinTheRunningMinute) {
  api::PerMinute events;
  EXPECT_EQ(events.count(start), 1);
  EXPECT_EQ(events.count(start + std::chrono::seconds(59)), 2);
  EXPECT_EQ(events.count(start + std::chrono::seconds(60)), 1);
  EXPECT_EQ(events.count(start + std::chrono::seconds(119)), 2);
}

}  // namespace
}  // namespace baton::test
