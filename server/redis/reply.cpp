// The safe ways into a reply.
#include "server/redis/reply.hpp"

#include <charconv>

namespace baton::redis {

Result<std::string_view> Reply::as_string() const {
  if (kind != Kind::string && kind != Kind::status) return Errc::unexpected;
  return std::string_view(text);
}

Result<std::int64_t> Reply::as_integer() const {
  if (kind == Kind::integer) return integer;
  if (kind != Kind::string) return Errc::unexpected;
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return Errc::unexpected;
  return number;
}

Result<const std::vector<Reply>*> Reply::as_array() const {
  if (kind != Kind::array) return Errc::unexpected;
  return &items;
}

}  // namespace baton::redis
