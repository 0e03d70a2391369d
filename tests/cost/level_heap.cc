// A heap on which a block costs the same whatever was allocated before. With it, the cost of a
// program's allocations does not depend on which libraries are loaded. Only for single runs of
// small programs.
#include <sched.h>
#include <sys/mman.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

constexpr std::size_t kSizes = 40;
constexpr std::size_t kArena = std::size_t{1} << 32U;

/// Precedes each block. Its size is the alignment that malloc guarantees.
struct alignas(16) Header {
  std::size_t size;  ///< The index of the free list.
  Header* next;
};

std::atomic_flag taken = ATOMIC_FLAG_INIT;
Header* unused[kSizes];
char* arena = nullptr;
std::size_t used = 0;

std::size_t BytesOf(std::size_t size) { return std::size_t{32} << size; }

std::size_t SizeFor(std::size_t bytes) {
  const std::size_t units = (bytes + sizeof(Header) - 1) / BytesOf(0);
  return units == 0 ? 0 : 64 - static_cast<std::size_t>(__builtin_clzl(units));
}

/// Waits without counting: valgrind runs one thread at a time, so a loop would run until the next
/// switch of threads.
void Lock() {
  while (taken.test_and_set(std::memory_order_acquire)) sched_yield();
}

void* Allocate(std::size_t bytes) {
  const std::size_t size = SizeFor(bytes);
  Lock();
  if (arena == nullptr) {
    arena = static_cast<char*>(mmap(nullptr, kArena, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  }
  Header* block = unused[size];
  if (block != nullptr) {
    unused[size] = block->next;
  } else {
    block = reinterpret_cast<Header*>(arena + used);
    used += BytesOf(size);
  }
  taken.clear(std::memory_order_release);
  block->size = size;
  return block + 1;
}

void Free(void* memory) {
  if (memory == nullptr) return;
  Header* const block = static_cast<Header*>(memory) - 1;
  Lock();
  block->next = unused[block->size];
  unused[block->size] = block;
  taken.clear(std::memory_order_release);
}

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) { return Allocate(bytes); }
void free(void* memory) { Free(memory); }

void* calloc(std::size_t count, std::size_t bytes) {
  void* const memory = Allocate(count * bytes);
  std::memset(memory, 0, count * bytes);
  return memory;
}

void* realloc(void* memory, std::size_t bytes) {
  if (memory == nullptr) return Allocate(bytes);
  const std::size_t room = BytesOf((static_cast<Header*>(memory) - 1)->size) - sizeof(Header);
  if (bytes <= room) return memory;
  void* const moved = Allocate(bytes);
  std::memcpy(moved, memory, room);
  Free(memory);
  return moved;
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  // The block is larger than needed. When freed, the aligned part goes to the list of the smallest
  // blocks.
  const auto memory = reinterpret_cast<std::uintptr_t>(Allocate(bytes + 2 * alignment));
  const std::uintptr_t aligned = (memory + 2 * alignment) & ~(alignment - 1);
  auto* const block = reinterpret_cast<Header*>(aligned) - 1;
  block->size = 0;
  return block + 1;
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  *memory = aligned_alloc(alignment, bytes);
  return 0;
}
}
