#pragma once

#include <dbspan/call_site.h>
#include <dbspan/configure.h>
#include <dbspan/filter.h>
#include <dbspan/options.h>
#include <dbspan/pg/instrumentation.h>
#include <dbspan/pool.h>
#include <dbspan/propagation.h>
#include <dbspan/query_tags.h>
#include <dbspan/redis/instrumentation.h>
#include <dbspan/sdk/setup.h>
#include <dbspan/sdk/tree_exporter.h>
#include <dbspan/suppression.h>
#include <dbspan/switches.h>
#include <dbspan/trace.h>
#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/simple_processor.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "recorder/rings/ring_reader.h"

/// The names that the C++ blocks of the documents use: a small shop.
namespace documented {

using namespace std::chrono_literals;
namespace rings = dbspan::recorder::rings;

struct Line {};
struct Order {
  std::vector<Line> lines;
};
struct Pool {
  static std::int64_t used() { return 1; }
  static std::int64_t idle() { return 2; }
  static std::int64_t size() { return 3; }
};

inline Order Checkout(int /*id*/ = 0) { return {}; }
inline void Restock() {}
inline void Serve() {}
inline int Price(const Line& /*line*/) { return 1; }
inline std::string CurrentTenant() { return "tenant"; }

inline const int id = 7;
inline const int attempt = 1;
inline const int workers = 0;  // nothing forks
inline const std::chrono::milliseconds delay{1};
inline const std::chrono::milliseconds waited{1};
inline const std::string directory = "/nowhere";
inline const std::string name = "orders.csv";
inline const Order order;
inline const Pool pool;
inline int total = 0;
inline dbspan::Options options;
inline std::ostringstream log;
inline std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> processor =
    std::make_unique<opentelemetry::sdk::trace::SimpleSpanProcessor>(
        std::make_unique<dbspan::sdk::TreeExporter>(log));

// `dbspan::sdk::setup` must not export to the port of a collector on this machine.
inline const bool exports_nothing = [] {
  for (const char* signal : {"TRACES", "METRICS", "LOGS"}) {
    setenv(("OTEL_" + std::string{signal} + "_EXPORTER").c_str(), "none", 1);
  }
  return true;
}();

}  // namespace documented
