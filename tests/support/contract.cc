#include "tests/support/contract.h"

#include <fstream>
#include <map>
#include <set>
#include <stdexcept>

namespace dbspan::test {
namespace {

// Attributes that the semantic conventions do not define, and their types: those of
// docs/telemetry.md, "Our own names", and the number of rows for systems without such an attribute.
const std::map<std::string, std::string> kOwnKeys = {{"dbspan.affected_rows", "int"},
                                                     {"dbspan.error.retry", "string"},
                                                     {"dbspan.transaction.aborted", "boolean"},
                                                     {"dbspan.warnings", "int"},
                                                     {"db.response.returned_rows", "int"}};

// Values of `dbspan.error.retry`. Source: docs/telemetry.md, "Errors and retries".
const std::set<std::string> kRetries = {"statement", "transaction", "later", "outcome_unknown",
                                        "no"};

// Values of `error.type` that do not make a span fail. Source: the same section.
const std::set<std::string> kExpectedErrors = {"MOVED",   "ASK",      "TRYAGAIN", "CLUSTERDOWN",
                                               "LOADING", "REDIRECT", "NOSCRIPT"};

std::string TypeOf(const Value& value) {
  switch (value.index()) {
    case 0:
      return "string";
    case 1:
      return "int";
    case 2:
      return "double";
    default:
      return "boolean";
  }
}

}  // namespace

const Contract& Contract::Instance() {
  static const Contract contract;
  return contract;
}

Contract::Contract() {
  std::ifstream file{DBSPAN_SEMCONV_DIR "/contract.json"};
  if (!file) throw std::runtime_error{"cannot read " DBSPAN_SEMCONV_DIR "/contract.json"};
  contract_ = nlohmann::json::parse(file);
}

void Contract::CheckAttribute(const std::string& key, const Value& value,
                              const nlohmann::json& group,
                              std::vector<std::string>& violations) const {
  const auto own = kOwnKeys.find(key);
  if (own == kOwnKeys.end() && !group.contains(key)) {
    violations.push_back(key + " is not in the group of this system");
    return;
  }
  const std::string type =
      own != kOwnKeys.end() ? own->second : contract_["attributes"][key]["type"].get<std::string>();
  const bool text = type.rfind("string", 0) == 0 || type == "enum";
  const std::string wanted = text ? "string" : type;
  if (TypeOf(value) != wanted)
    violations.push_back(key + " is a " + TypeOf(value) + ", not a " + wanted);
}

std::vector<std::string> Contract::Check(const RecordedSpan& span) const {
  std::vector<std::string> violations;
  const auto system = span.attributes.find("db.system.name");
  if (system == span.attributes.end()) return {"db.system.name is missing"};
  const auto& groups = contract_["spans"];
  const std::string name = std::get<std::string>(system->second);
  if (!groups.contains(name)) return {"db.system.name is " + name};
  for (const auto& [key, value] : span.attributes)
    CheckAttribute(key, value, groups[name], violations);
  for (const auto& [key, level] : groups[name].items()) {
    if (level == "required" && span.attributes.count(key) == 0)
      violations.push_back(key + " is missing");
  }
  const auto has = [&](const char* key) { return span.attributes.count(key) != 0; };
  const bool failed = span.status == opentelemetry::trace::StatusCode::kError;
  const bool has_error = has("error.type");
  const bool expected =
      has_error && kExpectedErrors.count(std::get<std::string>(span.attributes.at("error.type")));
  if (failed != has_error && !expected)
    violations.emplace_back("error.type and the status disagree");
  if (has("dbspan.error.retry")) {
    const Value& retry = span.attributes.at("dbspan.error.retry");
    if (!has_error || kRetries.count(std::get<std::string>(retry)) == 0)
      violations.emplace_back("dbspan.error.retry without a failure, or of another value");
  }
  if (span.status == opentelemetry::trace::StatusCode::kOk)
    violations.emplace_back("the status is Ok");
  if (has("server.port") && !has("server.address")) violations.emplace_back("server.port alone");
  if (has("network.peer.port") && !has("network.peer.address"))
    violations.emplace_back("peer port alone");
  if (has("db.operation.batch.size") &&
      span.attributes.at("db.operation.batch.size") == Value{std::int64_t{1}}) {
    violations.emplace_back("a batch of one");
  }
  if (has("db.query.summary") &&
      std::get<std::string>(span.attributes.at("db.query.summary")).size() > 255) {
    violations.emplace_back("a summary over 255");
  }
  if (span.kind != opentelemetry::trace::SpanKind::kClient)
    violations.emplace_back("the kind is not CLIENT");
  if (span.schema_url != contract_["semconv"]["schema_url_to_emit"].get<std::string>()) {
    violations.push_back("the schema URL is " + span.schema_url);
  }
  return violations;
}

std::vector<std::string> Contract::Check(const std::string& metric,
                                         const RecordedPoint& point) const {
  std::vector<std::string> violations;
  const auto& group = contract_["metrics"][metric]["attributes"];
  for (const auto& [key, value] : point.attributes) CheckAttribute(key, value, group, violations);
  if (point.attributes.count("db.system.name") == 0)
    violations.emplace_back("db.system.name is missing");
  return violations;
}

}  // namespace dbspan::test
