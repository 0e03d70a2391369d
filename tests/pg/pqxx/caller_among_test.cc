#include "dbspan/detail/pg/caller_among.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#if __has_include(<source_location>)
#include <source_location>
#endif

#include "core/span/called_from.h"
#include "dbspan/call_site.h"

namespace dbspan::detail::pg {
namespace {

/// Declared like std::source_location, as g++ 12 fills it.
struct Location {
  static constexpr const char* file_name() { return "/src/shop/checkout.cc"; }
  static constexpr unsigned line() { return 212; }
  static constexpr const char* function_name() { return "int shop::Checkout(const Cart&)"; }
};

TEST(CallerAmongTest, IsTheLocationWhereverItStands) {
  const CallSite outer{"/src/shop/main.cc", 7, "main"};
  {
    const std::string sql = "SELECT 1";
    const CallerAmong caller{sql, 7, Location{}};
    const CalledFrom from = FindCalledFrom();

    EXPECT_EQ(from.file, "/src/shop/checkout.cc");
    EXPECT_EQ(from.line, 212);
    EXPECT_EQ(from.function, "shop::Checkout");
  }
  EXPECT_EQ(FindCalledFrom().function, "main") << "the outer place again";
}

TEST(CallerAmongTest, IsTheEnclosingPlaceIfThereIsNoLocation) {
  const CallSite outer{"/src/shop/main.cc", 7, "main"};
  const CallerAmong caller{std::string{"SELECT 1"}, 7};

  EXPECT_EQ(FindCalledFrom().function, "main");
}

TEST(CallerAmongTest, FunctionsHaveNeitherTypesNorArguments) {
  for (const auto& [given, expected] : {
           std::pair{"Checkout", "Checkout"},
           std::pair{"int main(int, char**)", "main"},
           std::pair{"static void shop::Cart::Add(int) const", "shop::Cart::Add"},
           std::pair{"std::pair<int, char> shop::Both()", "shop::Both"},
           std::pair{"void shop::Run(T) [with T = std::map<int, void (*)(int)>]", "shop::Run"},
           std::pair{"void {anonymous}::Run()", "{anonymous}::Run"},
           std::pair{"shop::Cart::Cart(int)", "shop::Cart::Cart"},
           std::pair{"bool shop::Less::operator()(int, int) const", "shop::Less::operator()"},
           std::pair{"main(int, char**)::<lambda()>", "main(int, char**)::<lambda()>"},
           std::pair{"operator()", "operator()"},
           std::pair{"", ""},
       }) {
    const CallSite site{"a.cc", 1, given};
    EXPECT_EQ(FindCalledFrom().function, expected);
  }
}

#if defined(__cpp_lib_source_location)
TEST(CallerAmongTest, ReadsTheLocationOfTheLanguage) {
  static_assert(IsLocation<std::source_location>::value);
  const CallerAmong caller{"SELECT 1", std::source_location::current()};

  EXPECT_THAT(FindCalledFrom().file, ::testing::EndsWith("caller_among_test.cc"));
  EXPECT_EQ(FindCalledFrom().line, __LINE__ - 3);
}
#endif

static_assert(!IsLocation<std::string>::value && !IsLocation<int>::value);

}  // namespace
}  // namespace dbspan::detail::pg
