#include "core/interpose/route.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>
#include <new>

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

int identified = 0;

// A client that is asked for the first time while memory is short.
TEST(RoutesTest, ALackOfMemoryIsForgottenAtTheNextCall) {
  static constexpr ClientLibrary kShortOfMemory{
      "test", "strlen", kFunctions, 1, kSonames, [](void** /*functions*/) -> const char* {
        if (++identified == 1) throw std::bad_alloc{};
        return nullptr;
      }};
  static Routes routes{kShortOfMemory};
  const auto* const caller = reinterpret_cast<const void*>(&dlopen);  // in no object of ours

  EXPECT_EQ(routes.Of(caller).callers, Route::Callers::kUnreadable);
  EXPECT_NE(routes.Of(caller).callers, Route::Callers::kUnreadable);
  EXPECT_EQ(identified, 2);
}

}  // namespace
}  // namespace dbspan::interpose
