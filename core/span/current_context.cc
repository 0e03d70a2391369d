#include "core/span/current_context.h"

#include <opentelemetry/nostd/shared_ptr.h>

#include <cstring>
#include <new>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;

/// A reference to a storage that is never released. A process has one or two storages in its life.
struct KeptStorage {
  decltype(context::RuntimeContext::GetConstRuntimeContextStorage()) storage;
  context::Context none;
  KeptStorage* earlier;
};
std::atomic<KeptStorage*> kept_storages{nullptr};

}  // namespace

bool CurrentContext::HasOurCode(const context::RuntimeContextStorage& storage) noexcept {
  if (!detail::kKnowsStacks) return false;
  const Stacks ours;
  const void* code = nullptr;
  const void* our_code = nullptr;
  std::memcpy(&code, static_cast<const void*>(&storage), sizeof code);
  std::memcpy(&our_code, static_cast<const void*>(&ours), sizeof our_code);
  return code == our_code;
}

// Compares with an existing empty context, because creating one takes time.
bool CurrentContext::IsCopyEmpty() noexcept {
  const KeptStorage* const kept = kept_storages.load(std::memory_order_acquire);
  return kept != nullptr ? Get() == kept->none : Get() == context::Context{};
}

void CurrentContext::LookForStorage() noexcept {
  const auto now = context::RuntimeContext::GetConstRuntimeContextStorage();
  // The API returns a pointer to const, but the object itself is not const.
  auto* const storage = const_cast<context::RuntimeContextStorage*>(now.get());
  if (storage == storage_.load(std::memory_order_relaxed)) return;
  auto* const kept = new (std::nothrow) KeptStorage{now, {}, kept_storages.load()};
  if (kept == nullptr) return;
  while (!kept_storages.compare_exchange_weak(kept->earlier, kept)) {
  }
  stacks_.store(nullptr, std::memory_order_release);
  storage_.store(storage, std::memory_order_release);
  if (HasOurCode(*storage)) stacks_.store(static_cast<Stacks*>(storage), std::memory_order_release);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
