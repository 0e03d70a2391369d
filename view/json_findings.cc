#include "view/json_findings.h"

#include "view/attribute_text.h"
#include "view/json_object.h"

namespace dbspan::view {
namespace {

std::string TextAttribute(std::string_view key, std::string_view value) {
  return JsonObject{}
      .Text("key", key)
      .Raw("value", JsonObject{}.Text("stringValue", value).Done())
      .Done();
}

std::string NumberAttribute(std::string_view key, std::uint64_t value) {
  return JsonObject{}
      .Text("key", key)
      .Raw("value", JsonObject{}.Text("intValue", std::to_string(value)).Done())
      .Done();
}

std::string SecondsAttribute(std::string_view key, std::int64_t nanoseconds) {
  const double seconds = static_cast<double>(nanoseconds) / 1e9;
  return JsonObject{}
      .Text("key", key)
      .Raw("value", JsonObject{}.Raw("doubleValue", NumberText(seconds)).Done())
      .Done();
}

std::string RecordOf(const Picture& picture, const PlacedFinding& placed) {
  JsonArray attributes;
  attributes.Add(TextAttribute("dbspan.finding.kind", insight::IdOf(placed.finding.kind)));
  attributes.Add(NumberAttribute("dbspan.finding.count", placed.finding.count));
  attributes.Add(SecondsAttribute("dbspan.finding.time", placed.finding.busy));
  attributes.Add(TextAttribute("dbspan.finding.sentence", placed.sentence));
  attributes.Add(TextAttribute("dbspan.finding.advice", placed.advice));
  if (!placed.parent.empty()) attributes.Add(TextAttribute("dbspan.finding.parent", placed.parent));
  if (placed.others > 0) {
    attributes.Add(NumberAttribute("dbspan.finding.others", placed.others));
    attributes.Add(SecondsAttribute("dbspan.finding.others_time", placed.others_busy));
  }
  if (placed.finding.of_statement) {
    const Statement& statement = picture.store->aggregates().statements()[placed.finding.statement];
    attributes.Add(TextAttribute("db.system.name", statement.system));
    attributes.Add(TextAttribute("db.query.summary", statement.label));
    attributes.Add(TextAttribute("db.query.text", statement.text));
  }
  if (!placed.where.empty()) attributes.Add(TextAttribute("dbspan.finding.where", placed.where));
  const bool of_process = placed.below_process && !picture.run.processes.empty();
  JsonObject record;
  record.Text("timeUnixNano", std::to_string(placed.started))
      .Text("traceId", HexOf(of_process ? picture.run.processes.front().trace : placed.trace))
      .Text("spanId", HexOf(placed.span));
  return record.Number("severityNumber", 13)
      .Text("severityText", "WARN")
      .Text("eventName", "dbspan.finding")
      .Raw("body", JsonObject{}.Text("stringValue", placed.sentence).Done())
      .Raw("attributes", attributes.Done())
      .Done();
}

}  // namespace

std::string FindingRecords(const Picture& picture) {
  if (picture.findings.empty()) return {};
  JsonArray records;
  for (const PlacedFinding& placed : picture.findings) records.Add(RecordOf(picture, placed));
  JsonArray of_resource;
  of_resource.Add(TextAttribute("service.name", picture.run.title));
  const std::string scope = JsonObject{}
                                .Raw("scope", JsonObject{}.Text("name", kProcessScope).Done())
                                .Raw("logRecords", records.Done())
                                .Done();
  const std::string resource =
      JsonObject{}
          .Raw("resource", JsonObject{}.Raw("attributes", of_resource.Done()).Done())
          .Raw("scopeLogs", "[" + scope + "]")
          .Done();
  return "{\"resourceLogs\":[" + resource + "]}\n";
}

}  // namespace dbspan::view
