#pragma once

#include <mutex>

#include "view/store.h"

namespace dbspan::cli {

/// A store that several threads can use; a mutex protects it.
class SharedStore {
 public:
  explicit SharedStore(std::size_t memory) : store_(memory) {}

  /// Returns `use(store)`, called with the mutex locked.
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
