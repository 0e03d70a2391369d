#pragma once

// Makes allocations by operator new fail on request. It defines operator new, so that only one
// source file of a program can include it.
#include <cstdlib>
#include <new>

namespace dbspan::process {

/// Number of allocations of this thread until one fails; negative: none fails.
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
