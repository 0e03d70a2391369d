#pragma once

// Allocations of C++ that fail on request. It replaces operator new: for the only source of a
// program.
#include <cstdlib>
#include <new>

namespace dbspan::process {

/// The allocations of this thread until one fails; negative: none does.
inline thread_local int until_failure = -1;

inline void* Allocate(std::size_t size) noexcept {
  if (until_failure >= 0 && until_failure-- == 0) return nullptr;
  return std::malloc(size);
}

}  // namespace dbspan::process

void* operator new(std::size_t size) {
  void* const memory = dbspan::process::Allocate(size);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return dbspan::process::Allocate(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
