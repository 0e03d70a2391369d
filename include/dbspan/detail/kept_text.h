#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// Text owned by an operation: stored in place up to `kInPlace` bytes, on the heap beyond. The
/// buffer stays uninitialized until it is written.
class KeptText {
 public:
  static constexpr std::size_t kInPlace = 128;

  KeptText() noexcept {}  // NOLINT(*-use-equals-default): `in_place_` stays uninitialized
  KeptText(KeptText&& other) noexcept { Take(other); }
  KeptText& operator=(KeptText&& other) noexcept {
    if (this == &other) return *this;
    clear();
    Take(other);
    return *this;
  }
  KeptText(const KeptText&) = delete;
  KeptText& operator=(const KeptText&) = delete;
  ~KeptText() {
    if (heap_ != nullptr) std::free(heap_);
  }

  std::string_view view() const noexcept { return {data(), size_}; }
  std::size_t size() const noexcept { return size_; }

  /// Appends. Throws std::bad_alloc.
  KeptText& operator+=(std::string_view text) {
    if (text.size() > capacity() - size_) Grow(text.size());
    if (!text.empty()) std::memcpy(data() + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  KeptText& operator+=(char c) {
    if (size_ == capacity()) Grow(1);
    data()[size_++] = c;
    return *this;
  }
  /// Makes space for `more` bytes and returns the address to write them to; `resize` then adds them
  /// to the text. Throws std::bad_alloc.
  char* MakeRoom(std::size_t more) {
    if (more > capacity() - size_) Grow(more);
    return data() + size_;
  }
  /// Sets the size: shortens the text, or adds the bytes that were written after `MakeRoom`.
  void resize(std::size_t size) noexcept { size_ = size; }
  /// Empties the text and frees its memory.
  void clear() noexcept {
    if (heap_ != nullptr) std::free(heap_);
    heap_ = nullptr;
    size_ = 0;
  }

 private:
  char* data() noexcept { return heap_ != nullptr ? heap_ : in_place_; }
  const char* data() const noexcept { return heap_ != nullptr ? heap_ : in_place_; }
  std::size_t capacity() const noexcept { return heap_ != nullptr ? capacity_ : kInPlace; }
  void Grow(std::size_t more) {
    const std::size_t wanted = 2 * (size_ + more);
    auto* const grown = static_cast<char*>(std::realloc(heap_, wanted));
    if (grown == nullptr) throw std::bad_alloc{};
    if (heap_ == nullptr) std::memcpy(grown, in_place_, size_);
    heap_ = grown;
    capacity_ = wanted;
  }
  void Take(KeptText& other) noexcept {
    heap_ = other.heap_;
    size_ = other.size_;
    capacity_ = other.capacity_;
    if (heap_ == nullptr) std::memcpy(in_place_, other.in_place_, size_);
    other.heap_ = nullptr;
    other.size_ = 0;
  }

  char* heap_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;  // of the heap buffer
  char in_place_[kInPlace];
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
