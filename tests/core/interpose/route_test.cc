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

// Code that was generated at run time belongs to no loaded object, so `Of` looks it up at each
// call.
TEST(RoutesTest, ChildrenOfAForkFindTheirsWhileAnotherThreadLooks) {
  static Routes routes{kLibrary};
  const auto made_code = std::make_unique<char>();

  test::ExpectChildrenGoOn([&] { routes.Of(made_code.get()); });
}

int identified = 0;

// The first lookup of a client fails with std::bad_alloc.
TEST(RoutesTest, ALackOfMemoryIsForgottenAtTheNextCall) {
  static constexpr ClientLibrary kShortOfMemory{
      "test", "strlen", kFunctions, 1, kSonames, [](void** /*functions*/) -> const char* {
        if (++identified == 1) throw std::bad_alloc{};
        return nullptr;
      }};
  static Routes routes{kShortOfMemory};
  // an address outside of this program's own code
  const auto* const caller = reinterpret_cast<const void*>(&dlopen);

  EXPECT_EQ(routes.Of(caller).callers, Route::Callers::kUnreadable);
  EXPECT_NE(routes.Of(caller).callers, Route::Callers::kUnreadable);
  EXPECT_EQ(identified, 2);
}

}  // namespace
}  // namespace dbspan::interpose
