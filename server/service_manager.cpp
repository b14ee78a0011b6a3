// The datagram of sd_notify(3), without libsystemd for its twenty lines.
#include "server/service_manager.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace baton {

void tell_service_manager(std::string_view state) {
  const char* set = std::getenv("NOTIFY_SOCKET");
  const std::string_view path = set == nullptr ? "" : set;
  sockaddr_un address{};
  // Only a path or, with '@', an abstract name; the manager may also give a vsock, which a container has not.
  if (path.size() < 2 || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path[0] == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const auto sent = fd < 0 ? -1
                           : ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                                      reinterpret_cast<const sockaddr*>(&address), length);
  if (sent < 0) spdlog::warn("the service manager cannot be told {}: {}", state, std::strerror(errno));
  if (fd >= 0) ::close(fd);
}

}  // namespace baton
