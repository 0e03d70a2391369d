#include "core/span/own_stack.h"

#include <pthread.h>

#include <cstddef>
#include <cstdint>

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

bool IsOnOwnStack() noexcept {
  struct Stack {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
    bool known = false;
  };
  static thread_local Stack stack;
  if (!stack.known) {
    stack.known = true;
    pthread_attr_t attributes;
    void* begin = nullptr;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
    if (pthread_attr_getstack(&attributes, &begin, &stack.size) == 0) {
      stack.begin = reinterpret_cast<std::uintptr_t>(begin);
    }
    pthread_attr_destroy(&attributes);
  }
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - stack.begin < stack.size;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
