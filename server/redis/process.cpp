// posix_spawn, because a process with threads must not fork into C++ code.
#include "server/redis/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace baton::redis {
namespace {

class Spawn {
public:
  Spawn() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~Spawn() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;

  void duplicate(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
  void open(int as, const char* path, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, as, path, flags, 0600);
  }
  void close_from(int first) { ::posix_spawn_file_actions_addclosefrom_np(&actions_, first); }

  Result<pid_t> run(std::vector<std::string> command_line) {
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> argv;
    for (auto& argument : command_line) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), environ);
    if (error != 0) return boost::system::error_code(error, boost::system::system_category());
    return pid;
  }

private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

LockFile::LockFile(const std::string& path) : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
LockFile::~LockFile() {
  if (fd_ >= 0) ::close(fd_);
}
bool LockFile::try_exclusive() { return ::flock(fd_, LOCK_EX | LOCK_NB) == 0; }
bool LockFile::try_shared() { return ::flock(fd_, LOCK_SH | LOCK_NB) == 0; }

Result<pid_t> start_program(const std::vector<std::string>& command_line, const std::string& log,
                            int inherited) {
  Spawn spawn;
  spawn.duplicate(inherited, 3);
  spawn.open(0, "/dev/null", O_RDONLY);
  spawn.open(1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND);
  spawn.duplicate(1, 2);
  spawn.close_from(4);
  return spawn.run(command_line);
}

Result<std::string> version_text(const std::string& program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return boost::system::error_code(errno, boost::system::system_category());
  }
  Spawn spawn;
  spawn.duplicate(ends[1], 1);
  spawn.close_from(3);
  const auto pid = spawn.run({program, "--version"});
  ::close(ends[1]);
  std::string text;
  if (pid) {
    std::array<char, 1024> buffer;
    for (ssize_t got = 0; text.size() < 4096 && (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(ends[0]);
  if (!pid) return pid.error();
  ::waitpid(*pid, nullptr, 0);
  return text;
}

}  // namespace baton::redis
