// Two ways of doing the same, timed in turn within one run, so that a noisy machine is noisy to both.
#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace baton::bench {

using Clock = std::chrono::steady_clock;

template <class F>
double seconds(F&& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Times `ours` as the benchmark and `bare` beside it, each doing `items` things. Counters: ours_per_s,
// bare_per_s, and `ratio`, ours as a fraction of bare (1: as fast; more: faster). `prepare` runs before each
// turn, untimed.
template <class Ours, class Bare, class Prepare>
void against(benchmark::State& state, int items, Ours&& ours, Bare&& bare, Prepare&& prepare) {
  double our_time = 0;
  double bare_time = 0;
  double done = 0;
  for (auto _ : state) {
    prepare();
    bare_time += seconds(bare);
    const auto time = seconds(ours);
    our_time += time;
    done += items;
    state.SetIterationTime(time);
  }
  state.counters["ours_per_s"] = done / our_time;
  state.counters["bare_per_s"] = done / bare_time;
  state.counters["ratio"] = bare_time / our_time;
}
template <class Ours, class Bare>
void against(benchmark::State& state, int items, Ours&& ours, Bare&& bare) {
  against(state, items, ours, bare, [] {});
}

// The value below which `part` (0–1) of them lie, in µs.
inline double quantile_us(std::vector<Clock::duration>& times, double part) {
  if (times.empty()) return 0;
  const auto at =
      std::min(times.size() - 1, static_cast<std::size_t>(part * static_cast<double>(times.size())));
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(at), times.end());
  return std::chrono::duration<double, std::micro>(times[at]).count();
}

}  // namespace baton::bench
