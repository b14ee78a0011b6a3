// The pause before the next attempt: doubling, jittered by up to half, so that many nodes do not come back at
// once.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace baton::redis {

class Backoff {
public:
  Backoff(std::chrono::milliseconds min, std::chrono::milliseconds max) : min_(min), max_(max), next_(min) {}

  /// How long to wait now: between half and one and a half of 1, 2, 4 … times `min`, which `max` bounds.
  std::chrono::milliseconds next() {
    const auto base = next_;
    next_ = std::min(max_, next_ * 2);
    std::uniform_real_distribution<double> spread(0.5, 1.5);
    return std::chrono::milliseconds(static_cast<long>(static_cast<double>(base.count()) * spread(random_)));
  }
  void reset() { next_ = min_; }

private:
  std::chrono::milliseconds min_;
  std::chrono::milliseconds max_;
  std::chrono::milliseconds next_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace baton::redis
