// Tests the call sites of operations, which are found from return addresses. This is a separate
// program because DBSPAN_CALL_SITES is read only once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/trace/provider.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/span/called_from.h"
#include "core/span/stack_budget.h"
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
  // A pause of 100 ms, as on a busy machine, would begin another burst.
  std::size_t placed = 0;
  for (int tries = 0; tries < 100 && placed == 0; ++tries) {
    std::thread{[&] { RunTimes(7); }}.join();
    for (const RecordedSpan& span : telemetry_.Spans()) {
      placed += span.attributes.count("dbspan.code.stack");
    }
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

TEST_F(CallSitesTest, AFailedOperationThatIsSlowAndRepeatedReadsTheStackOnce) {
  Options options = telemetry_.options();
  options.slow_threshold = std::chrono::nanoseconds{1};
  options.exceptions = ExceptionSignal::kLogs;
  const Instrumenter instrumenter{kClient, options};
  Outcome failed;
  failed.error = Error{};
  failed.error->type = "42601";
  failed.error->exception = "shop::error";

  instrumenter.Start([] { return Select(); }).End(failed);

  // dbspan is linked into this program, so each reading has other addresses within dbspan.
  const auto spans = telemetry_.Spans();
  const auto logs = telemetry_.Logs();
  ASSERT_THAT(spans, SizeIs(1));
  ASSERT_THAT(logs, SizeIs(2));
  const auto stack = spans[0].attributes.at("dbspan.code.stack");
  EXPECT_EQ(logs[0].attributes.at("dbspan.code.stack"), stack);
  EXPECT_EQ(logs[1].attributes.at("dbspan.code.stack"), stack);
}

TEST(StackBudgetTest, AllowsSoManyInEachSecond) {
  StackBudget budget;
  for (const std::uint32_t second : {7U, 8U, 4'000'000'000U}) {
    std::uint32_t taken = 0;
    for (int i = 0; i < 1000; ++i) taken += budget.Take(second) ? 1 : 0;
    EXPECT_EQ(taken, StackBudget::kPerSecond);
  }
}

TEST_F(CallSitesTest, AStormOfFailuresReadsAHundredStacksASecond) {
  Outcome failed;
  failed.error = Error{};
  failed.error->type = "42601";
  const auto second = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
  };
  const auto before = second();
  for (int i = 0; i < 1000; ++i) instrumenter_.Start([] { return Select(); }).End(failed);
  const auto seconds = static_cast<std::size_t>(second() - before) + 1;

  std::size_t placed = 0;
  for (const RecordedSpan& span : telemetry_.Spans()) {
    placed += span.attributes.count("dbspan.code.stack");
  }
  EXPECT_LE(placed, seconds * StackBudget::kPerSecond);
  EXPECT_THAT(telemetry_.Spans(), SizeIs(1000));
}

}  // namespace
}  // namespace dbspan::test
