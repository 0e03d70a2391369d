#include "recorder/export/retry_info.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/case_name.h"

namespace dbspan::recorder {
namespace {

using test::CaseName;

struct RetryCase {
  std::string rule;
  std::string details;
  std::int64_t seconds;
};

class RetryInfoTest : public ::testing::TestWithParam<RetryCase> {};

TEST_P(RetryInfoTest, IsReadOrThereIsNone) {
  EXPECT_EQ(RetryDelayOf(GetParam().details), GetParam().seconds);
}

// Base64 of messages of google/rpc/status.proto and error_details.proto.
const RetryCase kCases[] = {
    {"two seconds",
     "CAgSBHNsb3caMAoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxIECgIIAg==", 2},
    {"the padding may be missing",
     "CAgSBHNsb3caMAoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxIECgIIAg", 2},
    {"behind another detail, and a bit more than a second",
     "CAgSBHNsb3caLwoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLkVycm9ySW5mbxIDCgF4GjMKKHR5cGUuZ29v"
     "Z2xlYXBpcy5jb20vZ29vZ2xlLnJwYy5SZXRyeUluZm8SBwoFCAEQ9AM=",
     2},
    {"without a delay it asks to come back all the same",
     "CAgSBHNsb3caLAoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxIA", 1},
    {"a time in the past is now",
     "CAgSBHNsb3caOQoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLlJldHJ5SW5mbxINCgsI"
     "+///////////AQ==",
     1},
    {"other details only",
     "CAgSBHNsb3caLwoodHlwZS5nb29nbGVhcGlzLmNvbS9nb29nbGUucnBjLkVycm9ySW5mbxIDCgF4", 0},
    {"nothing", "", 0},
    {"no base64", "*", 0},
    {"no message", "////////", 0},
    {"a message that is cut", "CAgSBHNsb3caMAoodHlwZS5nb29nbGVhcGlz", 0},
};
INSTANTIATE_TEST_SUITE_P(Details, RetryInfoTest, ::testing::ValuesIn(kCases), CaseName{});

}  // namespace
}  // namespace dbspan::recorder
