#include "recorder/rings/pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23  // Linux 5.14
#endif

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

std::size_t PageBytes() noexcept { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

// A page may be larger than the memory and than a chunk.
bool Populate(void* memory, std::size_t bytes) noexcept {
  const int before = errno;
  const Pages pages = PagesAround(memory, bytes, PageBytes());
  const bool done = madvise(pages.begin, pages.bytes, MADV_POPULATE_WRITE) == 0;
  errno = before;
  return done;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
