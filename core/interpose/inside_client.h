#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dbspan/detail/client_id.h"

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

/// While one lives, this thread is inside a function of a client.
///
/// Found stale, and ignored, when the application has left the client by `longjmp`, as an exception
/// of Perl, Ruby or Lua does in a callback: the stack, which grows down, then ends a little above
/// it. Far above is another stack, that of a coroutine.
class InsideSomeClient {
 public:
  InsideSomeClient(const InsideSomeClient&) = delete;
  InsideSomeClient& operator=(const InsideSomeClient&) = delete;

  /// Tells whether this thread is inside the client of this number, of which there need be none.
  static bool Active(ClientId client) noexcept {
    const auto index = static_cast<std::size_t>(client);
    return index < kMostClients && IsLive(innermost_[index]);
  }

 protected:
  InsideSomeClient(const InsideSomeClient* outer, const void* handle) noexcept
      : outer_(outer), handle_(handle) {}
  ~InsideSomeClient() = default;

  [[gnu::always_inline]] static bool IsLive(const InsideSomeClient* innermost) noexcept {
    if (innermost == nullptr) return false;
    const auto above = EndOfStack() - reinterpret_cast<std::uintptr_t>(innermost);
    return above >= kNearby;  // below, it wraps around
  }

  static constexpr std::uintptr_t kNearby = std::uintptr_t{256} * 1024;

  // Of each client, by its number. Kept and put back rather than counted: libmariadb's non-blocking
  // functions leave calls of themselves unfinished on another stack, and come back to them later.
  [[gnu::tls_model(
      "initial-exec")]] inline static thread_local std::array<const InsideSomeClient*, kMostClients>
      innermost_{};

  const InsideSomeClient* const outer_;
  const void* const handle_;
};

/// The same for a client that is known when this is compiled.
template <ClientId kClient>
class InsideClient : public InsideSomeClient {
 public:
  explicit InsideClient(const void* handle) noexcept : InsideSomeClient(Innermost(), handle) {
    Innermost() = this;
  }
  ~InsideClient() { Innermost() = outer_; }
  InsideClient(const InsideClient&) = delete;
  InsideClient& operator=(const InsideClient&) = delete;

  [[gnu::always_inline]] static bool Active() noexcept { return IsLive(Innermost()); }
  /// The same without a branch.
  [[gnu::always_inline]] static bool ActiveAtOnce() noexcept {
    const auto innermost = reinterpret_cast<std::uintptr_t>(Innermost());
    return (static_cast<unsigned>(innermost != 0) &
            static_cast<unsigned>(EndOfStack() - innermost >= kNearby)) != 0;
  }
  /// Tells whether the client is at work with this connection, statement or result.
  [[gnu::always_inline]] static bool ActiveWith(const void* handle) noexcept {
    return Active() && static_cast<const InsideClient*>(Innermost())->handle_ == handle;
  }

 private:
  template <ClientId>
  friend class OutsideClient;

  [[gnu::always_inline]] static const InsideSomeClient*& Innermost() noexcept {
    static_assert(kClient < ClientId::kNone);
    return innermost_[static_cast<std::size_t>(kClient)];
  }
};

/// While one lives, this thread is in the application again: in a callback, for example.
template <ClientId kClient>
class OutsideClient {
 public:
  OutsideClient() noexcept : outer_(InsideClient<kClient>::Innermost()) {
    InsideClient<kClient>::Innermost() = nullptr;
  }
  ~OutsideClient() { InsideClient<kClient>::Innermost() = outer_; }
  OutsideClient(const OutsideClient&) = delete;
  OutsideClient& operator=(const OutsideClient&) = delete;

 private:
  const InsideSomeClient* const outer_;
};

}  // namespace dbspan::interpose
