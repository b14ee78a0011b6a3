// Runs schedules for a while, or so many, or one.
//   BATON_TEST_SIM_SECONDS=n     as many as this time holds (default 8)
//   BATON_TEST_SIM_SCHEDULES=n   so many
//   BATON_TEST_SIM_SEED=n        that one only, with its story
//   BATON_TEST_SIM_FROM=n        the first seed (default 1)
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>

#include "tests/simulation/world.hpp"

namespace baton::sim {
namespace {

std::optional<std::uint64_t> number(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return std::stoull(text);
}

Outcome one(std::uint64_t seed, bool tells) {
  World world(seed, tells);
  return world.run();
}

void print(const Outcome& outcome) {
  for (const auto& line : outcome.story) std::cout << line << '\n';
  for (const auto& what : outcome.breaches) std::cout << "BREACH " << what << '\n';
}

TEST(Simulation, TheSameSeedTellsTheSameStory) {
  spdlog::set_level(spdlog::level::off);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto first = one(seed, true);
    const auto second = one(seed, true);
    EXPECT_EQ(first.story, second.story) << seed;
    EXPECT_GT(first.promises, 0U) << seed;
  }
}

TEST(Simulation, NoScheduleBreaksALaw) {
  spdlog::set_level(spdlog::level::off);
  if (const auto seed = number("BATON_TEST_SIM_SEED")) {
    const auto outcome = one(*seed, true);
    print(outcome);
    EXPECT_TRUE(outcome.breaches.empty()) << "seed " << *seed;
    return;
  }
  using Wall = std::chrono::steady_clock;
  const auto wanted = number("BATON_TEST_SIM_SCHEDULES");
  const auto from = number("BATON_TEST_SIM_FROM").value_or(1);
  const auto begun = Wall::now();
  const auto cpu_begun = std::clock();
  const auto time = std::chrono::seconds(number("BATON_TEST_SIM_SECONDS").value_or(8));
  std::uint64_t done = 0, faults = 0, promises = 0, events = 0, rollbacks = 0, failed = 0;
  while (wanted ? done < *wanted : Wall::now() - begun < time) {
    const auto outcome = one(from + done++, false);
    faults += outcome.faults;
    promises += outcome.promises;
    events += outcome.events;
    rollbacks += outcome.rollback ? 1 : 0;
    if (outcome.breaches.empty()) continue;
    std::cout << "seed " << outcome.seed << (outcome.rollback ? ", rollback" : "") << ": "
              << outcome.breaches.front() << " (" << outcome.breaches.size() << ")\n";
    if (++failed < number("BATON_TEST_SIM_FAILURES").value_or(3)) continue;
    break;
  }
  const auto seconds = static_cast<double>(std::clock() - cpu_begun) / CLOCKS_PER_SEC;
  std::cout << done << " schedules in " << seconds << " s of a core ("
            << static_cast<int>(60 * static_cast<double>(done) / seconds) << " a minute), seeds from " << from
            << ": " << faults << " faults, " << promises << " promises, " << events << " events, "
            << rollbacks << " with a rollback\n";
  EXPECT_EQ(failed, 0U) << "BATON_TEST_SIM_SEED=<seed> tells its story";
  EXPECT_GT(promises, 0U);
  EXPECT_GT(faults, 0U);
}

}  // namespace
}  // namespace baton::sim
