// Time as the whole server counts it: milliseconds since the Unix epoch on one clock, Redis's. The desk never
// reads a clock; `now` is a parameter.
#pragma once
#include <cstdint>

namespace baton::desk {

using Time = std::int64_t;      // ms since the Unix epoch, Redis TIME
using Duration = std::int64_t;  // ms

constexpr Duration seconds(std::int64_t n) { return n * 1000; }
constexpr Duration minutes(std::int64_t n) { return n * 60'000; }
constexpr Duration hours(std::int64_t n) { return n * 3'600'000; }
constexpr Duration days(std::int64_t n) { return n * 86'400'000; }

}  // namespace baton::desk
