#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace dbspan::view {

/// Keeps copies of short arrays at addresses that do not change, and frees all at once. It moves
/// with its contents.
template <class T>
class Arena {
 public:
  /// Returns the copy of an array; null if it is empty.
  const T* Add(const T* first, std::size_t count) {
    if (count == 0) return nullptr;
    T* copy = nullptr;
    if (count > kInBlock / 4) {  // in a block of its own, so that the current one is not wasted
      blocks_.emplace_back(new T[count]);
      copy = blocks_.back().get();
    } else {
      if (count > left_) {
        blocks_.emplace_back(new T[kInBlock]);
        next_ = blocks_.back().get();
        left_ = kInBlock;
      }
      copy = next_;
      next_ += count;
      left_ -= count;
    }
    std::copy(first, first + count, copy);
    return copy;
  }

 private:
  static constexpr std::size_t kInBlock = (std::size_t{256} << 10U) / sizeof(T);

  std::vector<std::unique_ptr<T[]>> blocks_;
  T* next_ = nullptr;  ///< Free elements of the last shared block.
  std::size_t left_ = 0;
};

}  // namespace dbspan::view
