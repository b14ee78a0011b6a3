// One schedule: some nodes over one store, people, and faults, all drawn from a seed; what happened as a
// story, and what broke a law.
#pragma once
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <vector>

#include "tests/simulation/calendar.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/host.hpp"
#include "tests/simulation/person.hpp"

namespace baton::sim {

struct Outcome {
  std::uint64_t seed = 0;
  bool rollback = false;
  std::uint64_t faults = 0;
  std::uint64_t promises = 0;
  std::uint64_t events = 0;
  std::vector<std::string> breaches;
  std::uint64_t story_hash = 0;  // the same for the same seed, or the simulation is none
  std::vector<std::string> story;
};

class World {
public:
  World(std::uint64_t seed, bool tells);
  ~World();
  Outcome run();

  // For the people.
  Calendar& calendar() { return calendar_; }
  Chance& chance() { return chance_; }
  store::MemoryState& state() { return *state_; }
  bool rollback() const { return rollback_; }
  bool last_words() const { return last_words_; }
  const std::vector<std::unique_ptr<Person>>& people() const { return people_; }
  // To any process that is not dead; nullptr when there is none.
  std::shared_ptr<Line> connect(Person& person, bool known);
  void breach(std::string what);
  // A line of the story: `what` is asked for its words only when somebody reads it.
  template <class Words>
  void tell(Words what) {
    if (tells_) write(what());
    mark_story();
  }

private:
  void people_come();
  void plan_faults();
  void fault();
  void begin_host(std::size_t place);
  void kill_host(std::size_t place);
  // What was done to it may have cost it its lease.
  void excuse(Host& host);
  void freeze(std::size_t place);
  void cut_link(std::size_t place);
  void fail_over();
  void end_faults();
  void pass(Micros time);
  void settle_all();
  void write(std::string line);
  void mark_story();
  std::vector<std::string> stuck() const;

  // Doors lie in ascending order of their making, on every run: nodes keep them in sets by their address.
  std::pmr::monotonic_buffer_resource doors_;
  Calendar calendar_;
  Chance chance_;
  bool tells_;
  bool rollback_ = false;
  bool calm_ = false;
  bool calls_fail_ = false;     // now and then, of themselves
  bool last_words_ = false;     // at the end something is said in every conversation
  bool hears_all_ = false;      // no publication is lost in silence
  std::int64_t clock_off_ = 0;  // of Redis, µs
  Weather weather_;
  std::shared_ptr<store::MemoryState> state_;
  std::optional<store::MemoryData> earlier_;
  chat::NodeOptions options_;
  std::vector<std::unique_ptr<Host>> hosts_;  // dead ones too, until the end
  std::vector<std::size_t> places_;           // the processes that should run → index of the newest
  std::vector<std::shared_ptr<Line>> lines_;
  std::vector<std::unique_ptr<Person>> people_;
  int epochs_ = 1;
  Outcome out_;
};

}  // namespace baton::sim
