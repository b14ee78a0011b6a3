// RESP bytes in, replies out: hiredis's reader behind a value interface. Holds the bytes of at most one
// unfinished reply; after a protocol error it stays broken.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "server/redis/reply.hpp"

struct redisReader;

namespace baton::redis {

class Decoder {
public:
  Decoder();

  void feed(std::string_view bytes);
  /// The next whole reply; nothing while more bytes are needed; `Errc::protocol` when they are not RESP.
  Result<std::optional<Reply>> next();

private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace baton::redis
