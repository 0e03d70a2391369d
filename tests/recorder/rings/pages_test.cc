#include "recorder/rings/pages.h"

#include <gtest/gtest.h>

namespace dbspan::recorder::rings {
namespace {

// Uses a 16 KiB chunk of an arena, on machines with different page sizes.
TEST(PagesTest, AreWholeOnesAroundTheMemory) {
  for (const std::size_t page : {std::size_t{4096}, std::size_t{16384}, std::size_t{65536}}) {
    for (std::uintptr_t at = 0; at < 4 * 65536; at += 16384 / 4) {
      constexpr std::size_t kBytes = 16384;
      // NOLINTNEXTLINE(performance-no-int-to-ptr): an address, and never read
      const Pages pages = PagesAround(reinterpret_cast<void*>(at), kBytes, page);
      const auto begin = reinterpret_cast<std::uintptr_t>(pages.begin);

      EXPECT_EQ(begin % page, 0U);
      EXPECT_EQ(pages.bytes % page, 0U);
      EXPECT_LE(begin, at);
      EXPECT_GE(begin + pages.bytes, at + kBytes);
      EXPECT_LT(at - begin, page);
      EXPECT_LT(begin + pages.bytes - (at + kBytes), page);
    }
  }
}

}  // namespace
}  // namespace dbspan::recorder::rings
