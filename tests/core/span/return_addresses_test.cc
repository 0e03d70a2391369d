#include "core/span/return_addresses.h"

#include <gmock/gmock.h>
#include <ucontext.h>

#include <string>
#include <vector>

namespace dbspan {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

ucontext_t caller;
ucontext_t coroutine;
std::string found;

void FindAndReturn() {
  found = ReturnAddresses();
  swapcontext(&coroutine, &caller);
}

TEST(ReturnAddressesTest, NameTheProgram) {
  EXPECT_THAT(ReturnAddresses(), HasSubstr("core_unit_test"));
}

TEST(ReturnAddressesTest, AreNotFollowedOnTheStackOfACoroutine) {
  std::vector<char> stack(256 * 1024);
  getcontext(&coroutine);
  coroutine.uc_stack.ss_sp = stack.data();
  coroutine.uc_stack.ss_size = stack.size();
  coroutine.uc_link = nullptr;
  makecontext(&coroutine, &FindAndReturn, 0);
  found = "not run";

  swapcontext(&caller, &coroutine);

  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace dbspan
