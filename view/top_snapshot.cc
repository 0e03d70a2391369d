#include "view/top_snapshot.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "view/aggregates.h"
#include "view/attribute_text.h"
#include "view/statement_labels.h"
#include "view/top_traces.h"
#include "view/units.h"

namespace dbspan::view {
namespace {

using nlohmann::json;

/// Calls `visit(name, member)` for each field of a statement.
template <class Visit>
void ForEachField(const TopStatement* /*of*/, Visit&& visit) {
  visit("hash", &TopStatement::hash);
  visit("label", &TopStatement::label);
  visit("system", &TopStatement::system);
  visit("text", &TopStatement::text);
  visit("count", &TopStatement::count);
  visit("failed", &TopStatement::failed);
  visit("rows", &TopStatement::rows);
  visit("hits", &TopStatement::hits);
  visit("misses", &TopStatement::misses);
  visit("total", &TopStatement::total);
  visit("durations", &TopStatement::durations);
  visit("errors", &TopStatement::errors);
  visit("traces", &TopStatement::traces);
}

template <class Visit>
void ForEachField(const TopInFlight* /*of*/, Visit&& visit) {
  visit("pid", &TopInFlight::pid);
  visit("text", &TopInFlight::text);
  visit("start", &TopInFlight::start);
}

/// Calls `visit(name, member)` for each field except the lists.
template <class Visit>
void ForEachField(const TopSnapshot* /*of*/, Visit&& visit) {
  visit("title", &TopSnapshot::title);
  visit("pid", &TopSnapshot::pid);
  visit("started", &TopSnapshot::started);
  visit("time", &TopSnapshot::time);
  visit("processes", &TopSnapshot::processes);
  visit("operations", &TopSnapshot::operations);
  visit("failed", &TopSnapshot::failed);
  visit("lost", &TopSnapshot::lost);
}

template <class Of>
json FieldsOf(const Of& of) {
  json object;
  ForEachField(&of, [&](const char* name, auto member) { object[name] = of.*member; });
  return object;
}

template <class Of>
Of ReadFields(const json& object) {
  Of of;
  ForEachField(&of, [&](const char* name, auto member) { object.at(name).get_to(of.*member); });
  return of;
}

template <class Of>
json ListOf(const std::vector<Of>& list) {
  json array = json::array();
  for (const Of& one : list) array.push_back(FieldsOf(one));
  return array;
}

template <class Of>
std::vector<Of> ReadList(const json& array) {
  std::vector<Of> list;
  for (const json& one : array) list.push_back(ReadFields<Of>(one));
  return list;
}

// Adds the most frequent errors of each statement.
void AddErrors(const std::vector<ErrorSum>& errors, std::vector<TopStatement>& statements) {
  constexpr std::size_t kMost = 3;
  std::vector<const ErrorSum*> order;
  for (const ErrorSum& error : errors) order.push_back(&error);
  std::stable_sort(order.begin(), order.end(), [](const ErrorSum* left, const ErrorSum* right) {
    return left->count > right->count;
  });
  for (const ErrorSum* const error : order) {
    auto& texts = statements[static_cast<std::size_t>(error->statement)].errors;
    if (texts.size() == kMost) continue;
    texts.push_back(error->code + (error->message.empty() ? "" : " " + error->message) + " (" +
                    CountText(error->count) + ")");
  }
}

}  // namespace

TopSnapshot TakeSnapshot(const Store& store, const std::string& with_traces) {
  TopSnapshot snapshot;
  const Aggregates& sums = store.aggregates();
  snapshot.operations = sums.operations();
  snapshot.failed = sums.failed();
  const std::vector<std::string> labels = DistinctLabels(sums.statements());
  for (std::size_t i = 0; i < sums.statements().size(); ++i) {
    const Statement& from = sums.statements()[i];
    TopStatement statement;
    statement.hash = HexOf(from.hash);
    statement.label = labels[i];
    statement.system = from.system;
    statement.text = from.text;
    statement.count = from.durations.count();
    statement.failed = from.failed;
    statement.rows = from.rows;
    statement.hits = from.hits;
    statement.misses = from.misses;
    statement.total = from.durations.total();
    for (const auto& bucket : from.durations.Buckets()) {
      statement.durations[bucket.from + (bucket.to - bucket.from) / 2] += bucket.count;
    }
    if (statement.hash == with_traces) {
      statement.traces = DescribeTraces(store, static_cast<std::int32_t>(i));
    }
    snapshot.statements.push_back(std::move(statement));
  }
  AddErrors(sums.errors(), snapshot.statements);
  return snapshot;
}

std::string EncodeSnapshot(const TopSnapshot& snapshot) {
  json object = FieldsOf(snapshot);
  object["statements"] = ListOf(snapshot.statements);
  object["inFlight"] = ListOf(snapshot.in_flight);
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

TopSnapshot DecodeSnapshot(std::string_view text) {
  const json object = json::parse(text);
  auto snapshot = ReadFields<TopSnapshot>(object);
  snapshot.statements = ReadList<TopStatement>(object.at("statements"));
  snapshot.in_flight = ReadList<TopInFlight>(object.at("inFlight"));
  return snapshot;
}

}  // namespace dbspan::view
