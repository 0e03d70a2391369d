#include "core/span/current_context.h"

#include <opentelemetry/nostd/shared_ptr.h>

#include <cstring>
#include <new>
#include <typeinfo>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace context = opentelemetry::context;

using StoragePtr = decltype(context::RuntimeContext::GetConstRuntimeContextStorage());

/// A reference to a storage that is never released. A process has one or two storages in its life.
struct KeptStorage {
  StoragePtr storage;
  context::Context none;
  KeptStorage* earlier;
};
std::atomic<KeptStorage*> kept_storages{nullptr};

/// Returns false if there is no memory.
bool Keep(const StoragePtr& storage) noexcept {
  auto* const kept = new (std::nothrow) KeptStorage{storage, {}, kept_storages.load()};
  if (kept == nullptr) return false;
  while (!kept_storages.compare_exchange_weak(kept->earlier, kept)) {
  }
  return true;
}

/// The table of virtual functions of an object.
const void* TableOf(const context::RuntimeContextStorage& storage) noexcept {
  const void* table = nullptr;
  std::memcpy(&table, static_cast<const void*>(&storage), sizeof table);
  return table;
}

/// Tells whether an object is exactly of the API's default class, also if another shared object has
/// a copy of that class. Classes compiled without type information are not recognized.
bool IsDefault(const context::RuntimeContextStorage& storage) noexcept {
  const std::type_info* type = nullptr;  // precedes the functions in the table (Itanium C++ ABI)
  std::memcpy(&type, static_cast<const char*>(TableOf(storage)) - sizeof type, sizeof type);
  return type != nullptr &&
         std::strcmp(type->name(), typeid(context::ThreadLocalContextStorage).name()) == 0;
}

/// Attaches a context and tells whether dbspan's copy of the code sees it, in `stacks`.
bool SeesAttached(context::RuntimeContextStorage& storage,
                  context::ThreadLocalContextStorage& stacks) noexcept {
  const auto token = storage.Attach(context::Context{});
  return detail::SizeOfStack(stacks) == 1;
}

}  // namespace

// The dynamic linker merges the stacks of all copies of the API's code, unless one of them is
// hidden in its shared object. Only contexts that an application attaches fill a stack, and they go
// through the storage, which stays the same from the first of them on: so a stack that was used
// shows that it is the storage's. One that was never used is tried.
bool CurrentContext::HasOurStacks(context::RuntimeContextStorage& storage) noexcept {
  if (!detail::kKnowsStacks) return false;
  if (TableOf(storage) == TableOf(Stacks{})) return true;
  if (!IsDefault(storage)) return false;
  auto& stacks = static_cast<Stacks&>(storage);
  if (detail::CapacityOfStack(stacks) != 0) return true;
  return SeesAttached(storage, stacks) && SizeOf(stacks) == 0;
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
  const bool known = storage == storage_.load(std::memory_order_relaxed);
  if (known && stacks_.load(std::memory_order_relaxed) != nullptr) return;
  if (!known) {
    if (!Keep(now)) return;
    stacks_.store(nullptr, std::memory_order_release);
    storage_.store(storage, std::memory_order_release);
  }
  if (HasOurStacks(*storage))
    stacks_.store(static_cast<Stacks*>(storage), std::memory_order_release);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
