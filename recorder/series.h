#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>

#include "dbspan/version.h"
#include "recorder/series_sums.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The metric series of a process, up to a limit for each scope. Safe from any thread, without a
/// lock.
///
/// Above the limit, all further keys share one series per scope and system.
class SeriesTable {
 public:
  static constexpr std::size_t kOverflows = 32;

  /// `most` bounds the series of all scopes. Throws std::bad_alloc.
  explicit SeriesTable(std::size_t most);
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;
  ~SeriesTable();

  struct Series {
    SeriesKey key;
    /// Sums that threads without sums of their own share. May be null.
    std::atomic<SeriesSums*> shared{nullptr};
    SeriesSums unseen;  ///< Sums for these threads if the arena is full.
  };

  /// Returns the series of `key`. If the scope has reached its limit, returns that of `overflow`.
  /// Returns null if memory is short.
  Series* Find(const SeriesKey& key, const SeriesKey& overflow, std::size_t limit) noexcept;

  /// Calls `visit(const Series&)` for each.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    for (std::size_t i = 0; i <= mask_; ++i) {
      const Series* series = slots_[i].load(std::memory_order_acquire);
      if (series != nullptr) visit(*series);
    }
  }

 private:
  static constexpr std::size_t kScopes = 8;
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };

  Series* FindOrAdd(const SeriesKey& key, std::size_t limit);
  bool Admit(const SeriesKey& key, std::size_t limit) noexcept;
  void Withdraw(const SeriesKey& key) noexcept;

  const std::size_t most_;
  const std::size_t mask_;
  std::atomic<std::size_t> used_{0};
  std::array<std::atomic<std::size_t>, kScopes> used_by_scope_{};
  // `calloc` returns zeroed pages that use no memory until a series is stored in them.
  std::unique_ptr<std::atomic<Series*>[], Free> slots_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
