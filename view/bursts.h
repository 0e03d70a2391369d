#pragma once

#include <cstdint>
#include <vector>

#include "view/store.h"

namespace dbspan::view {

/// Operations without a parent belong together if less time passes between them (nanoseconds).
constexpr std::int64_t kBurstGap = 100'000'000;

/// Operations of one thread that belong together, by start.
struct Burst {
  std::vector<std::uint32_t> spans;  ///< Numbers in the store.
  bool transaction = false;          ///< From BEGIN to COMMIT, however long it pauses.
};

/// Divides operations without a parent, ordered by start, into transactions and bursts. Both are of
/// one thread. A transaction has the operations of its server and database only: spans do not name
/// their connection, so those of a second connection to the same database are taken in as well. The
/// end of a transaction ends the burst; an end whose begin was not recorded does, too.
std::vector<Burst> BurstsOf(const Store& store, const std::vector<std::uint32_t>& spans,
                            std::int64_t gap);

}  // namespace dbspan::view
