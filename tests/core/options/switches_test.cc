#include "dbspan/switches.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/support/sample.h"
#include "tests/support/telemetry.h"

namespace dbspan {
namespace {

TEST(SwitchesTest, StartAsTheOptionsSay) {
  Options options;
  options.enabled = false;
  options.require_parent = true;
  options.slow_threshold = std::chrono::seconds{1};

  const Switches switches{options};

  EXPECT_FALSE(switches.enabled());
  EXPECT_TRUE(switches.require_parent());
  EXPECT_EQ(switches.slow_threshold(), std::chrono::seconds{1});
}

// Mainly for ThreadSanitizer.
TEST(SwitchesTest, AreFlippedWhileOthersRunCalls) {
  test::Telemetry telemetry;
  const Instrumenter instrumenter{test::kClient, telemetry.options()};
  std::atomic<bool> stop{false};
  std::vector<std::thread> callers;
  callers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (!stop) test::RunSelect(instrumenter);
    });
  }
  Switches& switches = instrumenter.switches();
  for (int i = 0; i < 300; ++i) {
    switches.set_enabled(i % 2 == 0);
    switches.set_require_parent(i % 3 == 0);
    switches.set_slow_threshold(std::chrono::nanoseconds{i % 5});
    std::this_thread::yield();
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();

  telemetry.Clear();
  switches.set_enabled(true);
  switches.set_require_parent(false);
  switches.set_slow_threshold({});
  test::RunSelect(instrumenter);
  EXPECT_EQ(telemetry.Spans().size(), 1U);
  EXPECT_TRUE(telemetry.Logs().empty());
}

}  // namespace
}  // namespace dbspan
