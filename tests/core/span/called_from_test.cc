#include "core/span/called_from.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "dbspan/call_site.h"
#include "tests/support/matchers.h"
#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

using test::HasAttribute;
using test::RecordedLog;
using test::RecordedSpan;
using test::Select;
using test::Telemetry;
using test::Text;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

using std::chrono::hours;
using std::chrono::nanoseconds;

class CalledFromTest : public ::testing::Test {
 protected:
  void Run(const Outcome& outcome, nanoseconds slow_threshold = nanoseconds{0}) {
    Options options = telemetry_.options();
    options.slow_threshold = slow_threshold;
    options.exceptions = exceptions_;
    const Instrumenter instrumenter{test::kClient, options};
    instrumenter.Start([] { return Select(); }).End(outcome);
  }
  static Outcome Failed() {
    Outcome outcome;
    outcome.error = Error{};
    outcome.error->type = "42601";
    outcome.error->exception = "pqxx::sql_error";
    return outcome;
  }
  static auto HasPlace() {
    return AllOf(HasAttribute("code.function.name", Text("Checkout")),
                 HasAttribute("code.file.path", Text("/src/shop.cc")),
                 HasAttribute("code.line.number", test::Number(212)));
  }
  static auto HasNoPlace() {
    return AllOf(Field(&RecordedSpan::attributes, Not(Contains(Key("code.function.name")))),
                 Field(&RecordedSpan::attributes, Not(Contains(Key("code.file.path")))),
                 Field(&RecordedSpan::attributes, Not(Contains(Key("code.line.number")))),
                 Field(&RecordedSpan::attributes, Not(Contains(Key("dbspan.code.stack")))));
  }

  Telemetry telemetry_;
  ExceptionSignal exceptions_ = ExceptionSignal::kEvents;
};

TEST_F(CalledFromTest, AFailedOperationSaysItsCallSite) {
  const CallSite here{"/src/shop.cc", 212, "Checkout"};

  Run(Failed());

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasPlace()));
}

TEST_F(CalledFromTest, ASlowOperationSaysItsCallSiteOnItsSpanAndInItsLogRecord) {
  const CallSite here{"/src/shop.cc", 212, "Checkout"};

  Run({}, nanoseconds{1});

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasPlace()));
  EXPECT_THAT(telemetry_.Logs(), ElementsAre(HasPlace()));
}

TEST_F(CalledFromTest, TheLogRecordOfAnExceptionSaysItsCallSite) {
  const CallSite here{"/src/shop.cc", 212, "Checkout"};
  exceptions_ = ExceptionSignal::kLogs;

  Run(Failed());

  EXPECT_THAT(telemetry_.Logs(), ElementsAre(HasPlace()));
}

TEST_F(CalledFromTest, TheInnermostCallSiteCounts) {
  const CallSite outer{"/src/main.cc", 1, "main"};
  const CallSite inner{"/src/shop.cc", 212, "Checkout"};

  Run(Failed());

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasPlace()));
}

TEST_F(CalledFromTest, AQuickOperationThatSucceedsSaysNothing) {
  const CallSite here{"/src/shop.cc", 212, "Checkout"};

  Run({}, hours{1});

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasNoPlace()));
  EXPECT_THAT(telemetry_.Logs(), IsEmpty());
}

TEST_F(CalledFromTest, AnExpectedErrorSaysNothing) {
  const CallSite here{"/src/shop.cc", 212, "Checkout"};
  Outcome moved = Failed();
  moved.error->expected = true;

  Run(moved);

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasNoPlace()));
}

TEST_F(CalledFromTest, WithoutACallSiteAndTheSwitchNothingIsSaid) {
  Run(Failed());

  EXPECT_THAT(telemetry_.Spans(), ElementsAre(HasNoPlace()));
}

}  // namespace
}  // namespace dbspan
