// A schedule's chance: everything that is drawn in it comes from its seed, in the order of drawing.
#pragma once
#include <cstdint>
#include <random>
#include <vector>

namespace baton::sim {

class Chance {
public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  // SplitMix64: the same on every platform, which the standard's distributions are not.
  std::uint64_t draw() {
    auto z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // 0 … below − 1
  int below(int bound) { return static_cast<int>(draw() % static_cast<std::uint64_t>(bound)); }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(most - least + 1));
  }
  // In `of` cases so many.
  bool hits(int cases, int of = 1000) { return below(of) < cases; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

private:
  std::uint64_t state_;
};

}  // namespace baton::sim
