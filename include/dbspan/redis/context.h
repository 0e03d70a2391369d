#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/hiredis.h"
#include "dbspan/instrumenter.h"
#include "dbspan/redis/instrumentation.h"
#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Deleter for objects that hiredis allocated; frees a context through the traced function.
struct Free {
  void operator()(redisContext* context) const noexcept { redisFree(context); }
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};

/// A reply that frees itself; null if hiredis returned none.
using Reply = std::unique_ptr<redisReply, Free>;

/// Records a connection with `instrumenter`, whichever hiredis function made the connection; null
/// restores the process-wide one. Call it right after connecting: commands that are waiting for
/// replies end without an outcome. Does nothing for a context that dbspan did not connect.
void UseInstrumenter(redisContext* context, std::shared_ptr<const Instrumenter> instrumenter);

/// A blocking connection to Redis that closes itself, with a few convenience functions. `get()`
/// gives access to everything else in hiredis. Move-only; used by one thread at a time, like the
/// connection.
class Context {
 public:
  /// Connects over TCP; gives up after `timeout` unless it is zero. Throws nothing: check `ok()`,
  /// and `error_text()` for the reason of a failure.
  static Context Connect(const std::string& host, int port,
                         std::chrono::microseconds timeout = std::chrono::microseconds{0},
                         std::shared_ptr<const Instrumenter> instrumenter = nullptr);
  /// Like `Connect`, over a unix socket.
  static Context ConnectUnix(const std::string& path,
                             std::chrono::microseconds timeout = std::chrono::microseconds{0},
                             std::shared_ptr<const Instrumenter> instrumenter = nullptr);

  /// Takes ownership of a context; null makes an empty object.
  explicit Context(redisContext* context = nullptr) noexcept : context_(context) {}

  bool ok() const noexcept { return context_ != nullptr && context_->err == 0; }
  /// Returns hiredis's error message; empty if there is no error. Valid until the next call.
  std::string_view error_text() const noexcept {
    if (context_ == nullptr) return "there is no connection";
    return context_->err == 0 ? std::string_view{} : std::string_view{context_->errstr};
  }
  redisContext* get() const noexcept { return context_.get(); }
  /// Transfers ownership of the context to the caller.
  redisContext* release() noexcept { return context_.release(); }

  /// Sends a command and waits for its reply. The format is that of redisCommand.
  template <class... Arguments>
  Reply Command(const char* format, Arguments... arguments) {
    return Reply{static_cast<redisReply*>(redisCommand(context_.get(), format, arguments...))};
  }
  /// Appends a command to the output buffer; GetReply() sends the buffer.
  template <class... Arguments>
  bool Append(const char* format, Arguments... arguments) {
    return redisAppendCommand(context_.get(), format, arguments...) == REDIS_OK;
  }
  /// Waits for the oldest pending reply.
  Reply GetReply() {
    void* reply = nullptr;
    redisGetReply(context_.get(), &reply);
    return Reply{static_cast<redisReply*>(reply)};
  }

 private:
  std::unique_ptr<redisContext, Free> context_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
