// A throw-away redis-server for tests, and ways to run a coroutine or wait for a condition, each with a
// deadline. The server listens on a unix socket in its own folder under /tmp, keeps an append-only file
// there, and dies with the fixture, or with the test when that is killed.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/redis/ask.hpp"
#include "server/redis/options.hpp"

namespace baton::test {

using namespace std::chrono_literals;

/// Whether the condition came true before the deadline; for conditions that no loop of ours drives.
inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline = 10s) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

/// Runs the loop until the condition is true; false when the deadline came first.
inline bool run_until(boost::asio::io_context& context, const std::function<bool()>& condition,
                      std::chrono::milliseconds deadline = 10s) {
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    context.restart();
    context.run_one_for(10ms);
  }
  return true;
}

/// Runs one coroutine to its end and gives its result; throws what it throws, or runtime_error at the
/// deadline.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> work,
      std::chrono::milliseconds deadline = 20s) {
  auto outcome = std::make_shared<std::optional<std::pair<std::exception_ptr, T>>>();
  boost::asio::co_spawn(context, std::move(work), [outcome](std::exception_ptr error, T value) {
    outcome->emplace(error, std::move(value));
  });
  if (!run_until(
          context, [&] { return outcome->has_value(); }, deadline))
    throw std::runtime_error("the coroutine did not end before its deadline");
  if ((*outcome)->first) std::rethrow_exception((*outcome)->first);
  return std::move((*outcome)->second);
}

inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> work,
                std::chrono::milliseconds deadline = 20s) {
  auto outcome = std::make_shared<std::optional<std::exception_ptr>>();
  boost::asio::co_spawn(context, std::move(work), [outcome](std::exception_ptr error) { *outcome = error; });
  if (!run_until(
          context, [&] { return outcome->has_value(); }, deadline))
    throw std::runtime_error("the coroutine did not end before its deadline");
  if (**outcome) std::rethrow_exception(**outcome);
}

/// An own folder under /tmp (short, because a unix socket's path holds 107 bytes), removed at the end.
class TempFolder {
public:
  TempFolder() {
    char name[] = "/tmp/baton-test-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

/// A port of loopback that nobody listens on just now.
inline std::string free_port() {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  return std::to_string(acceptor.local_endpoint().port());
}

class TestRedis {
public:
  /// Runs and answers when constructed; `extra` are more arguments of redis-server.
  explicit TestRedis(std::vector<std::string> extra = {}) : extra_(std::move(extra)) { start(); }
  /// A sentinel with this configuration, which a new one writes over.
  static std::unique_ptr<TestRedis> sentinel(std::string file) {
    return std::unique_ptr<TestRedis>(new TestRedis({}, std::move(file)));
  }
  ~TestRedis() { kill9(); }
  TestRedis(const TestRedis&) = delete;
  TestRedis& operator=(const TestRedis&) = delete;

  std::string socket_path() const { return folder_.path() + "/redis.sock"; }
  redis::Options options() const {
    redis::Options options;
    options.address.unix_path = socket_path();
    return options;
  }

  /// Freezes it (nothing is answered, no connection breaks), and thaws it.
  void stop() { ::kill(pid_, SIGSTOP); }
  void cont() { ::kill(pid_, SIGCONT); }
  void kill9() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Starts it again on its data after `kill9`.
  void restart() {
    kill9();
    start();
  }

  /// One blocking command; throws when Redis does not answer within 5 s.
  template <class... Args>
  redis::Reply ask(std::string_view name, const Args&... args) {
    auto reply = redis::ask(socket_path(), redis::Command(name, args...), 5s);
    if (!reply) throw std::runtime_error("the test's Redis does not answer");
    return *std::move(reply);
  }

private:
  TestRedis(std::vector<std::string> extra, std::string file)
      : extra_(std::move(extra)), file_(std::move(file)) {
    start();
  }
  void start() {
    std::vector<std::string> args = {"redis-server"};
    if (!file_.empty()) {
      const auto path = folder_.path() + "/sentinel.conf";
      std::ofstream(path) << file_ << "dir " << folder_.path() << "\nunixsocket " << socket_path()
                          << "\nlogfile " << folder_.path() << "/redis.log\n";
      args.insert(args.end(), {path, "--sentinel"});
    } else {
      args.insert(args.end(),
                  {"--port", "0", "--unixsocket", socket_path(), "--dir", folder_.path(), "--save", "",
                   "--appendonly", "yes", "--logfile", folder_.path() + "/redis.log"});
    }
    args.insert(args.end(), extra_.begin(), extra_.end());
    std::vector<char*> argv;
    for (auto& arg : args) argv.push_back(arg.data());
    argv.push_back(nullptr);
    const auto parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    const auto answers = [this] {
      const auto pong = redis::ask(socket_path(), redis::Command("PING"), 1s);
      return pong && (!pong->is_error() || pong->text.starts_with("NOAUTH"));
    };
    if (!eventually(answers, 20s)) throw std::runtime_error("the test's redis-server did not start");
  }

  TempFolder folder_;
  std::vector<std::string> extra_;
  std::string file_;  // of a sentinel
  pid_t pid_ = 0;
};

}  // namespace baton::test
