// Plain POSIX calls: connect, send, receive until the decoder has one reply or the deadline is over.
#include "server/redis/ask.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "server/redis/decoder.hpp"

namespace baton::redis {
namespace {

using Clock = std::chrono::steady_clock;

struct Socket {
  int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  Socket() = default;
  ~Socket() {
    if (fd >= 0) ::close(fd);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool wait(short events, Clock::time_point until) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd entry{fd, events, 0};
    return left > 0 && ::poll(&entry, 1, static_cast<int>(left)) > 0;
  }
};

bool connect_to(const Socket& socket, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.fd < 0 || path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  return ::connect(socket.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

std::optional<Reply> ask(const std::string& unix_path, const Command& command,
                         std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  const Socket socket;
  if (!connect_to(socket, unix_path)) return std::nullopt;
  std::string_view rest = command.bytes();
  while (!rest.empty()) {
    if (!socket.wait(POLLOUT, until)) return std::nullopt;
    const auto sent = ::send(socket.fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  Decoder decoder;
  std::array<char, 4096> buffer;
  while (socket.wait(POLLIN, until)) {
    const auto got = ::recv(socket.fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) return std::nullopt;
    decoder.feed(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    auto reply = decoder.next();
    if (!reply) return std::nullopt;
    if (*reply) return std::move(**reply);
  }
  return std::nullopt;
}

}  // namespace baton::redis
