#pragma once

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Releases something of a thread when the thread ends.
///
/// With a key of the C library, nothing is released when a thread calls `exit`. Without one, `exit`
/// releases what the calling thread has, and what that thread registers afterwards stays until the
/// process ends.
///
/// A thread-local variable with a destructor would do so too, but its first use in a thread takes
/// the dynamic linker's lock. Another thread may hold that while it waits for this one, because it
/// runs the constructor of a library.
///
/// Define a `static thread_local` object, which a constant initializes, and call Await().
class ThreadEnd {
 public:
  using Release = void (*)() noexcept;
  explicit constexpr ThreadEnd(Release release) noexcept : release_(release) {}
  ThreadEnd(const ThreadEnd&) = delete;
  ThreadEnd& operator=(const ThreadEnd&) = delete;

  /// Registers the function, once per thread. The last one that was registered runs first, after
  /// the application's own destructors of thread-local objects and of most keys.
  void Await() noexcept;

  /// Makes this copy of dbspan use a key of the C library. Call it while the copy is loaded, and
  /// only if it is never unloaded: the C library would call its functions even then.
  static void UseKey() noexcept;

 private:
  struct Fallback;
  static void OnKey(void* value) noexcept;
  static void ReleaseAll() noexcept;

  inline static thread_local ThreadEnd* first_ = nullptr;

  Release release_;
  ThreadEnd* next_ = nullptr;
  bool awaited_ = false;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
