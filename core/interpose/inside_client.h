#pragma once

#include <cstdint>

namespace dbspan::interpose {

/// Where the stack of this thread ends, or a little above that. Without a frame pointer where the
/// processor allows it: the functions that ask are short.
[[gnu::always_inline]] inline std::uintptr_t EndOfStack() noexcept {
#if defined(__x86_64__)
  std::uintptr_t end;  // NOLINT(*-init-variables): written by the processor
  __asm__("mov %%rsp, %0" : "=r"(end));
  return end;
#else
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
#endif
}

/// The clients, as copies of dbspan of any version number them.
enum class ClientId : int { kPostgres = 0, kRedis = 1, kMySql = 2, kValkey = 3 };

/// While one lives, this thread is inside a function of the client.
///
/// Found stale, and ignored, when the application has left the client by `longjmp`, as an exception
/// of Perl, Ruby or Lua does in a callback: the stack, which grows down, then ends a little above
/// it. Far above is another stack, that of a coroutine.
template <ClientId kClient>
class InsideClient {
 public:
  explicit InsideClient(const void* handle) noexcept : outer_(innermost_), handle_(handle) {
    innermost_ = this;
  }
  ~InsideClient() { innermost_ = outer_; }
  InsideClient(const InsideClient&) = delete;
  InsideClient& operator=(const InsideClient&) = delete;

  [[gnu::always_inline]] static bool Active() noexcept {
    if (innermost_ == nullptr) return false;
    const auto above = EndOfStack() - reinterpret_cast<std::uintptr_t>(innermost_);
    return above >= kNearby;  // below, it wraps around
  }
  /// The same without a branch.
  [[gnu::always_inline]] static bool ActiveAtOnce() noexcept {
    const auto innermost = reinterpret_cast<std::uintptr_t>(innermost_);
    return (static_cast<unsigned>(innermost != 0) &
            static_cast<unsigned>(EndOfStack() - innermost >= kNearby)) != 0;
  }
  /// Tells whether the client is at work with this connection, statement or result.
  [[gnu::always_inline]] static bool ActiveWith(const void* handle) noexcept {
    return Active() && innermost_->handle_ == handle;
  }

 private:
  static constexpr std::uintptr_t kNearby = std::uintptr_t{256} * 1024;

  template <ClientId>
  friend class OutsideClient;
  // Kept and put back rather than counted: libmariadb's non-blocking functions leave calls of
  // themselves behind on another stack, and come back to them later.
  [[gnu::tls_model("initial-exec")]] inline static thread_local const InsideClient* innermost_ =
      nullptr;

  const InsideClient* outer_;
  const void* handle_;
};

/// While one lives, this thread is in the application again: in a callback, for example.
template <ClientId kClient>
class OutsideClient {
 public:
  OutsideClient() noexcept : outer_(InsideClient<kClient>::innermost_) {
    InsideClient<kClient>::innermost_ = nullptr;
  }
  ~OutsideClient() { InsideClient<kClient>::innermost_ = outer_; }
  OutsideClient(const OutsideClient&) = delete;
  OutsideClient& operator=(const OutsideClient&) = delete;

 private:
  const InsideClient<kClient>* outer_;
};

}  // namespace dbspan::interpose
