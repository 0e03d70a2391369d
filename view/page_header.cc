#include "view/page_header.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "view/attribute_text.h"
#include "view/json_object.h"
#include "view/page_run.h"

namespace dbspan::view {
namespace {

std::string StatementJson(const Statement& statement, const std::string& label,
                          const Examples& examples) {
  const DurationHistogram& durations = statement.durations;
  JsonArray buckets;
  for (const auto& bucket : durations.Buckets()) {
    buckets.Add("[" + std::to_string(bucket.from) + "," + std::to_string(bucket.to) + "," +
                std::to_string(bucket.count) + "]");
  }
  return JsonObject{}
      .Text("name", label)
      .Text("system", statement.system)
      .Text("service", statement.service)
      .Text("namespace", statement.space)
      .Text("server", statement.server)
      .Text("text", statement.text)
      .Text("hash", HexOf(statement.hash))
      .Number("count", static_cast<std::int64_t>(statement.count()))
      .Number("failed", static_cast<std::int64_t>(statement.failed))
      .Number("rows", statement.rows)
      .Number("affected", statement.affected)
      .Number("hits", statement.hits)
      .Number("misses", statement.misses)
      .Number("total", durations.total())
      .Number("mean", durations.mean())
      .Number("min", durations.min())
      .Number("p50", durations.Percentile(0.5))
      .Number("p95", durations.Percentile(0.95))
      .Number("p99", durations.Percentile(0.99))
      .Number("max", durations.max())
      .Raw("buckets", buckets.Done())
      .Number("slowest", examples.slowest)
      .Number("median", examples.median)
      .Number("failedExample", examples.failed)
      .Done();
}

std::string ErrorsJson(const Picture& picture, const std::vector<std::int32_t>& page_number,
                       const std::vector<Examples>& examples, std::int64_t base) {
  JsonArray errors;
  for (const ErrorSum& error : picture.store->aggregates().errors()) {
    const auto number = static_cast<std::size_t>(error.statement);
    errors.Add(JsonObject{}
                   .Text("code", error.code)
                   .Text("message", error.message)
                   .Number("statement", page_number[number])
                   .Number("count", static_cast<std::int64_t>(error.count))
                   .Number("first", error.first - base)
                   .Number("last", error.last - base)
                   .Number("example", examples[number].failed)
                   .Done());
  }
  return errors.Done();
}

std::string CacheJson(const Picture& picture) {
  JsonArray cache;
  for (const KeySum& key : picture.store->aggregates().keys()) {
    JsonArray notes;
    if (key.lookups > 1 && key.hits == 0) notes.AddText("always missed");
    if (key.lookups == 0 && key.writes > 0) notes.AddText("written, never read");
    cache.Add(JsonObject{}
                  .Text("pattern", key.pattern)
                  .Text("system", key.system)
                  .Text("service", key.service)
                  .Number("lookups", static_cast<std::int64_t>(key.lookups))
                  .Number("hits", static_cast<std::int64_t>(key.hits))
                  .Number("misses", static_cast<std::int64_t>(key.misses))
                  .Number("writes", static_cast<std::int64_t>(key.writes))
                  .Raw("notes", notes.Done())
                  .Done());
  }
  return cache.Done();
}

std::string FindingsJson(const Picture& picture, const PageRows& kept,
                         const std::vector<std::int32_t>& page_number) {
  constexpr std::size_t kRows = 100;
  JsonArray findings;
  for (std::size_t i = 0; i < picture.findings.size(); ++i) {
    const PlacedFinding& placed = picture.findings[i];
    JsonArray rows;
    for (std::size_t row = 0; row < std::min(placed.rows.size(), kRows); ++row) {
      const std::int32_t number = kept.row_of[placed.rows[row]];
      if (number >= 0) rows.Add(std::to_string(number));
    }
    findings.Add(
        JsonObject{}
            .Text("id", std::to_string(i + 1))
            .Text("kind", insight::IdOf(placed.finding.kind))
            .Text("title", insight::TitleOf(placed.finding.kind))
            .Text("sentence", placed.sentence)
            .Text("advice", placed.advice)
            .Number("statement",
                    placed.finding.of_statement ? page_number[placed.finding.statement] : -1)
            .Number("count", static_cast<std::int64_t>(placed.finding.count))
            .Number("total", placed.finding.busy)
            .Text("parent", placed.parent)
            .Number("parentDuration", placed.parent_duration)
            .Number("trace", placed.tree == PlacedFinding::kNoTree ? -1 : kept.tree_of[placed.tree])
            .Raw("rows", rows.Done())
            .Text("where", placed.where)
            .Done());
  }
  return findings.Done();
}

// Writes `,"key":[…]` with `element(i)` for each i below `count`.
template <class Element>
void WriteArray(std::string_view key, std::size_t count, const Writer& write, Element&& element) {
  write(",\"" + std::string{key} + "\":[");
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) write(",");
    write(element(i));
  }
  write("]");
}

}  // namespace

void WritePageHeader(const PageContents& contents, const std::string& columns,
                     const Writer& write) {
  const auto& [picture, kept, rows, examples, page_number, base] = contents;
  write("{\"version\":1,\"base\":\"" + std::to_string(base) + "\"");
  WriteArray("strings", rows.strings().size(), write, [&strings = rows.strings()](std::size_t i) {
    return JsonText(strings[static_cast<std::uint32_t>(i)]);
  });
  WriteArray("services", rows.services().size(), write,
             [&services = rows.services()](std::size_t i) { return JsonText(services[i]); });
  write(",\"run\":" + RunJson(picture, kept, base));
  // By descending total time; their place is their index in the page.
  WriteArray("statements", picture.by_total.size(), write, [&contents](std::size_t i) {
    const Picture& of = contents.picture;
    const std::uint32_t number = of.by_total[i];
    return StatementJson(of.store->aggregates().statements()[number], of.labels[number],
                         contents.examples[number]);
  });
  write(",\"errors\":" + ErrorsJson(picture, page_number, examples, base));
  write(",\"cache\":" + CacheJson(picture));
  write(",\"findings\":" + FindingsJson(picture, kept, page_number));
  write(",\"columns\":{" + columns + "}}");
}

}  // namespace dbspan::view
