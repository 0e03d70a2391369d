#pragma once

#include <cstddef>
#include <cstdint>

#include "core/interpose/clients_of_thread.h"
#include "dbspan/detail/client_id.h"
#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the current end of this thread's stack, or an address a little above it. Uses no frame
/// pointer where the processor allows it, because the callers are short functions.
[[gnu::always_inline]] inline std::uintptr_t EndOfStack() noexcept {
#if defined(__x86_64__)
  std::uintptr_t end;  // NOLINT(*-init-variables): written by the processor
  __asm__("mov %%rsp, %0" : "=r"(end));
  return end;
#else
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
#endif
}

/// Marks this thread as inside a function of a client during its lifetime.
///
/// The application may leave the client by `longjmp`, for example for an exception of Perl, Ruby or
/// Lua in a callback, and then the destructor does not run. Such a stale object is detected by its
/// address and ignored: the stack grows down, so the current end of the stack is then a little
/// above the object. If the end of the stack is far above, the thread runs on another stack, such
/// as a coroutine's, and the object is not stale.
class InsideSomeClient {
 public:
  InsideSomeClient(const InsideSomeClient&) = delete;
  InsideSomeClient& operator=(const InsideSomeClient&) = delete;

  /// Tells whether this thread is inside `client`; false for an unknown value.
  static bool Active(detail::ClientId client) noexcept {
    const auto index = static_cast<std::size_t>(client);
    return index < detail::kMostClients && IsLive(OwnClients::Own().innermost[index]);
  }

 protected:
  InsideSomeClient(const InsideSomeClient* outer, const void* handle) noexcept
      : outer_(outer), handle_(handle) {}
  ~InsideSomeClient() = default;

  static const void* HandleOf(const InsideSomeClient& one) noexcept { return one.handle_; }
  [[gnu::always_inline]] static bool IsLive(const InsideSomeClient* innermost) noexcept {
    if (innermost == nullptr) return false;
    const auto above = EndOfStack() - reinterpret_cast<std::uintptr_t>(innermost);
    return above >= kNearby;  // the difference wraps around while the object is on the live stack
  }

  static constexpr std::uintptr_t kNearby = std::uintptr_t{256} * 1024;

  // Saved and restored rather than counted: libmariadb's non-blocking functions suspend their calls
  // on another stack and resume them later.
  const InsideSomeClient* const outer_;
  const void* const handle_;
};

/// Marks this thread as inside `kClient`, which is known at compile time.
template <detail::ClientId kClient>
class InsideClient : public InsideSomeClient {
 public:
  explicit InsideClient(const void* handle) noexcept : InsideClient(handle, OwnClients::Own()) {}
  /// `own` is that of this thread.
  InsideClient(const void* handle, ClientsOfThread& own) noexcept
      : InsideSomeClient(own.innermost[kIndex], handle) {
    own.innermost[kIndex] = this;
  }
  ~InsideClient() { Innermost() = outer_; }
  InsideClient(const InsideClient&) = delete;
  InsideClient& operator=(const InsideClient&) = delete;

  [[gnu::always_inline]] static bool Active() noexcept { return IsLive(Innermost()); }
  /// Returns the same as Active(), with few branches and no call; false if that is not possible.
  [[gnu::always_inline]] static bool ActiveAtOnce() noexcept {
    const ClientsOfThread* const own = OwnClients::OwnAtOnce();
    if (own == nullptr) return false;
    const auto innermost = reinterpret_cast<std::uintptr_t>(own->innermost[kIndex]);
    return (static_cast<unsigned>(innermost != 0) &
            static_cast<unsigned>(EndOfStack() - innermost >= kNearby)) != 0;
  }
  /// Tells whether this thread is inside a call of the client for this connection, statement or
  /// result.
  [[gnu::always_inline]] static bool ActiveWith(const void* handle) noexcept {
    return Active() && HandleOf(*Innermost()) == handle;
  }

 private:
  template <detail::ClientId>
  friend class OutsideClient;

  static constexpr auto kIndex = static_cast<std::size_t>(kClient);

  [[gnu::always_inline]] static const InsideSomeClient*& Innermost() noexcept {
    static_assert(kClient < detail::ClientId::kNone);
    return OwnClients::Own().innermost[kIndex];
  }
};

/// Marks this thread as outside the client during its lifetime, for example in a callback.
template <detail::ClientId kClient>
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
