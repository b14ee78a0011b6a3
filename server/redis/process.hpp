// What the private server needs of POSIX: a file lock and two ways to run a program. No waiting, no policy.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "server/redis/error.hpp"

namespace baton::redis {

/// A file that is open to be locked with `flock`; closing it (or the death of the process) gives the lock
/// back, unless a child inherited the descriptor. Not copyable.
class LockFile {
public:
  explicit LockFile(const std::string& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// False when another holds a lock that excludes this one, or when the file cannot be opened. Asking for
  /// the other kind gives up the one held, even in vain.
  bool try_exclusive();
  bool try_shared();
  int descriptor() const { return fd_; }

private:
  int fd_;
};

/// Starts a program in its own session (no terminal signal reaches it), output appended to `log`, with the
/// one descriptor `inherited` as its number 3 and no other of ours. The error is of the system category.
Result<pid_t> start_program(const std::vector<std::string>& command_line, const std::string& log,
                            int inherited);

/// What `program --version` prints; at most 4 KiB. The error is of the system category.
Result<std::string> version_text(const std::string& program);

}  // namespace baton::redis
