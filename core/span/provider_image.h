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

/// The process-wide tracer provider as the API keeps it: the words of its shared pointer.
///
/// Asking the API takes a lock and counts a reference, on cache lines that all threads share. While
/// these words stay as they are, the provider is the same, or another one that was made where that
/// one had died; the latter cannot be if somebody holds it. The pointer is never followed, so one
/// that is being replaced does no harm. Safe from any thread that may use telemetry.
class ProviderImage {
 public:
  /// Equal to none.
  ProviderImage() noexcept { words_.fill(~std::uint64_t{0}); }
  /// With an API whose insides are not known, equal to none.
  static ProviderImage Take() noexcept;
  /// Tells whether the API still keeps what it kept then.
  bool IsCurrent() const noexcept {
    const void* const kept = kept_.load(std::memory_order_relaxed);
    return kept != nullptr && Differences(static_cast<const Word*>(kept)) == 0;
  }
  bool operator==(const ProviderImage& other) const noexcept { return words_ == other.words_; }

 private:
  using Pointer = opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>;
  using Word [[gnu::may_alias]] = const volatile std::uint64_t;
  // A table of virtual functions, the object and its count; or, with the standard's own pointer,
  // the latter. The rest of the API's is never written.
  static constexpr std::size_t kWords =
      std::min(sizeof(Pointer) / sizeof(std::uint64_t), std::size_t{3});

  // Reads without the API's lock: whatever is read is only compared.
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
