// Who may start Redis is decided by one rule, for the first user, an adopter and a watcher alike: whoever
// gets the lock on `lock` starts it and hands the lock over to it. Users hold a shared lock on `users`; who
// can make it exclusive is the last.
#include "server/redis/private_server.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "server/redis/ask.hpp"
#include "server/redis/backoff.hpp"
#include "server/redis/info.hpp"
#include "server/redis/process.hpp"

namespace baton::redis {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Outcome = PrivateServer::Outcome;

constexpr auto step = 20ms;                // between two looks while waiting
constexpr auto watch_step = 100ms;         // between two looks of the watcher
constexpr auto steady_after = 10s;         // a Redis that lived this long ends the back-off
constexpr std::size_t longest_path = 107;  // of a unix socket
constexpr const char* how_to_install = "install Redis 7 with `apt-get install redis-server`";

bool wait_for(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  while (!condition()) {
    if (Clock::now() >= until) return false;
    std::this_thread::sleep_for(step);
  }
  return true;
}

std::string last_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::string last;
  while (std::getline(file, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace

class PrivateServer::Impl {
public:
  explicit Impl(PrivateServerOptions options)
      : options_(std::move(options)),
        folder_(std::filesystem::absolute(options_.folder).lexically_normal().string()),
        socket_path_(folder_ + "/redis.sock") {}

  Outcome start();
  void stop();
  const std::string& socket_path() const { return socket_path_; }
  bool adopted() const { return adopted_; }

private:
  Outcome prepare_folder();
  Outcome check_program() const;
  Outcome bring_up();
  Outcome await_answer();
  Outcome check_running();
  bool start_if_free();
  bool reap();
  void abandon_child();
  void watch();
  void stop_redis();
  bool is_free() const { return LockFile(folder_ + "/lock").try_exclusive(); }
  std::string holder() const;
  const char* fsync_mode() const { return options_.fsync_always ? "always" : "everysec"; }
  std::string log_path() const { return folder_ + "/redis.log"; }
  std::vector<std::string> command_line() const;

  PrivateServerOptions options_;
  std::string folder_;
  std::string socket_path_;
  std::unique_ptr<LockFile> users_;  // held shared from start to stop
  std::string spawn_error_;          // why the last attempt to start the program failed
  pid_t child_ = 0;                  // our own redis-server, until it is reaped
  bool adopted_ = false;
  std::thread watcher_;  // while it runs, child_ and spawn_error_ are its own
  std::mutex mutex_;     // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
};

Outcome PrivateServer::Impl::start() {
  if (users_) return {};
  if (auto folder = prepare_folder(); !folder) return folder;
  auto users = std::make_unique<LockFile>(folder_ + "/users");
  // Only a Baton that stops Redis at this moment holds it exclusively.
  if (!wait_for([&] { return users->try_shared(); }, options_.stop_deadline * 2)) {
    return fmt::format("another Baton is still stopping the Redis in {}: try again when it has ended",
                       folder_);
  }
  if (auto up = bring_up(); !up) {
    abandon_child();
    return up;
  }
  users_ = std::move(users);
  stopping_ = false;
  watcher_ = std::thread([this] { watch(); });
  return {};
}

Outcome PrivateServer::Impl::prepare_folder() {
  if (socket_path_.size() > longest_path) {
    return fmt::format(
        "the data folder's path is too long for a unix socket ({} of at most {} bytes with "
        "/redis.sock): choose a shorter one than {}",
        socket_path_.size(), longest_path, folder_);
  }
  std::error_code error;
  const auto path = std::filesystem::path(folder_);
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (::mkdir(folder_.c_str(), 0700) != 0 && !std::filesystem::is_directory(path, error)) {
    return fmt::format("the data folder {} cannot be created: make it, or choose another", folder_);
  }
  if (LockFile(folder_ + "/lock").descriptor() < 0 || LockFile(folder_ + "/users").descriptor() < 0) {
    return fmt::format("the data folder {} cannot be written: give it to this user, or choose another",
                       folder_);
  }
  struct stat info {};
  if (::stat(folder_.c_str(), &info) == 0 && (info.st_mode & 077U) != 0) {
    spdlog::warn("redis: others on this machine can enter the data folder {}: chmod 700 closes it", folder_);
  }
  return {};
}

Outcome PrivateServer::Impl::check_program() const {
  const auto text = version_text(options_.executable);
  if (!text) {
    return fmt::format("{} cannot be run ({}): {}, or configure the address of a Redis", options_.executable,
                       text.error().message(), how_to_install);
  }
  const auto at = text->find("v=");
  const auto version = at == std::string::npos ? "" : text->substr(at + 2, text->find(' ', at) - at - 2);
  if (major_version(version) < oldest_major) {
    return fmt::format("{} is of version {}, Baton needs 7.0 or newer: {}", options_.executable,
                       version.empty() ? "unknown" : version, how_to_install);
  }
  return {};
}

Outcome PrivateServer::Impl::bring_up() {
  if (is_free()) {
    if (auto usable = check_program(); !usable) return usable;
  }
  if (auto answers = await_answer(); !answers) return answers;
  return check_running();
}

Outcome PrivateServer::Impl::await_answer() {
  auto until = Clock::now() + options_.answer_deadline;
  const auto loaded_until = Clock::now() + options_.load_deadline;
  while (true) {
    if (child_ == 0) adopted_ = !start_if_free();
    if (!spawn_error_.empty()) return spawn_error_;
    const auto pong = ask(socket_path_, Command("PING"), 500ms);
    const bool loading = pong && pong->text.starts_with("LOADING");
    if (pong && !loading) return {};
    if (reap()) {
      return fmt::format("redis-server ended at once ({}): see {}", last_line(log_path()), log_path());
    }
    if (loading) until = std::max(until, std::min(Clock::now() + options_.answer_deadline, loaded_until));
    if (Clock::now() >= until) break;
    std::this_thread::sleep_for(step);
  }
  if (!adopted_) return fmt::format("redis-server does not answer on {}: see {}", socket_path_, log_path());
  return fmt::format(
      "the data folder {} is held by {}, whose socket does not answer: end that process and start "
      "again, or choose another folder",
      folder_, holder());
}

Outcome PrivateServer::Impl::check_running() {
  const auto info = ask(socket_path_, Command("INFO", "server"), options_.answer_deadline);
  const std::string text = info ? info->text : "";
  const auto version = info_field(text, "redis_version");
  if (major_version(version) < oldest_major) {
    return fmt::format("the Redis that runs in {} is of version {}, Baton needs 7.0 or newer: stop it, {}",
                       folder_, version.empty() ? "unknown" : version, how_to_install);
  }
  // An adopted one may have been started with the other durability; what we print must be true.
  const Command durability("CONFIG", "SET", "appendfsync", fsync_mode());
  const auto set = ask(socket_path_, durability, options_.answer_deadline);
  if (!set || set->is_error()) {
    return fmt::format("the Redis that runs in {} does not take appendfsync {}: stop it and start again",
                       folder_, fsync_mode());
  }
  spdlog::info("redis: {} the private Redis {} (pid {}) in {}", adopted_ ? "adopted" : "started", version,
               info_field(text, "process_id"), folder_);
  return {};
}

std::string PrivateServer::Impl::holder() const {
  const auto pid = last_line(folder_ + "/redis.pid");
  return pid.empty() ? "another process" : "process " + pid;
}

std::vector<std::string> PrivateServer::Impl::command_line() const {
  const std::vector<std::pair<const char*, std::string>> settings = {
      {"--port", "0"},
      {"--unixsocket", socket_path_},
      {"--unixsocketperm", "700"},
      {"--daemonize", "no"},
      {"--dir", folder_},
      {"--pidfile", folder_ + "/redis.pid"},
      {"--logfile", log_path()},
      {"--save", ""},
      {"--appendonly", "yes"},
      {"--appendfsync", fsync_mode()},
      {"--stream-node-max-bytes", "1024"},
      {"--maxmemory-policy", "noeviction"},
  };
  std::vector<std::string> line = {options_.executable};
  for (const auto& [name, value] : settings) line.insert(line.end(), {name, value});
  return line;
}

bool PrivateServer::Impl::start_if_free() {
  spawn_error_.clear();
  LockFile lock(folder_ + "/lock");
  if (!lock.try_exclusive()) return false;
  // The child keeps the lock by its descriptor; ours closes on return.
  const auto pid = start_program(command_line(), log_path(), lock.descriptor());
  if (pid) {
    child_ = *pid;
  } else {
    spawn_error_ = fmt::format("{} cannot be started ({}): {}", options_.executable, pid.error().message(),
                               how_to_install);
  }
  return pid.has_value();
}

bool PrivateServer::Impl::reap() {
  if (child_ == 0 || ::waitpid(child_, nullptr, WNOHANG) == 0) return false;
  child_ = 0;
  return true;
}

// A start that failed leaves no server of ours behind.
void PrivateServer::Impl::abandon_child() {
  if (child_ == 0) return;
  ::kill(child_, SIGTERM);
  if (!wait_for([this] { return reap(); }, options_.stop_deadline)) {
    spdlog::error("redis: process {} does not end", child_);
  }
}

void PrivateServer::Impl::watch() {
  Backoff backoff(watch_step, 2000ms);
  auto started = Clock::now();
  std::chrono::milliseconds pause = watch_step;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause, [this] { return stopping_; })) {
    pause = watch_step;
    if (Clock::now() - started > steady_after) backoff.reset();
    reap();
    if (!start_if_free() && spawn_error_.empty()) continue;
    spdlog::error("redis: the private Redis had ended; {}",
                  spawn_error_.empty() ? fmt::format("started it again (pid {})", child_) : spawn_error_);
    started = Clock::now();
    pause = backoff.next();
  }
}

void PrivateServer::Impl::stop() {
  if (!users_) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  watcher_.join();
  if (users_->try_exclusive()) {
    stop_redis();
  } else {
    spdlog::info("redis: the private Redis in {} stays, others use it", folder_);
  }
  users_.reset();
}

void PrivateServer::Impl::stop_redis() {
  const auto info = ask(socket_path_, Command("INFO", "server"), 1s);
  const std::string text = info ? info->text : "";
  auto pid = static_cast<pid_t>(std::atoi(std::string(info_field(text, "process_id")).c_str()));
  if (pid == 0) pid = child_;
  const auto until = Clock::now() + options_.stop_deadline;
  ask(socket_path_, Command("SHUTDOWN"), options_.stop_deadline);  // answers only when it will not
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  if (!wait_for([this] { return is_free(); }, left)) {
    spdlog::warn("redis: the private Redis (pid {}) did not follow SHUTDOWN; sending SIGTERM", pid);
    if (pid > 0) ::kill(pid, SIGTERM);
    if (!wait_for([this] { return is_free(); }, options_.stop_deadline)) {
      spdlog::error("redis: the private Redis (pid {}) in {} does not end: end it by hand", pid, folder_);
      return;
    }
  }
  if (child_ != 0) wait_for([this] { return reap(); }, options_.stop_deadline);
  spdlog::info("redis: stopped the private Redis in {}", folder_);
}

PrivateServer::PrivateServer(PrivateServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
PrivateServer::~PrivateServer() { stop(); }
PrivateServer::Outcome PrivateServer::start() { return impl_->start(); }
void PrivateServer::stop() { impl_->stop(); }
const std::string& PrivateServer::socket_path() const { return impl_->socket_path(); }
bool PrivateServer::adopted() const { return impl_->adopted(); }

}  // namespace baton::redis
