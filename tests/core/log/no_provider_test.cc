#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/case_name.h"
#include "tests/support/started_program.h"

namespace dbspan::test {
namespace {

constexpr const char* kLine =
    "[dbspan] database calls are not recorded: the program has set no OpenTelemetry tracer "
    "provider. Call dbspan::sdk::setup at the start of main, or set providers of your own "
    "(DBSPAN_ENABLED=off: neither calls nor this line)\n";

struct ProviderCase {
  std::string rule;
  const char* scenario;
  std::string line;
  std::map<std::string, std::string> variables;
};

class NoProviderTest : public ::testing::TestWithParam<ProviderCase> {};

TEST_P(NoProviderTest, IsReportedWithCauseOnly) {
  auto variables = GetParam().variables;
  variables["DBSPAN_LOG"] = "stderr";

  const Ended ended =
      RunProgram(DBSPAN_LOG_PROGRAM, GetParam().scenario, StandardError::kPipe, variables);

  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.errors, GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, NoProviderTest,
    ::testing::Values(
        ProviderCase{"one line for all calls of all clients", "call", kLine, {}},
        ProviderCase{"one call is enough", "call once", kLine, {}},
        ProviderCase{"connecting is no call", "connect", "", {}},
        ProviderCase{"a connection may come first", "connect, set up, call", "", {}},
        ProviderCase{"metrics are enough", "call with metrics only", "", {}},
        ProviderCase{"a no-op provider of the options is deliberate",
                     "call with a no-op provider of its own",
                     "",
                     {}},
        ProviderCase{"so is the end of the providers", "call after the provider has ended", "", {}},
        ProviderCase{"suppressed calls do not count", "call quietly", "", {}},
        ProviderCase{"the next one does", "call quietly, then loudly", kLine, {}},
        ProviderCase{"switched off", "call", "", {{"DBSPAN_ENABLED", "off"}}},
        ProviderCase{"this client switched off", "call", "", {{"DBSPAN_REDIS_ENABLED", "off"}}},
        ProviderCase{"the family's switch", "call", "", {{"OTEL_SDK_DISABLED", "true"}}},
        ProviderCase{"the family's switch, whatever else",
                     "call",
                     "",
                     {{"OTEL_SDK_DISABLED", "true"}, {"DBSPAN_ENABLED", "true"}}},
        ProviderCase{"what sets the session up is no call", "set the session up", "", {}},
        ProviderCase{"providers may come after it", "set the session up, set up, call", "", {}},
        ProviderCase{"metrics too", "set the session up, set metrics up, call", "", {}},
        ProviderCase{"what comes after it is one", "set the session up, call", kLine, {}},
        ProviderCase{"a call that the filter drops is none", "call what is filtered", "", {}},
        ProviderCase{"a parent is required", "call", kLine, {{"DBSPAN_REQUIRE_PARENT", "on"}}}),
    CaseName{});

}  // namespace
}  // namespace dbspan::test
