#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dbspan/detail/client_id.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Scope guard: this thread is inside a recorded call of a library (libpqxx, Connector/C++). The
/// calls that the library makes to the client below it are not recorded again. Calls of other
/// clients are recorded, and so are calls that a callback of the application makes through the
/// library itself.
///
/// With `kNone` the client below is unknown, so nothing is recorded. A stack object. If `longjmp`
/// skipped its destructor, it is ignored.
class ClientAbove {
 public:
  explicit ClientAbove(ClientId client) noexcept : client_(client) {
    if (client_ == ClientId::kNone) {
      ++SuppressInstrumentation::depth_;
    } else {
      outer_ = Innermost(client_);
      Innermost(client_) = this;
    }
  }
  ~ClientAbove() {
    if (client_ == ClientId::kNone) {
      --SuppressInstrumentation::depth_;
    } else {
      Innermost(client_) = outer_;
    }
  }
  ClientAbove(const ClientAbove&) = delete;
  ClientAbove& operator=(const ClientAbove&) = delete;

  static bool Active(ClientId client) noexcept {
    return client != ClientId::kNone && IsLive(Innermost(client));
  }

 private:
  friend class OutsideLibrary;
  friend class ThreadMarks;

  static constexpr std::uintptr_t kNearby = std::uintptr_t{256} * 1024;

  static bool IsLive(const ClientAbove* innermost) noexcept {
    if (innermost == nullptr) return false;
    // `longjmp` may have skipped the destructor of the innermost guard. As the stack grows down,
    // its address is then slightly below the current frame. A guard far below is on another stack,
    // that of a coroutine, and still valid.
    const auto below = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) -
                       reinterpret_cast<std::uintptr_t>(innermost);
    return below >= kNearby;  // wraps around to a large number for a guard above this frame
  }

  static const ClientAbove*& Innermost(ClientId client) noexcept {
    return innermost_[static_cast<std::size_t>(client)];
  }
  [[gnu::visibility(
      "default")]] inline static thread_local std::array<const ClientAbove*, kMostClients>
      innermost_{};

  const ClientId client_;
  const ClientAbove* outer_ = nullptr;
};

/// Scope guard: this thread has left the library above a client and runs code of the application
/// again, because the application has called a traced function of that library or is called back.
/// Hides the `ClientAbove` of that client. A stack object.
class OutsideLibrary {
 public:
  explicit OutsideLibrary(ClientId client) noexcept : client_(client) {
    if (client_ == ClientId::kNone) return;
    inside_ = ClientAbove::Innermost(client_);
    ClientAbove::Innermost(client_) = nullptr;
  }
  ~OutsideLibrary() {
    if (client_ != ClientId::kNone) ClientAbove::Innermost(client_) = inside_;
  }
  OutsideLibrary(const OutsideLibrary&) = delete;
  OutsideLibrary& operator=(const OutsideLibrary&) = delete;

 private:
  const ClientId client_;
  const ClientAbove* inside_ = nullptr;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
