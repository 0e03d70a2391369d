#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Makes this thread quiet: no operation is recorded while one of these lives.
///
/// Nests. For the application's own use (health checks, internal jobs) and for the shims, which use
/// it to keep a client's inner calls from being recorded a second time. A stack object of one
/// thread.
class SuppressInstrumentation {
 public:
  SuppressInstrumentation() noexcept { ++depth_; }
  ~SuppressInstrumentation() { --depth_; }
  SuppressInstrumentation(const SuppressInstrumentation&) = delete;
  SuppressInstrumentation& operator=(const SuppressInstrumentation&) = delete;

  /// Tells whether this thread is quiet.
  static bool Active() noexcept { return depth_ != 0; }

 private:
  friend class QuietAsBefore;
  // Inline and constant-initialized: read without a call, and one variable for all shared objects.
  inline static thread_local unsigned depth_ = 0;
};

/// Where a client calls the application back, which may use other clients: while one lives, this
/// thread is as quiet as it was before the client was called. A stack object.
class QuietAsBefore {
 public:
  /// How quiet a thread is; taken before the call.
  enum class Level : unsigned {};
  static Level Now() noexcept { return Level{SuppressInstrumentation::depth_}; }

  explicit QuietAsBefore(Level before) noexcept : during_(SuppressInstrumentation::depth_) {
    SuppressInstrumentation::depth_ = static_cast<unsigned>(before);
  }
  ~QuietAsBefore() { SuppressInstrumentation::depth_ = during_; }
  QuietAsBefore(const QuietAsBefore&) = delete;
  QuietAsBefore& operator=(const QuietAsBefore&) = delete;

 private:
  unsigned during_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
