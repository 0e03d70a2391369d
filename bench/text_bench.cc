// Measures how fast statements are read: new ones, and repeated ones.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <string_view>

#include "core/sql/statement.h"
#include "core/sql/statement_cache.h"

namespace {

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

void Analyze(benchmark::State& state, std::string_view sql) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        dbspan::sql_text::Analyze(sql, dbspan::sql_text::Dialect::kPostgreSql, 4096));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(sql.size()) * state.iterations());
}

void BM_AnalyzeShort(benchmark::State& state) {
  Analyze(state, "SELECT a FROM users WHERE id = 4711 LIM");
}
BENCHMARK(BM_AnalyzeShort);

/// Reads a statement with line breaks and indentation, which people write.
void BM_AnalyzeCte(benchmark::State& state) {
  Analyze(state, R"(WITH recent AS (
    SELECT o.customer_id, SUM(o.total) AS spent, COUNT(*) AS orders
    FROM orders o
    WHERE o.created_at > '2024-01-01' AND o.status <> 'cancelled'
    GROUP BY o.customer_id
)
SELECT c.id, c.name, r.spent, r.orders
FROM customers c
JOIN recent r ON r.customer_id = c.id
LEFT JOIN regions g ON g.id = c.region_id
WHERE r.spent > 1000 AND g.name = 'north'
ORDER BY r.spent DESC
LIMIT 50)");
}
BENCHMARK(BM_AnalyzeCte);

void BM_AnalyzeReport(benchmark::State& state) {
  Analyze(state, R"(SELECT date_trunc('month', i.issued_at) AS month,
       p.category,
       COUNT(DISTINCT i.customer_id) AS customers,
       SUM(CASE WHEN i.currency = 'EUR' THEN l.amount ELSE l.amount * x.rate END) AS revenue,
       AVG(l.discount) FILTER (WHERE l.discount > 0) AS discount
FROM invoices i
INNER JOIN invoice_lines l ON l.invoice_id = i.id
INNER JOIN products p ON p.id = l.product_id
LEFT JOIN exchange_rates x ON x.currency = i.currency AND x.day = i.issued_at::date
WHERE i.issued_at >= '2024-01-01' AND i.issued_at < '2025-01-01'
  AND p.category IN ('books', 'music', 'games')
  AND NOT EXISTS (SELECT 1 FROM refunds f WHERE f.invoice_id = i.id)
GROUP BY 1, 2
HAVING SUM(l.amount) > 100
ORDER BY 1, 4 DESC)");
}
BENCHMARK(BM_AnalyzeReport);

void BM_AnalyzeOrm(benchmark::State& state) {
  Analyze(state, R"(SELECT "shop_order"."id", "shop_order"."created", "shop_order"."customer_id", )"
                 R"("shop_order"."total", "shop_order"."currency", "shop_customer"."id", )"
                 R"("shop_customer"."email", "shop_customer"."name", "shop_customer"."country" )"
                 R"(FROM "shop_order" INNER JOIN "shop_customer" ON ("shop_order"."customer_id" = )"
                 R"("shop_customer"."id") WHERE ("shop_order"."created" >= $1 AND )"
                 R"("shop_order"."total" > $2 AND "shop_customer"."country" IN ($3, $4, $5)) )"
                 R"(ORDER BY "shop_order"."created" DESC LIMIT 21)");
}
BENCHMARK(BM_AnalyzeOrm);

void BM_AnalyzeJoin(benchmark::State& state) {
  std::string sql =
      "SELECT c.id, c.name, o.price FROM customers c JOIN orders o ON c.id = o.customer";
  while (sql.size() < 1000) sql += " AND (c.name LIKE 'A%' OR o.price > 12.5)";
  Analyze(state, sql);
}
BENCHMARK(BM_AnalyzeJoin);

void BM_AnalyzeList(benchmark::State& state) {
  std::string sql = "SELECT * FROM customers WHERE id IN (1";
  while (sql.size() < 10240) sql += ", 4711";
  Analyze(state, sql + ")");
}
BENCHMARK(BM_AnalyzeList);

std::string Insert(std::size_t bytes) {
  std::string sql = "INSERT INTO orders (id, name, price) VALUES ";
  while (sql.size() < bytes) sql += "(4711, 'a customer of ours', 12.5), ";
  return sql + "(1, 'x', 2)";
}

void BM_AnalyzeInsert(benchmark::State& state) {
  Analyze(state, Insert(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(BM_AnalyzeInsert)->Arg(1 << 10)->Arg(100 << 10)->Arg(1 << 20);

void BM_CachedStatement(benchmark::State& state) {
  dbspan::StatementCache cache{4096};
  const std::string sql = Insert(static_cast<std::size_t>(state.range(0)));
  dbspan::detail::StatementPtr own;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&cache.Find(sql, dbspan::sql_text::Dialect::kPostgreSql, own));
  }
}
BENCHMARK(BM_CachedStatement)->Arg(40)->Arg(1 << 10)->Arg(4 << 10)->Arg(10000);

/// Compares texts. This is the lower limit of the cost of a cached statement.
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
