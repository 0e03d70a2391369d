#include "core/interpose/route.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/support/fork_loop.h"

namespace dbspan::interpose {
namespace {

constexpr const char* kFunctions[] = {"strlen"};
constexpr const char* kSonames[] = {"libnothing.so", nullptr};
constexpr ClientLibrary kLibrary{
    "test", "strlen", kFunctions,
    1,      kSonames, [](void** /*functions*/) -> const char* { return nullptr; }};

// Calls from code that was made at run time are looked up each time.
TEST(RoutesTest, ChildrenOfAForkFindTheirsWhileAnotherThreadLooks) {
  static Routes routes{kLibrary};
  const auto made_code = std::make_unique<char>();

  test::ExpectChildrenGoOn([&] { routes.Of(made_code.get()); });
}

}  // namespace
}  // namespace dbspan::interpose
