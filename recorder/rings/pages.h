#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline std::uint64_t RoundUp(std::uint64_t value, std::uint64_t to) noexcept {
  return (value + to - 1) / to * to;
}

/// A range of whole memory pages.
struct Pages {
  void* begin;
  std::size_t bytes;
};

/// Returns the pages that contain a piece of memory. `page` is the page size, a power of two.
inline Pages PagesAround(void* memory, std::size_t bytes, std::size_t page) noexcept {
  const std::size_t before = reinterpret_cast<std::uintptr_t>(memory) & (page - 1);
  return {static_cast<char*>(memory) - before, (before + bytes + page - 1) & ~(page - 1)};
}

std::size_t PageBytes() noexcept;

/// Allocates the pages of new memory, so that missing space is an error here instead of a SIGBUS
/// later. Returns false if there is no space, or if the kernel is older than Linux 5.14. Keeps
/// errno.
bool Populate(void* memory, std::size_t bytes) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
