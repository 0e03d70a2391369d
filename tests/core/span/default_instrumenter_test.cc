#include "dbspan/detail/default_instrumenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "dbspan/detail/named_operation.h"
#include "dbspan/endpoint.h"
#include "dbspan/statement_report.h"
#include "tests/support/telemetry.h"

namespace {
int set_ups = 0;
}

// Replaces the function that libdbspan_autosetup.so defines.
extern "C" void dbspan_autosetup() { ++set_ups; }

namespace dbspan {
namespace {

class DefaultInstrumenterTest : public ::testing::Test {
 protected:
  DefaultInstrumenterTest() { set_ups = 0; }

  test::Telemetry telemetry_;
  detail::DefaultInstrumenter default_{Client{"dbspan.test", "TEST"}};
};

TEST_F(DefaultInstrumenterTest, FirstUseSetsUpOnce) {
  default_.Get();
  default_.Get();
  default_.switches();

  EXPECT_EQ(set_ups, 1);
}

TEST_F(DefaultInstrumenterTest, ConfiguringBeforeFirstUseSetsUpAsWell) {
  default_.Configure(telemetry_.options());
  default_.Configure(telemetry_.options());
  default_.Get();

  EXPECT_EQ(set_ups, 1);
}

TEST_F(DefaultInstrumenterTest, AReportMayUseTheClientWhileItIsConfigured) {
  int reports = 0;
  Options options = telemetry_.options();
  options.report_interval = std::chrono::hours{1};
  options.hooks.on_report = [&](const StatementReport&) {
    ++reports;
    EXPECT_NE(default_.Get(), nullptr);  // called when a connection is opened
  };
  default_.Configure(options);
  const EndpointPtr endpoint = std::make_shared<const Endpoint>(EndpointFields{});
  default_.Get()->Start([&] { return detail::NamedOperation(endpoint, "PING"); });

  default_.Configure(telemetry_.options());

  EXPECT_EQ(reports, 1);
}

TEST_F(DefaultInstrumenterTest, SwitchesAreThoseOfTheInstrumenter) {
  EXPECT_EQ(&default_.SwitchesOrOff(), &default_.Get()->switches());
}

}  // namespace
}  // namespace dbspan
