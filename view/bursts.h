#pragma once

#include <cstdint>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

/// Operations of a thread without a parent form one burst while the pauses between them are shorter
/// than this (nanoseconds).
constexpr std::int64_t kBurstGap = 100'000'000;

/// Operations of one thread that belong together, in order of start.
struct Burst {
  std::vector<std::uint32_t> spans;  ///< Indices in `Store::spans()`.
  bool transaction = false;          ///< From BEGIN to COMMIT, however long the pauses.
};

/// Divides operations without a parent, ordered by start, into transactions and bursts. Each
/// transaction and each burst belongs to one thread. A transaction contains the operations on its
/// server and database. Spans do not name their connection, so it also contains operations that the
/// thread ran on another connection to the same database. The BEGIN of a transaction ends the
/// burst before it, and so does a COMMIT or ROLLBACK whose BEGIN was not recorded.
std::vector<Burst> BurstsOf(const Store& store, const std::vector<std::uint32_t>& spans,
                            std::int64_t gap);

}  // namespace dbspan::view
