#pragma once

#include <mutex>

#include "view/store.h"

namespace dbspan::cli {

/// A store that several threads use, one at a time.
class SharedStore {
 public:
  explicit SharedStore(std::size_t memory) : store_(memory) {}

  /// Calls `use(store)` while nobody else uses it.
  template <class Use>
  auto With(Use&& use) {
    const std::lock_guard lock{mutex_};
    return use(store_);
  }

 private:
  std::mutex mutex_;
  view::Store store_;
};

}  // namespace dbspan::cli
