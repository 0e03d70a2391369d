#include "core/span/provider_image.h"

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/version.h>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using ProviderPointer = opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>;
using GetPointer = ProviderPointer& (*)() noexcept;

// The API returns the provider by value only. This code reads the private shared pointer instead:
// an explicit instantiation may name private members (C++17, [temp.spec]/6). It does so only for
// versions of the API whose layout has been checked.
#if OPENTELEMETRY_VERSION_MAJOR == 1 && OPENTELEMETRY_VERSION_MINOR <= 28
GetPointer GetPointerOfApi() noexcept;
template <GetPointer kFunction>
struct NamedByInstantiation {
  friend GetPointer GetPointerOfApi() noexcept { return kFunction; }
};
template struct NamedByInstantiation<&opentelemetry::trace::Provider::GetProvider>;
#else
GetPointer GetPointerOfApi() noexcept { return nullptr; }
#endif

}  // namespace

__attribute__((no_sanitize("thread"))) ProviderImage ProviderImage::Take() noexcept {
  ProviderImage taken;
  const GetPointer get = GetPointerOfApi();
  if (get == nullptr) return taken;
  const void* const at = &get();
  const auto* const kept = static_cast<const Word*>(at);
  kept_.store(at, std::memory_order_relaxed);
  for (std::size_t i = 0; i < kWords; ++i) taken.words_[i] = kept[i];
  return taken;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
