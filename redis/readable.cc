#include "redis/readable.h"

#include <memory>

namespace dbspan::redis {

const redisReply* Readable(const redisContext& context, const void* reply) noexcept {
  static const redisReplyObjectFunctions* const own = [] {
    const std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{redisReaderCreate(),
                                                                          &redisReaderFree};
    return reader == nullptr ? nullptr : reader->fn;
  }();
  const bool readable = context.reader != nullptr && context.reader->fn == own;
  return readable ? static_cast<const redisReply*>(reply) : nullptr;
}

}  // namespace dbspan::redis
