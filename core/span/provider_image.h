#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A copy of the bytes of the API's shared pointer to the process-wide tracer provider, to detect
/// changes without calling the API.
///
/// Calling the API takes a lock and counts a reference, on cache lines that all threads share.
/// While these bytes do not change, the provider is the same, or a new one at the address of a
/// destroyed one; the latter is impossible while a reference is held. The pointer is never
/// dereferenced, so reading it during a replacement is harmless. Safe from any thread that may use
/// telemetry.
class ProviderImage {
 public:
  /// An image that is never current.
  ProviderImage() noexcept { words_.fill(~std::uint64_t{0}); }
  /// Returns the image of the current provider; one that is never current if the layout of this API
  /// version is unknown.
  static ProviderImage Take() noexcept;
  /// Tells whether the API still has the same bytes.
  bool IsCurrent() const noexcept {
    const void* const kept = kept_.load(std::memory_order_relaxed);
    return kept != nullptr && Differences(static_cast<const Word*>(kept)) == 0;
  }
  bool operator==(const ProviderImage& other) const noexcept { return words_ == other.words_; }

 private:
  using Pointer = opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>;
  using Word [[gnu::may_alias]] = const volatile std::uint64_t;
  // The words: virtual table, object and reference count of the API's pointer, or the standard's
  // pointer. The rest of the API's pointer is never written.
  static constexpr std::size_t kWords =
      std::min(sizeof(Pointer) / sizeof(std::uint64_t), std::size_t{3});

  // Reads without the API's lock: the words are only compared.
  __attribute__((no_sanitize("thread"))) std::uint64_t Differences(
      const Word* kept) const noexcept {
    std::uint64_t differences = 0;
    for (std::size_t i = 0; i < kWords; ++i) differences |= kept[i] ^ words_[i];
    return differences;
  }

  inline static std::atomic<const void*> kept_{nullptr};
  std::array<std::uint64_t, kWords> words_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
