#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace dbspan::view {

/// A growing array in blocks of about 256 KiB. Unlike std::vector, it copies nothing while it
/// grows, so it never needs twice its memory. Shrink frees the blocks at its end.
template <class T>
class Blocks {
 public:
  using value_type = T;
  using size_type = std::size_t;

  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    const_iterator() = default;
    const_iterator(const Blocks* all, std::size_t at) : all_(all), at_(at) {}
    reference operator*() const { return (*all_)[at_]; }
    pointer operator->() const { return &(*all_)[at_]; }
    const_iterator& operator++() {
      ++at_;
      return *this;
    }
    const_iterator operator++(int) {
      const const_iterator before = *this;
      ++at_;
      return before;
    }
    bool operator==(const const_iterator& other) const { return at_ == other.at_; }
    bool operator!=(const const_iterator& other) const { return at_ != other.at_; }

   private:
    const Blocks* all_ = nullptr;
    std::size_t at_ = 0;
  };

  void push_back(T element) {
    if (size_ % kInBlock == 0) {
      blocks_.emplace_back();
      blocks_.back().reserve(kInBlock);
    }
    blocks_.back().push_back(std::move(element));
    ++size_;
  }
  /// Removes the elements from `size` on.
  void Shrink(std::size_t size) {
    if (size >= size_) return;
    blocks_.resize((size + kInBlock - 1) / kInBlock);
    if (size % kInBlock != 0) {
      blocks_.back().erase(blocks_.back().begin() + static_cast<std::ptrdiff_t>(size % kInBlock),
                           blocks_.back().end());
    }
    size_ = size;
  }

  T& operator[](std::size_t at) { return blocks_[at / kInBlock][at % kInBlock]; }
  const T& operator[](std::size_t at) const { return blocks_[at / kInBlock][at % kInBlock]; }
  const T& back() const { return (*this)[size_ - 1]; }
  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, size_}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  // A power of two, so that finding an element takes a shift and a mask.
  static constexpr std::size_t InBlock() {
    std::size_t count = 1;
    while (count * 2 * sizeof(T) <= (std::size_t{256} << 10U)) count *= 2;
    return count;
  }
  static constexpr std::size_t kInBlock = InBlock();

  std::vector<std::vector<T>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace dbspan::view
