// One site on one kind of store, seen by two nodes, and what they hear. The same contract is asked of every
// kind.
#pragma once
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/store/store.hpp"
#include "tests/contract/store/show.hpp"
#include "tests/unit/redis/test_redis.hpp"

namespace baton::test {

// Everything heard, as text, in order.
class Recorder : public store::Listener {
public:
  void on_log(const store::LogRecord& event) override { heard.push_back(show(event)); }
  void on_notes(const store::NotesRecord& event) override { heard.push_back(show(event)); }
  void on_changed(const std::string& conversation, desk::Because because, bool sealed) override {
    heard.push_back("changed " + conversation + " " + show(because) + (sealed ? " sealed" : ""));
  }
  void on_signal(const std::string& conversation, const store::Signal& signal) override {
    heard.push_back("signal " + conversation + " " + show(signal));
  }
  void on_feed(const store::Listed& entry) override { heard.push_back(show(entry)); }
  void on_notice(const std::string& person, const store::Notice& notice) override {
    heard.push_back("notice " + person + " " + show(notice));
  }
  void on_settings() override { heard.push_back("settings"); }
  void on_restored() override { ++restored; }

  std::vector<std::string> heard;
  int restored = 0;
};

class World {
public:
  World() = default;
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Two nodes of the site; 0 and 1.
  virtual store::Store& node(int which) = 0;
  // Remembers everything stored, for `fail_over`.
  virtual void remember() = 0;
  // The store comes back in another incarnation, as it was at `remember` when `lose`, else as it is.
  virtual void fail_over(bool lose) = 0;

  template <class T>
  store::Result<T> ask(store::Task<T> call) {
    return run(context, std::move(call));
  }
  // The value; fails the test when the store failed.
  template <class T>
  T must(store::Task<T> call) {
    auto answer = ask(std::move(call));
    if (answer) return *std::move(answer);
    ADD_FAILURE() << "the store failed: " << show(answer.error());
    return T{};
  }
  void must(store::Task<void> call) {
    const auto answer = ask(std::move(call));
    if (!answer) ADD_FAILURE() << "the store failed: " << show(answer.error());
  }
  bool until(const std::function<bool()>& condition) { return run_until(context, condition); }

  boost::asio::io_context context;
};

std::unique_ptr<World> make_memory_world();
std::unique_ptr<World> make_redis_world();

struct Memory {
  static std::unique_ptr<World> make() { return make_memory_world(); }
};
struct Redis {
  static std::unique_ptr<World> make() { return make_redis_world(); }
};
using Kinds = ::testing::Types<Memory, Redis>;

template <class Kind>
class Contract : public ::testing::Test {
protected:
  std::unique_ptr<World> world_ = Kind::make();
  World& w = *world_;
  store::Store& a = w.node(0);
  store::Store& b = w.node(1);
};

}  // namespace baton::test
