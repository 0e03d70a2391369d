#pragma once

#include <cstddef>
#include <cstdint>

namespace dbspan::recorder::rings {

/// Whole pages of memory.
struct Pages {
  void* begin;
  std::size_t bytes;
};

/// The pages that a piece of memory lies in; `page` is the size of one, a power of two.
inline Pages PagesAround(void* memory, std::size_t bytes, std::size_t page) noexcept {
  const std::size_t before = reinterpret_cast<std::uintptr_t>(memory) & (page - 1);
  return {static_cast<char*>(memory) - before, (before + bytes + page - 1) & ~(page - 1)};
}

}  // namespace dbspan::recorder::rings
