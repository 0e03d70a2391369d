#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dbspan/detail/client_id.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// While one lives, this thread is inside a recorded call of a library, and what that calls of the
/// client below it is not recorded again. All else is: calls of other clients, and those that the
/// application makes through the library itself when it is called back.
///
/// With `kNone` nothing is known of what lies below, so all is quiet. A stack object; ignored when
/// it was left by `longjmp`.
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
    if (client == ClientId::kNone) return false;
    const ClientAbove* const innermost = Innermost(client);
    if (innermost == nullptr) return false;
    // The stack grows down, so what has been left lies a little below its end. Far below is another
    // stack, that of a coroutine.
    const auto below = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) -
                       reinterpret_cast<std::uintptr_t>(innermost);
    return below >= kNearby;  // above, it wraps around
  }

 private:
  friend class OutsideLibrary;

  static constexpr std::uintptr_t kNearby = std::uintptr_t{256} * 1024;

  static const ClientAbove*& Innermost(ClientId client) noexcept {
    return innermost_[static_cast<std::size_t>(client)];
  }
  [[gnu::visibility(
      "default")]] inline static thread_local std::array<const ClientAbove*, kMostClients>
      innermost_{};

  const ClientId client_;
  const ClientAbove* outer_ = nullptr;
};

/// While one lives, this thread is in the application again, as far as the library above a client
/// is concerned: it has called a traced function of that library, or is called back. A stack
/// object.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
