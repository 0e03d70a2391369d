#include "core/log/url_secrets.h"

#include <gmock/gmock.h>

#include "tests/support/case_name.h"

namespace dbspan {
namespace {

struct UrlCase {
  const char* rule;
  const char* text;
  const char* shown;
};

class UrlSecretsTest : public ::testing::TestWithParam<UrlCase> {};

TEST_P(UrlSecretsTest, LeavesOutWhatMayBeSecret) {
  EXPECT_EQ(WithoutUrlSecrets(GetParam().text), GetParam().shown) << GetParam().rule;
}

const UrlCase kCases[] = {
    {"a plain value stays", "5s?", "5s?"},
    {"nothing", "", ""},
    {"a URL stays", "http://localhost:4318/v1/traces", "http://localhost:4318/v1/traces"},
    {"no user", "http://root:S3CRET@[::1]:9/v1", "http://[::1]:9/v1"},
    {"no user without a scheme", "root:S3CRET@db:9", "db:9"},
    {"an @ in the password", "http://root:S3C@RET@db:9/v1", "http://db:9/v1"},
    {"no query", "http://db/v1?api_key=S3CRET", "http://db/v1"},
    {"no query without a path", "http://db?api_key=S3CRET", "http://db"},
    {"no fragment", "http://db/#S3CRET", "http://db/"},
    {"a slash in the password", "http://root:S3C/RET@db/v1", "http://…"},
    {"a question mark in the password", "http://root:S3C?RET@db/v1", "http://…"},
    {"a port that is no number", "http://host:S3CRET/v1", "http://…"},
    {"a port that is no number after a user", "http://root@host:S3CRET", "http://…"},
    {"an IPv6 address without a port", "http://[::1]/v1", "http://[::1]/v1"},
    {"a colon without a port", "http://db:", "http://db:"},
    {"two in one word", "http://a:S3CRET@b,http://a:S3CRET@b", "http://…"},
    {"something before the scheme", "S3CRET@http://b", "…"},
    {"among other words", "spans to http://a:S3CRET@b/c: \"no\"  answer",
     "spans to http://b/c: \"no\"  answer"},
};
INSTANTIATE_TEST_SUITE_P(Rules, UrlSecretsTest, ::testing::ValuesIn(kCases), test::CaseName{});

}  // namespace
}  // namespace dbspan
