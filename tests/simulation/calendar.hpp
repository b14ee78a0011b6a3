// Virtual time: what is to happen when. Nothing passes between two entries; at the same time they happen in
// the order in which they were entered. Also the machine that the nodes run on (server/chat/machine.hpp):
// their clocks show this calendar's time, and their timers are its entries.
#pragma once
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace baton::sim {

using Micros = std::int64_t;
inline constexpr Micros ms = 1000;
inline constexpr Micros sec = 1000 * ms;

class Calendar {
public:
  using Act = std::function<void()>;
  // The one of the schedule that runs now: the machine's clock and timers are its.
  static Calendar& of_now();

  Calendar();
  ~Calendar();
  Micros now() const { return now_; }
  void at(Micros when, Act act);
  void in(Micros wait, Act act) { at(now_ + wait, std::move(act)); }
  bool empty() const { return entries_.empty(); }
  Micros next() const { return entries_.top().when; }
  // Time goes to the next entry, which happens.
  void step();
  void pass_to(Micros when) { now_ = when; }
  // Nothing happens any more.
  void close() { entries_ = {}; }

private:
  struct Entry {
    Micros when;
    std::uint64_t number;
    Act act;
    bool operator<(const Entry& other) const {  // the earliest is the top
      return when != other.when ? when > other.when : number > other.number;
    }
  };
  Micros now_ = 0;
  std::uint64_t entered_ = 0;
  std::priority_queue<Entry> entries_;
};

}  // namespace baton::sim
