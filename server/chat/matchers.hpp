// One matcher a department on this node, woken by a flag: use cases set the flag and never match themselves.
// A run ends only when a read shows no pair; a sweep wakes all of them every few seconds, for what a crash
// left between two steps.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "server/chat/refusal.hpp"
#include "server/store/store.hpp"

namespace baton::chat {

class Matchers {
public:
  Matchers(boost::asio::any_io_executor executor, store::Store& store);
  ~Matchers();

  void wake(const std::string& department);
  void wake_all(const std::vector<std::string>& departments);
  // Runs end after the commit they are in.
  void stop();

  struct Counters {
    std::uint64_t assigned = 0;
    std::uint64_t conflicts = 0;
  };
  const Counters& counters() const { return counters_; }
  // Called after each commit of a run with the pairs that it made; 0: the race was lost to somebody.
  std::function<void(std::size_t)> committed;

private:
  struct Matcher {
    bool flag = false;
    bool running = false;
  };
  enum class Round { matched, lost, nothing, fault };
  boost::asio::awaitable<void> run(std::string department);
  boost::asio::awaitable<Round> round(std::string department);
  Task<store::DeskView> look(std::string department, const desk::Settings& settings, int most);

  boost::asio::any_io_executor executor_;
  store::Store& store_;
  std::map<std::string, Matcher> matchers_;
  std::minstd_rand random_;
  bool stopped_ = false;
  Counters counters_;
};

}  // namespace baton::chat
