// Tests the call sites of operations, which are found from return addresses. This is a separate
// program because DBSPAN_CALL_SITES is read only once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/trace/provider.h>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "dbspan/finding.h"
#include "dbspan/trace.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const bool kAskedFor = setenv("DBSPAN_CALL_SITES", "true", 1) == 0;

/// Records the operations of this process with process-wide providers.
class CallSitesTest : public ::testing::Test {
 protected:
  CallSitesTest() {
    opentelemetry::trace::Provider::SetTracerProvider(telemetry_.options().tracer_provider);
    opentelemetry::logs::Provider::SetLoggerProvider(telemetry_.options().logger_provider);
  }
  ~CallSitesTest() override {
    on_finding({});
    opentelemetry::trace::Provider::SetTracerProvider({});
    opentelemetry::logs::Provider::SetLoggerProvider({});
  }

  void RunTimes(int times) const {
    for (int i = 0; i < times; ++i) RunSelect(instrumenter_);
  }

  Telemetry telemetry_;
  Instrumenter instrumenter_{kClient, telemetry_.options()};
};

TEST_F(CallSitesTest, ARepeatedStatementHasReturnAddressesOfTheApplication) {
  std::vector<ReportedFinding> findings;
  on_finding([&](const ReportedFinding& finding) { findings.push_back(finding); });

  trace("stack checkout", [&] { RunTimes(5); });

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].where, ::testing::ContainsRegex("^[^;]+[[][0-9a-f]*]\\+0x[0-9a-f]+;"));
  EXPECT_THAT(findings[0].where, ::testing::Not(HasSubstr("libstdc++")));
}

TEST_F(CallSitesTest, OneSpanOfARepeatedStatementSaysWhereItIsCalledThoughNothingIsReported) {
  trace("placed checkout", [&] { RunTimes(7); });

  std::size_t placed = 0;
  for (const RecordedSpan& span : telemetry_.Spans()) {
    placed += span.attributes.count("dbspan.code.stack");
  }
  EXPECT_EQ(placed, 1U);
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(CallSitesTest, SoDoesOneOfABurst) {
  std::thread{[&] { RunTimes(7); }}.join();

  std::size_t placed = 0;
  for (const RecordedSpan& span : telemetry_.Spans()) {
    placed += span.attributes.count("dbspan.code.stack");
  }
  EXPECT_EQ(placed, 1U);
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(CallSitesTest, AFailedOperationHasReturnAddressesOfTheApplication) {
  Outcome failed;
  failed.error = Error{};
  failed.error->type = "42601";
  instrumenter_.Start([] { return Select(); }).End(failed);

  ASSERT_THAT(telemetry_.Spans(), SizeIs(1));
  const Attributes attributes = telemetry_.Spans()[0].attributes;
  ASSERT_EQ(attributes.count("dbspan.code.stack"), 1U);
  const std::string stack = std::get<std::string>(attributes.at("dbspan.code.stack"));
  EXPECT_THAT(stack,
              ::testing::ContainsRegex("^insight_call_sites_test[[][0-9a-f]+]\\+0x[0-9a-f]+;"));
  EXPECT_THAT(stack, ::testing::Not(HasSubstr("libc.so")));
}

}  // namespace
}  // namespace dbspan::test
