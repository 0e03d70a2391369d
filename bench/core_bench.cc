// What one operation costs in the core, beside the same span written by hand through the API.
//
// Ratios within one run are what counts; `Argument` 0 is without metrics, 1 with.
#include <benchmark/benchmark.h>
#include <opentelemetry/trace/tracer.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "bench/core_calls.h"
#include "bench/telemetry.h"
#include "core/sql/statement.h"
#include "core/sql/statement_cache.h"
#include "dbspan/instrumenter.h"

namespace {

namespace trace = opentelemetry::trace;
using dbspan::Instrumenter;
using dbspan::Operation;
using dbspan::Outcome;
using dbspan::bench::Spans;
using dbspan::bench::Telemetry;

int BareCall() {
  int result = 1;
  benchmark::DoNotOptimize(result);
  return result;
}

void RunTraced(benchmark::State& state, const Instrumenter& instrumenter) {
  const dbspan::bench::DescribeSelect describe;
  for (auto _ : state)
    benchmark::DoNotOptimize(instrumenter.Run(describe, BareCall, dbspan::bench::OneRow{}));
}

void BM_BareCall(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(BareCall());
}
BENCHMARK(BM_BareCall);

void BM_SwitchedOff(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"}, Telemetry{Spans::kNull, true}.options()};
  instrumenter.switches().set_enabled(false);
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_SwitchedOff);

void BM_Suppressed(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"}, Telemetry{Spans::kNull, true}.options()};
  const dbspan::SuppressInstrumentation quiet;
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Suppressed);

void BM_Unsampled(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kUnsampled, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Unsampled)->Arg(0)->Arg(1);

void BM_UnsampledBareSpan(benchmark::State& state) {
  const auto tracer = Telemetry{Spans::kUnsampled, false}.tracers()->GetTracer("bench");
  for (auto _ : state) {
    const auto span = tracer->StartSpan("SELECT customers");
    benchmark::DoNotOptimize(BareCall());
    span->End();
  }
}
BENCHMARK(BM_UnsampledBareSpan);

void BM_Sampled(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kNull, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_Sampled)->Arg(0)->Arg(1);

void BM_SampledCurrent(benchmark::State& state) {
  dbspan::Options options = Telemetry{Spans::kNull, false}.options();
  options.current_spans = true;
  RunTraced(state, Instrumenter{{"bench", "BENCH"}, options});
}
BENCHMARK(BM_SampledCurrent);

void BM_SampledWire(benchmark::State& state) {
  const Instrumenter instrumenter{{"bench", "BENCH"},
                                  Telemetry{Spans::kWire, state.range(0) != 0}.options()};
  RunTraced(state, instrumenter);
}
BENCHMARK(BM_SampledWire)->Arg(0)->Arg(1);

void BM_SampledByHand(benchmark::State& state) {
  const dbspan::bench::SelectByHand select{
      Telemetry{Spans::kNull, false}.tracers()->GetTracer("bench")};
  for (auto _ : state) select.Run([] { benchmark::DoNotOptimize(BareCall()); });
}
BENCHMARK(BM_SampledByHand);

// One instrumenter, all threads on the same statement.
const Instrumenter& Shared() {
  static const Instrumenter instrumenter{{"bench", "BENCH"},
                                         Telemetry{Spans::kUnsampled, true}.options()};
  return instrumenter;
}
void BM_SharedByThreads(benchmark::State& state) { RunTraced(state, Shared()); }
BENCHMARK(BM_SharedByThreads)->ThreadRange(1, 8)->UseRealTime();

void BM_DistinctStatements(benchmark::State& state) {
  dbspan::StatementCache cache{4096};
  std::uint64_t i = 0;
  for (auto _ : state) {
    const std::string sql = "SELECT * FROM t WHERE id = " + std::to_string(i++ % 100000);
    benchmark::DoNotOptimize(cache.Share(sql, dbspan::sql_text::Dialect::kPostgreSql));
  }
  state.counters["cache_bytes"] = static_cast<double>(cache.bytes());
}
BENCHMARK(BM_DistinctStatements)->Iterations(300000);

void BM_AnalyzeShort(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(dbspan::sql_text::Analyze(
        "SELECT a FROM users WHERE id = 4711 LIM", dbspan::sql_text::Dialect::kPostgreSql, 4096));
  }
}
BENCHMARK(BM_AnalyzeShort);

void BM_AnalyzeJoin(benchmark::State& state) {
  std::string sql =
      "SELECT c.id, c.name, o.price FROM customers c JOIN orders o ON c.id = o.customer";
  while (sql.size() < 1000) sql += " AND (c.name LIKE 'A%' OR o.price > 12.5)";
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        dbspan::sql_text::Analyze(sql, dbspan::sql_text::Dialect::kPostgreSql, 4096));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(sql.size()) * state.iterations());
}
BENCHMARK(BM_AnalyzeJoin);

void BM_AnalyzeList(benchmark::State& state) {
  std::string sql = "SELECT * FROM customers WHERE id IN (1";
  while (sql.size() < 10240) sql += ", 4711";
  sql += ")";
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        dbspan::sql_text::Analyze(sql, dbspan::sql_text::Dialect::kPostgreSql, 4096));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(sql.size()) * state.iterations());
}
BENCHMARK(BM_AnalyzeList);

std::string Insert(std::size_t bytes) {
  std::string sql = "INSERT INTO orders (id, name, price) VALUES ";
  while (sql.size() < bytes) sql += "(4711, 'a customer of ours', 12.5), ";
  return sql + "(1, 'x', 2)";
}

void BM_AnalyzeInsert(benchmark::State& state) {
  const std::string sql = Insert(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        dbspan::sql_text::Analyze(sql, dbspan::sql_text::Dialect::kPostgreSql, 4096));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(sql.size()) * state.iterations());
}
BENCHMARK(BM_AnalyzeInsert)->Arg(1 << 10)->Arg(100 << 10)->Arg(1 << 20);

void BM_CachedStatement(benchmark::State& state) {
  dbspan::StatementCache cache{4096};
  const std::string sql = Insert(static_cast<std::size_t>(state.range(0)));
  dbspan::StatementPtr own;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&cache.Find(sql, dbspan::sql_text::Dialect::kPostgreSql, own));
  }
}
BENCHMARK(BM_CachedStatement)->Arg(40)->Arg(1 << 10)->Arg(4 << 10)->Arg(10000);

/// What a cached statement cannot be cheaper than: the text is compared.
void BM_Comparing(benchmark::State& state) {
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  const std::string same = text;
  for (auto _ : state) {
    benchmark::ClobberMemory();
    benchmark::DoNotOptimize(std::memcmp(text.data(), same.data(), text.size()));
  }
}
BENCHMARK(BM_Comparing)->Arg(4 << 10);

}  // namespace
