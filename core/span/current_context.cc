#include "core/span/current_context.h"

#include <opentelemetry/nostd/shared_ptr.h>

#include <new>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

/// A reference that is never given back. There are one or two storages in the life of a process.
struct KeptStorage {
  decltype(opentelemetry::context::RuntimeContext::GetConstRuntimeContextStorage()) storage;
  KeptStorage* earlier;
};
std::atomic<KeptStorage*> kept_storages{nullptr};

}  // namespace

void CurrentContext::LookForStorage() noexcept {
  namespace context = opentelemetry::context;
  const auto now = context::RuntimeContext::GetConstRuntimeContextStorage();
  // The API hands it out as const, which says nothing of the object itself.
  auto* const storage = const_cast<context::RuntimeContextStorage*>(now.get());
  if (storage == storage_.load(std::memory_order_relaxed)) return;
  auto* const kept = new (std::nothrow) KeptStorage{now, kept_storages.load()};
  if (kept == nullptr) return;
  while (!kept_storages.compare_exchange_weak(kept->earlier, kept)) {
  }
  storage_.store(storage, std::memory_order_release);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
