#include "cli/close_descriptors.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace dbspan::cli {

void CloseOthers(int kept) {
#ifdef SYS_close_range
  const auto close_range = [](unsigned first, unsigned last) {
    return first > last || syscall(SYS_close_range, first, last, 0) == 0;
  };
  const auto number = static_cast<unsigned>(kept);
  if (close_range(3, std::max(3U, number) - 1) && close_range(number + 1, ~0U)) return;
#endif
  constexpr int kMost = 4096;
  for (int i = 3; i < kMost; ++i) {
    if (i != kept) close(i);
  }
}

}  // namespace dbspan::cli
