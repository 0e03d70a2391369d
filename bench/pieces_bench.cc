// Measures the cost of each step of an operation.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bench/findings.h"
#include "bench/telemetry.h"
#include "core/metrics/measurement.h"
#include "core/metrics/series_limit.h"
#include "core/span/telemetry.h"
#include "core/sql/statement_cache.h"
#include "insight/key_pattern.h"
#include "insight/parent_tally.h"
#include "insight/run_tally.h"
#include "redis/describe.h"
#include "redis/resp/redaction.h"
#include "tests/support/systems.h"

namespace {

using dbspan::EndpointFields;
using dbspan::EndpointPtr;
using dbspan::bench::Spans;
using dbspan::redis::CommandFacts;

EndpointPtr EndpointOf(const EndpointFields& fields) {
  return std::make_shared<const dbspan::Endpoint>(fields);
}

constexpr std::string_view kGet = "*2\r\n$3\r\nGET\r\n$10\r\ncustomer:7\r\n";

/// Returns a command MGET with this many keys.
std::string Mget(int keys) {
  std::string wire = "*" + std::to_string(keys + 1) + "\r\n$4\r\nMGET\r\n";
  for (int i = 0; i < keys; ++i) wire += "$10\r\ncustomer:7\r\n";
  return wire;
}

void BM_ReadGet(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(dbspan::redis::ReadCommand(kGet));
}
BENCHMARK(BM_ReadGet);

void BM_ReadMget(benchmark::State& state) {
  const std::string wire = Mget(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dbspan::redis::ReadCommand(wire));
}
BENCHMARK(BM_ReadMget)->Arg(100);

void BM_DescribeGet(benchmark::State& state) {
  const EndpointPtr endpoint =
      EndpointOf({dbspan::systems::kRedis, "0", "cache.example.com", 6379, "", 0});
  const CommandFacts facts = dbspan::redis::ReadCommand(kGet);
  const dbspan::Options options;
  for (auto _ : state) {
    benchmark::DoNotOptimize(dbspan::redis::DescribeCommand(endpoint, kGet, facts, options));
  }
}
BENCHMARK(BM_DescribeGet);

void BM_RedactMget(benchmark::State& state) {
  const std::string wire = Mget(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dbspan::redis::RedactCommand(wire, 4096));
}
BENCHMARK(BM_RedactMget)->Arg(1)->Arg(100);

/// Records the duration and the rows with the SDK's instruments.
void BM_Measure(benchmark::State& state) {
  const dbspan::Options options = dbspan::bench::Telemetry{Spans::kNull, true}.options();
  dbspan::detail::Telemetry telemetry{dbspan::Client{"bench", "BENCH"}, options,
                                      dbspan::ProcessLife::Generation()};
  telemetry.Keep();
  dbspan::SeriesLimit limit{options.metric_series_limit};
  dbspan::StatementCache statements{4096};
  dbspan::detail::OperationIdentity select;
  select.endpoint =
      EndpointOf({dbspan::systems::kPostgreSql, "shop", "db.example.com", 5432, "", 0});
  select.statement = statements.Share("SELECT id FROM customers WHERE id = $1",
                                      dbspan::sql_text::Dialect::kPostgreSql);
  dbspan::Outcome row;
  row.returned_rows = 1;
  for (auto _ : state) {
    dbspan::Measure(*telemetry.instruments, limit, options, select, row,
                    std::chrono::microseconds{42});
  }
}
BENCHMARK(BM_Measure);

/// Adds an operation to its parent, for findings. The parent has twenty operations; the argument is
/// the number of different statements.
void BM_AddToParent(benchmark::State& state) {
  constexpr int kOperations = 20;
  const dbspan::insight::Thresholds thresholds;
  dbspan::insight::FinishedOperation operation;
  operation.system = "postgresql";
  operation.verb = "SELECT";
  operation.duration = 90;
  for (auto _ : state) {
    dbspan::insight::ParentTally tally{dbspan::insight::ParentKind::kSpan, thresholds};
    for (int i = 0; i < kOperations; ++i) {
      operation.statement = static_cast<std::uint64_t>(i % state.range(0)) * 64;
      operation.start += 100;
      tally.Add(operation);
    }
    benchmark::DoNotOptimize(tally.count());
  }
  state.SetItemsProcessed(state.iterations() * kOperations);
}
BENCHMARK(BM_AddToParent)->Arg(1)->Arg(4)->Arg(20);

/// Adds an operation to the sums of the process, for findings.
void BM_AddToRun(benchmark::State& state) {
  const dbspan::insight::Thresholds thresholds;
  dbspan::insight::RunTally tally{thresholds};
  dbspan::insight::FinishedOperation operation;
  operation.system = "postgresql";
  operation.verb = "SELECT";
  operation.duration = 90'000;
  for (auto _ : state) {
    operation.statement = (operation.statement + 64) % 1280;
    tally.Add(operation);
  }
}
BENCHMARK(BM_AddToRun);

void BM_CommandLabel(benchmark::State& state) {
  std::string label;
  for (auto _ : state) {
    label.clear();
    dbspan::insight::AddCommandLabel("GET", "GET cart:4711:lines", label);
    benchmark::DoNotOptimize(label.data());
  }
}
BENCHMARK(BM_CommandLabel);

using Of = dbspan::bench::FindingsOfOperations::Of;

/// All that findings cost an operation: from its start to its end below a parent of twenty
/// operations. The argument is the number of different statements.
void BM_Findings(benchmark::State& state, Of of) {
  const int statements = of == Of::kStatements ? static_cast<int>(state.range(0)) : 1;
  const dbspan::bench::FindingsOfOperations operations{of, statements};
  for (auto _ : state) operations.RunBelowOneParent();
  state.SetItemsProcessed(state.iterations() * dbspan::bench::FindingsOfOperations::kOperations);
}
BENCHMARK_CAPTURE(BM_Findings, statements, Of::kStatements)->Arg(1)->Arg(4)->Arg(20);
BENCHMARK_CAPTURE(BM_Findings, commands, Of::kCommands);
BENCHMARK_CAPTURE(BM_Findings, unsampled_commands, Of::kUnsampledCommands);

}  // namespace
