#include "view/page_run.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

#include "dbspan/version.h"
#include "view/json_object.h"
#include "view/process_index.h"
#include "view/report.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

std::string ProcessesJson(const Picture& picture, std::int64_t base) {
  JsonArray processes;
  const ProcessIndex index{picture.run.processes};
  std::set<const ProcessFacts*> used;
  for (const Process& process : picture.store->processes()) {
    JsonObject object;
    const ProcessFacts* facts = process.pid == 0 ? nullptr : index.Find(process.pid, process.first);
    if (facts != nullptr) used.insert(facts);
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
    if (used.count(&facts) > 0) continue;
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
  if (store.processes_dropped() > 0) {
    add("info",
        CountText(store.processes_dropped(), "process", "processes") +
            " found no room, the earliest: how they ended is not shown",
        "");
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

}  // namespace

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

}  // namespace dbspan::view
