// A token bucket: `burst` at once, then `per_minute` a minute. Time is handed in.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>

namespace baton::api {

class Bucket {
public:
  using Clock = std::chrono::steady_clock;
  Bucket(double per_minute, double burst) : rate_(per_minute / 60'000), burst_(burst), tokens_(burst) {}

  // 0 and one token less, or how many ms until there is one.
  std::int64_t take(Clock::time_point now) {
    const std::chrono::duration<double, std::milli> passed = now - last_;
    if (last_ != Clock::time_point()) tokens_ = std::min(burst_, tokens_ + passed.count() * rate_);
    last_ = now;
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return 0;
    }
    return static_cast<std::int64_t>((1 - tokens_) / rate_) + 1;
  }

private:
  double rate_;  // tokens a ms
  double burst_;
  double tokens_;
  Clock::time_point last_{};
};

// How often something happened within the running minute.
class PerMinute {
public:
  int count(Bucket::Clock::time_point now) {
    if (now - since_ >= std::chrono::minutes(1)) {
      since_ = now;
      count_ = 0;
    }
    return ++count_;
  }

private:
  Bucket::Clock::time_point since_{};
  int count_ = 0;
};

}  // namespace baton::api
