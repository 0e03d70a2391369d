#pragma once

#include <array>
#include <cstddef>

#include "core/process/per_thread.h"
#include "dbspan/detail/client_above.h"
#include "dbspan/detail/client_id.h"
#include "dbspan/suppression.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Reads what SuppressInstrumentation and ClientAbove mark a thread with. Their variables may be in
/// another shared object, so their own functions make a call for each.
class ThreadMarks {
 public:
  /// Returns the same as SuppressInstrumentation::Active().
  [[gnu::always_inline]] static bool Suppress() noexcept { return Depth::Own() != 0; }
  /// Returns the same as ClientAbove::Active(), for a known client.
  template <ClientId kClient>
  [[gnu::always_inline]] static bool IsBelow() noexcept {
    static_assert(kClient < ClientId::kNone);
    return ClientAbove::IsLive(Innermost::Own()[static_cast<std::size_t>(kClient)]);
  }
  /// The same for any client; false for `kNone`.
  [[gnu::always_inline]] static bool IsBelow(ClientId client) noexcept {
    const auto index = static_cast<std::size_t>(client);
    return client != ClientId::kNone && ClientAbove::IsLive(Innermost::Own()[index]);
  }
  static void Locate() noexcept {
    Depth::Locate();
    Innermost::Locate();
  }

 private:
  static unsigned& FindDepth() noexcept { return SuppressInstrumentation::depth_; }
  static std::array<const ClientAbove*, kMostClients>& FindInnermost() noexcept {
    return ClientAbove::innermost_;
  }
  using Depth = ThreadVariable<&FindDepth>;
  using Innermost = ThreadVariable<&FindInnermost>;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
