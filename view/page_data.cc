#include "view/page_data.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "dbspan/version.h"
#include "view/attribute_text.h"
#include "view/gzip.h"
#include "view/json_object.h"
#include "view/page_rows.h"
#include "view/report.h"
#include "view/units.h"
#include "view/writer.h"

namespace dbspan::view {
namespace {

// Rows of the page to show as examples of a statement or an error; -1: the page has none.
struct Examples {
  std::int64_t slowest = -1;
  std::int64_t slowest_duration = -1;
  std::int64_t median = -1;
  std::int64_t median_distance = -1;
  std::int64_t failed = -1;
};

std::vector<Examples> FindExamples(const Picture& picture, const PageRows& kept) {
  const auto& statements = picture.store->aggregates().statements();
  std::vector<std::int64_t> medians;
  for (const Statement& statement : statements)
    medians.push_back(statement.durations.Percentile(0.5));
  std::vector<Examples> examples(statements.size());
  for (std::size_t i = 0; i < picture.forest.rows.size(); ++i) {
    const StoredSpan* span = picture.SpanOf(picture.forest.rows[i]);
    if (span == nullptr || !span->is_operation() || kept.row_of[i] < 0) continue;
    const auto number = static_cast<std::size_t>(span->statement);
    Examples& example = examples[number];
    if (span->failed() && example.failed < 0) example.failed = kept.row_of[i];
    if (span->duration < 0) continue;
    if (span->duration > example.slowest_duration) {
      example.slowest = kept.row_of[i];
      example.slowest_duration = span->duration;
    }
    const std::int64_t distance = std::abs(span->duration - medians[number]);
    if (example.median < 0 || distance < example.median_distance) {
      example.median = kept.row_of[i];
      example.median_distance = distance;
    }
  }
  return examples;
}

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

std::string ProcessesJson(const Picture& picture, std::int64_t base) {
  JsonArray processes;
  for (const Process& process : picture.store->processes()) {
    JsonObject object;
    const ProcessFacts* facts = nullptr;
    for (const ProcessFacts& candidate : picture.run.processes) {
      if (candidate.pid == process.pid && process.pid != 0) facts = &candidate;
    }
    JsonArray notes;
    if (facts != nullptr) {
      for (const std::string& note : facts->notes) notes.AddText(note);
    }
    processes.Add(
        object.Number("pid", process.pid)
            .Number("parent", facts == nullptr ? 0 : facts->parent)
            .Text("name", process.executable.empty() ? process.service : process.executable)
            .Text("service", process.service)
            .Number("started", (facts == nullptr ? process.first : facts->started) - base)
            .Number("duration", facts == nullptr ? process.last - process.first : facts->duration)
            .Text("exit", facts == nullptr ? std::string{} : facts->outcome)
            .Number("operations", static_cast<std::int64_t>(process.operations))
            .Flag("traced", true)
            .Raw("notes", notes.Done())
            .Done());
  }
  for (const ProcessFacts& facts : picture.run.processes) {
    const auto& known = picture.store->processes();
    if (std::any_of(known.begin(), known.end(),
                    [&facts](const Process& process) { return process.pid == facts.pid; })) {
      continue;
    }
    JsonArray notes;
    for (const std::string& note : facts.notes) notes.AddText(note);
    processes.Add(JsonObject{}
                      .Number("pid", facts.pid)
                      .Number("parent", facts.parent)
                      .Text("name", facts.name)
                      .Text("service", "")
                      .Number("started", facts.started - base)
                      .Number("duration", facts.duration)
                      .Text("exit", facts.outcome)
                      .Number("operations", 0)
                      .Flag("traced", facts.traced)
                      .Raw("notes", notes.Done())
                      .Done());
  }
  return processes.Done();
}

std::string NoticesJson(const Picture& picture, const PageRows& kept) {
  JsonArray notices;
  const auto add = [&notices](std::string_view level, std::string_view text,
                              std::string_view advice) {
    notices.Add(JsonObject{}.Text("level", level).Text("text", text).Text("advice", advice).Done());
  };
  for (const Notice& notice : picture.run.notices) {
    add(notice.level == Notice::Level::kWarning ? "warning" : "info", notice.text, notice.advice);
  }
  const Store& store = *picture.store;
  const std::size_t all = picture.forest.trees.size() + store.evicted_traces();
  if (kept.trees.size() < all) {
    add("info", "kept " + CountText(kept.trees.size()) + " of " + CountText(all) + " traces",
        "statements, errors and findings are over all of them");
  }
  if (store.evicted_findings().left_out() > 0) {
    add("info",
        CountText(store.evicted_findings().left_out(), "finding", "findings") +
            " of evicted traces were left out, the cheapest",
        "--memory");
  }
  if (store.duplicates() > 0) {
    add("info", CountText(store.duplicates(), "span", "spans") + " came more than once", "");
  }
  if (store.invalid() > 0) {
    add("warning", CountText(store.invalid(), "span", "spans") + " had no id and were left out",
        "");
  }
  return notices.Done();
}

std::string SwitchesJson(const RunFacts& run) {
  JsonArray switches;
  for (const auto& [name, value] : run.switches) {
    switches.Add(
        JsonObject{}.Text("name", name).Text("value", value).Text("source", "environment").Done());
  }
  return switches.Done();
}

std::string RunJson(const Picture& picture, const PageRows& kept, std::int64_t base) {
  const RunFacts& run = picture.run;
  const Aggregates& sums = picture.store->aggregates();
  std::int64_t end = run.duration >= 0 && run.started > 0 ? run.started + run.duration : 0;
  for (const Tree& tree : picture.forest.trees) end = std::max(end, tree.end);
  const std::string exit = JsonObject{}
                               .Number("code", run.exit_code)
                               .Number("signal", run.signal)
                               .Text("text", run.outcome)
                               .Done();
  const Store& store = *picture.store;
  const std::string counts =
      JsonObject{}
          .Number("traces", static_cast<std::int64_t>(kept.trees.size()))
          .Number("ofTraces",
                  static_cast<std::int64_t>(picture.forest.trees.size() + store.evicted_traces()))
          .Number("spans", static_cast<std::int64_t>(kept.rows))
          .Number("ofSpans",
                  static_cast<std::int64_t>(picture.forest.rows.size() + store.evicted_spans()))
          .Done();
  return JsonObject{}
      .Text("title", run.title)
      .Text("command", run.command)
      .Text("summary", Headline(picture))
      .Number("started", run.started == 0 ? 0 : run.started - base)
      .Number("end", std::max<std::int64_t>(end - base, 0))
      .Number("duration", run.duration)
      .Raw("exit", exit)
      .Number("operations", static_cast<std::int64_t>(sums.operations()))
      .Number("failed", static_cast<std::int64_t>(sums.failed()))
      .Number("databases", sums.busy())
      .Flag("live", run.live)
      .Raw("notices", NoticesJson(picture, kept))
      .Raw("processes", ProcessesJson(picture, base))
      .Raw("kept", counts)
      .Raw("switches", SwitchesJson(run))
      .Text("version", kVersion)
      .Done();
}

std::string NumberBytes(std::uint32_t number) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>(number >> shift & 255U);
  }
  return bytes;
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

// Writes the header in pieces, because texts and statements may be long.
void WriteHeader(const Picture& picture, const PageRows& kept, const RowColumns& rows,
                 const std::vector<Examples>& examples,
                 const std::vector<std::int32_t>& page_number, std::int64_t base,
                 const std::string& columns, const Writer& write) {
  write("{\"version\":1,\"base\":\"" + std::to_string(base) + "\"");
  WriteArray("strings", rows.strings().size(), write, [&rows](std::size_t i) {
    return JsonText(rows.strings()[static_cast<std::uint32_t>(i)]);
  });
  WriteArray("services", rows.services().size(), write,
             [&rows](std::size_t i) { return JsonText(rows.services()[i]); });
  write(",\"run\":" + RunJson(picture, kept, base));
  // By descending total time; their place is their index in the page.
  WriteArray("statements", picture.by_total.size(), write, [&](std::size_t i) {
    const std::uint32_t number = picture.by_total[i];
    return StatementJson(picture.store->aggregates().statements()[number], picture.labels[number],
                         examples[number]);
  });
  write(",\"errors\":" + ErrorsJson(picture, page_number, examples, base));
  write(",\"cache\":" + CacheJson(picture));
  write(",\"findings\":" + FindingsJson(picture, kept, page_number));
  write(",\"columns\":{" + columns + "}}");
}

void WritePageData(const Picture& picture, std::size_t spans, const Writer& write) {
  const PageRows kept = ChooseRows(picture, spans);
  std::int64_t base = picture.run.started;
  for (const Tree& tree : picture.forest.trees) {
    base = base == 0 ? tree.start : std::min(base, tree.start);
  }
  std::vector<std::int32_t> page_number(picture.by_total.size());
  for (std::size_t i = 0; i < picture.by_total.size(); ++i) {
    page_number[picture.by_total[i]] = static_cast<std::int32_t>(i);
  }
  const RowColumns rows{picture, kept, page_number, base};
  PageColumns columns;
  rows.AddTo(columns);
  const std::vector<Examples> examples = FindExamples(picture, kept);
  const auto write_header = [&](const Writer& to) {
    WriteHeader(picture, kept, rows, examples, page_number, base, columns.index(), to);
  };
  std::size_t size = 0;  // comes before the header, so it is made twice
  write_header([&size](std::string_view piece) { size += piece.size(); });
  const std::size_t padding = (8 - size % 8) % 8;
  write("DBSPAN1\n");
  write(NumberBytes(static_cast<std::uint32_t>(size + padding)));
  write(NumberBytes(0));
  write_header(write);
  write(std::string(padding, ' '));
  columns.WriteTo(write);
}

}  // namespace

std::string PageData(const Picture& picture, const PageLimits& limits) {
  std::string container;
  WritePageData(picture, limits.spans, [&](std::string_view piece) { container += piece; });
  return container;
}

std::string PackPageData(const Picture& picture, int level, const PageLimits& limits) {
  // Base64 makes four characters of three bytes. A tenth is for the page itself and its text.
  const std::size_t most = limits.bytes / 10 * 9 / 4 * 3;
  for (std::size_t spans = std::min(limits.spans, picture.forest.rows.size());; spans /= 2) {
    GzipWriter packed{level};
    WritePageData(picture, spans, [&](std::string_view piece) {
      if (packed.size() <= most || spans == 0) packed.Add(piece);
    });
    if (packed.size() <= most || spans == 0) return packed.Finish();
  }
}

}  // namespace dbspan::view
