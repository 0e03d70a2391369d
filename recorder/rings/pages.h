#pragma once

#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
