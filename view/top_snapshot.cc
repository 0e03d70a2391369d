#include "view/top_snapshot.h"

#include <nlohmann/json.hpp>

#include "view/aggregates.h"
#include "view/attribute_text.h"

namespace dbspan::view {
namespace {

using nlohmann::json;

json ToJson(const TopStatement& statement) {
  json durations = json::array();
  for (const auto& [duration, count] : statement.durations) durations.push_back({duration, count});
  return {{"hash", statement.hash},   {"label", statement.label}, {"system", statement.system},
          {"text", statement.text},   {"count", statement.count}, {"failed", statement.failed},
          {"rows", statement.rows},   {"hits", statement.hits},   {"misses", statement.misses},
          {"total", statement.total}, {"durations", durations}};
}

TopStatement StatementFrom(const json& object) {
  TopStatement statement;
  statement.hash = object.at("hash");
  statement.label = object.at("label");
  statement.system = object.at("system");
  statement.text = object.at("text");
  statement.count = object.at("count");
  statement.failed = object.at("failed");
  statement.rows = object.at("rows");
  statement.hits = object.at("hits");
  statement.misses = object.at("misses");
  statement.total = object.at("total");
  for (const json& pair : object.at("durations")) statement.durations[pair.at(0)] = pair.at(1);
  return statement;
}

}  // namespace

TopSnapshot TakeSnapshot(const Store& store) {
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
    snapshot.statements.push_back(std::move(statement));
  }
  return snapshot;
}

std::string EncodeSnapshot(const TopSnapshot& snapshot) {
  json statements = json::array();
  for (const TopStatement& statement : snapshot.statements) statements.push_back(ToJson(statement));
  json in_flight = json::array();
  for (const TopInFlight& open : snapshot.in_flight) {
    in_flight.push_back({{"pid", open.pid}, {"text", open.text}, {"start", open.start}});
  }
  const json object{{"title", snapshot.title},         {"pid", snapshot.pid},
                    {"started", snapshot.started},     {"time", snapshot.time},
                    {"processes", snapshot.processes}, {"operations", snapshot.operations},
                    {"failed", snapshot.failed},       {"lost", snapshot.lost},
                    {"statements", statements},        {"inFlight", in_flight}};
  return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

TopSnapshot DecodeSnapshot(std::string_view text) {
  const json object = json::parse(text);
  TopSnapshot snapshot;
  snapshot.title = object.at("title");
  snapshot.pid = object.at("pid");
  snapshot.started = object.at("started");
  snapshot.time = object.at("time");
  snapshot.processes = object.at("processes");
  snapshot.operations = object.at("operations");
  snapshot.failed = object.at("failed");
  snapshot.lost = object.at("lost");
  for (const json& one : object.at("statements")) snapshot.statements.push_back(StatementFrom(one));
  for (const json& one : object.at("inFlight")) {
    snapshot.in_flight.push_back({one.at("pid"), one.at("text"), one.at("start")});
  }
  return snapshot;
}

}  // namespace dbspan::view
