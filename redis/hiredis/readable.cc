#include "redis/hiredis/readable.h"

#include <memory>

#include "redis/hiredis/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

const redisReply* Readable(const redisContext& context, const void* reply) noexcept {
#ifdef DBSPAN_SYMBOL_FORM
  const redisReplyObjectFunctions* const own =
      interpose::Behind<Hiredis>::Current().reply_functions;
#else
  static const redisReplyObjectFunctions* const own = [] {
    const std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{redisReaderCreate(),
                                                                          &redisReaderFree};
    return reader == nullptr ? nullptr : reader->fn;
  }();
#endif
  const bool readable = context.reader != nullptr && context.reader->fn == own;
  return readable ? static_cast<const redisReply*>(reply) : nullptr;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
