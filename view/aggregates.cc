#include "view/aggregates.h"

#include <algorithm>
#include <array>

namespace dbspan::view {
namespace {

// FNV-1a: unlike std::hash, it is the same in every run, so that `dbspan diff` can match
// statements.
std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

void AddKnown(std::int64_t& sum, std::int64_t number) {
  if (number >= 0) sum = std::max<std::int64_t>(sum, 0) + number;
}

bool IsWrite(std::string_view verb) {
  constexpr std::array<std::string_view, 18> kWrites{
      "SET",  "SETEX", "PSETEX", "SETNX", "GETSET", "MSET", "MSETNX", "APPEND",   "INCR",
      "HSET", "HMSET", "LPUSH",  "RPUSH", "SADD",   "ZADD", "XADD",   "JSON.SET", "HSETEX"};
  return std::find(kWrites.begin(), kWrites.end(), verb) != kWrites.end();
}

// Adds the operations that a merged span stands for: the shortest and the longest with their
// durations, the others with their mean.
void AddMerged(const Operation& operation, DurationHistogram& durations) {
  durations.Add(operation.shortest);
  durations.Add(operation.longest);
  const std::int64_t others = operation.times - 2;
  const std::int64_t left = operation.total - operation.shortest - operation.longest;
  if (others > 0) durations.Add(left / others, static_cast<std::uint64_t>(others));
}

// Estimates without the texts: the element, its entry in the map and, of a statement, a histogram
// over two powers of two.
constexpr std::size_t kStatementBytes = sizeof(Statement) + 100 + 1024;
constexpr std::size_t kErrorBytes = 2 * sizeof(ErrorSum) + 100;
constexpr std::size_t kKeyBytes = sizeof(KeySum) + 100;

}  // namespace

std::int32_t Aggregates::Add(const Operation& operation, const std::string& service,
                             const std::string& message, std::int64_t start,
                             std::int64_t duration) {
  const std::int32_t number = StatementOf(operation, service);
  Statement& statement = statements_[static_cast<std::size_t>(number)];
  operations_ += static_cast<std::uint64_t>(operation.times);
  if (duration < 0) {
    ++statement.unfinished;
    ++unfinished_;
  } else if (operation.times > 1) {
    AddMerged(operation, statement.durations);
    busy_.Add(start, start + std::min(duration, operation.total));
  } else {
    statement.durations.Add(duration);
    busy_.Add(start, start + duration);
  }
  AddKnown(statement.rows, operation.rows);
  AddKnown(statement.affected, operation.affected);
  AddKnown(statement.hits, operation.hits);
  AddKnown(statement.misses, operation.misses);
  if (!operation.error.empty()) {
    ++statement.failed;
    ++failed_;
    AddError(operation, message, number, start);
  }
  if (!operation.key.empty()) AddKey(operation, service);
  return number;
}

std::int32_t Aggregates::StatementOf(const Operation& operation, const std::string& service) {
  std::string key = service + '\0' + operation.system + '\0' +
                    (operation.pattern.empty() ? operation.label : operation.pattern);
  const bool full = statements_.size() >= kStatements || is_full();
  auto found = statement_numbers_.find(key);
  if (found != statement_numbers_.end()) return found->second;
  if (full) {
    key = std::string{'\0'} + operation.system;
    found = statement_numbers_.find(key);
    if (found != statement_numbers_.end()) return found->second;
  }
  Statement statement;
  statement.label = full ? "others" : operation.label;
  statement.verb = full ? "" : operation.verb;
  statement.system = operation.system;
  statement.service = full ? "" : service;
  statement.space = full ? "" : operation.space;
  statement.server = full ? "" : operation.server;
  statement.text = full ? "" : operation.pattern;
  statement.hash = HashOf(key);
  bytes_ += kStatementBytes + 2 * key.size() + statement.label.size();
  statements_.push_back(std::move(statement));
  const auto number = static_cast<std::int32_t>(statements_.size() - 1);
  statement_numbers_.emplace(std::move(key), number);
  return number;
}

void Aggregates::AddError(const Operation& operation, const std::string& message,
                          std::int32_t statement, std::int64_t start) {
  const std::tuple key{statement, operation.error, message};
  auto found = error_numbers_.find(key);
  if (found == error_numbers_.end()) {
    if (errors_.size() >= kErrors || is_full()) {
      ++left_out_;
      return;
    }
    found = error_numbers_.emplace(key, errors_.size()).first;
    bytes_ += kErrorBytes + 2 * message.size();
    errors_.push_back({operation.error, message, statement, 0, start, start});
  }
  ErrorSum& error = errors_[found->second];
  ++error.count;
  error.first = std::min(error.first, start);
  error.last = std::max(error.last, start);
}

void Aggregates::AddKey(const Operation& operation, const std::string& service) {
  const bool write = IsWrite(operation.verb) && operation.error.empty();
  if (operation.hits < 0 && !write) return;
  const std::string key = service + '\0' + operation.system + '\0' + operation.key;
  auto found = key_numbers_.find(key);
  if (found == key_numbers_.end()) {
    if (keys_.size() >= kKeys || is_full()) {
      ++left_out_;
      return;
    }
    bytes_ += kKeyBytes + 2 * key.size();
    found = key_numbers_.emplace(key, keys_.size()).first;
    keys_.push_back({operation.key, operation.system, service});
  }
  KeySum& sum = keys_[found->second];
  if (operation.hits >= 0) {
    sum.hits += static_cast<std::uint64_t>(operation.hits);
    sum.misses += static_cast<std::uint64_t>(std::max<std::int64_t>(operation.misses, 0));
    sum.lookups = sum.hits + sum.misses;
  }
  if (write) ++sum.writes;
}

}  // namespace dbspan::view
