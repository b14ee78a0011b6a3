// Copies hiredis's reply objects into our own and frees them at once.
#include "server/redis/decoder.hpp"

#include <hiredis/hiredis.h>

#include <new>

namespace baton::redis {
namespace {

struct FreeReply {
  void operator()(void* reply) const { freeReplyObject(reply); }
};

Reply copy(const redisReply& from) {
  Reply to;
  switch (from.type) {
    case REDIS_REPLY_INTEGER:
      to.kind = Reply::Kind::integer;
      to.integer = from.integer;
      break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
      to.kind = from.type == REDIS_REPLY_STRING   ? Reply::Kind::string
                : from.type == REDIS_REPLY_STATUS ? Reply::Kind::status
                                                  : Reply::Kind::error;
      to.text.assign(from.str, from.len);
      break;
    case REDIS_REPLY_ARRAY:
      to.kind = Reply::Kind::array;
      to.items.reserve(from.elements);
      for (std::size_t i = 0; i < from.elements; ++i) to.items.push_back(copy(*from.element[i]));
      break;
    default:
      break;
  }
  return to;
}

}  // namespace

void Decoder::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

Decoder::Decoder() : reader_(redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
}

void Decoder::feed(std::string_view bytes) { redisReaderFeed(reader_.get(), bytes.data(), bytes.size()); }

Result<std::optional<Reply>> Decoder::next() {
  void* raw = nullptr;
  if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) return Errc::protocol;
  if (raw == nullptr) return std::optional<Reply>();
  const std::unique_ptr<void, FreeReply> owned(raw);
  return std::optional<Reply>(copy(*static_cast<redisReply*>(raw)));
}

}  // namespace baton::redis
