#pragma once

#include <opentelemetry/context/runtime_context.h>

#include <atomic>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The context of the calling thread. RuntimeContext::GetCurrent counts references to the storage,
/// twice for each call; here it is asked by its address. Safe from any thread.
class CurrentContext {
 public:
  static opentelemetry::context::Context Get() noexcept {
    auto* const storage = storage_.load(std::memory_order_acquire);
    return storage != nullptr ? storage->GetCurrent()
                              : opentelemetry::context::RuntimeContext::GetCurrent();
  }
  /// Looks which storage the process has now. An application may bring its own, but only before it
  /// starts its first span; to be called now and then until then.
  static void LookForStorage() noexcept;

 private:
  // Kept alive for good by LookForStorage.
  inline static std::atomic<opentelemetry::context::RuntimeContextStorage*> storage_{nullptr};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
