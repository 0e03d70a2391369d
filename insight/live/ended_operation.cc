#include "insight/live/ended_operation.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "core/span/span_outcome.h"
#include "core/span/system_traits.h"
#include "core/sql/statement.h"
#include "dbspan/endpoint.h"
#include "insight/live/command_labels.h"
#include "insight/sentence.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {
namespace {

constexpr std::string_view kConnect = "CONNECT";

std::int64_t Nanoseconds(Watcher::SteadyTime time) noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

std::string_view FirstWord(std::string_view text) noexcept {
  return text.substr(0, text.find(' '));
}

std::uint64_t Hash(std::string_view text) noexcept { return std::hash<std::string_view>{}(text); }

// Returns equal hashes for statements that differ in literals only; these are different objects
// with the same text. Of a long text, only length, summary, beginning and end are hashed.
std::uint64_t HashOf(const Statement& statement) noexcept {
  return statement.text_hash.Get([&statement] {
    constexpr std::size_t kLooked = 128;
    constexpr std::uint64_t kFactor = 31;
    const std::string_view text = statement.text;
    std::uint64_t hash = statement.series_hash * kFactor + text.size();
    hash = hash * kFactor + Hash(text.substr(0, kLooked));
    if (text.size() > kLooked) hash = hash * kFactor + Hash(text.substr(text.size() - kLooked));
    return hash;
  });
}

std::uint64_t StatementOf(const Watcher::Ending& ending) noexcept {
  const OperationIdentity& operation = ending.operation;
  if (operation.statement != nullptr) {
    const std::uint64_t hash = HashOf(*operation.statement);
    return operation.name.empty() ? hash : hash ^ Hash(operation.name);
  }
  if (ending.noted != nullptr && ending.noted->statement != 0) return ending.noted->statement;
  return Hash(operation.name);
}

}  // namespace

EndedOperation::EndedOperation(const Watcher::Ending& ending) : ending_(ending) {
  const OperationIdentity& operation = ending.operation;
  const Outcome& outcome = ending.outcome;
  finished_.statement = StatementOf(ending);
  finished_.connection = reinterpret_cast<std::uintptr_t>(operation.endpoint.get());
  finished_.system = operation.endpoint->fields().system.traits().name;
  finished_.start = Nanoseconds(ending.start);
  finished_.duration = Nanoseconds(ending.end) - finished_.start;
  finished_.rows = outcome.returned_rows;
  finished_.affected = outcome.affected_rows;
  finished_.hits = outcome.hits;
  finished_.misses = outcome.misses;
  finished_.failed = outcome.error && FailsSpan(*outcome.error, ending.options);
  finished_.abandoned = outcome.abandoned && outcome.returned_rows <= 1;
  if (finished_.failed) finished_.error = outcome.error->type;
  if (operation.statement == nullptr && operation.name == kConnect) {
    finished_.work = insight::Work::kConnect;
  }
  if (ending.noted != nullptr) finished_.values = ending.noted->values;
}

std::string_view EndedOperation::Label() const noexcept {
  const OperationIdentity& operation = ending_.operation;
  if (operation.statement == nullptr) {
    const bool has_command = ending_.noted != nullptr && !ending_.noted->command.empty();
    return has_command ? std::string_view{ending_.noted->command} : operation.name;
  }
  const Statement& statement = *operation.statement;
  if (!statement.summary.empty()) return statement.summary;
  if (finished_.shows_text && !statement.text.empty()) return insight::BeginningOf(statement.text);
  return operation.name.empty() ? finished_.system : operation.name;
}

std::string_view EndedOperation::VerbSource() const noexcept {
  const OperationIdentity& operation = ending_.operation;
  if (operation.statement == nullptr || !operation.name.empty()) return operation.name;
  const Statement& statement = *operation.statement;
  return statement.summary.empty() ? statement.text : statement.summary;
}

std::string_view EndedOperation::Verb() const noexcept {
  if (statement() == nullptr && ending_.noted != nullptr && TakesLock(*ending_.noted)) {
    return "SETNX";
  }
  return FirstWord(VerbSource());
}

void EndedOperation::SetTexts() noexcept {
  finished_.shows_text = ending_.options.query_text != QueryText::kOff;
  finished_.label = Label();
  finished_.verb = Verb();
  if (statement() != nullptr) finished_.text = statement()->text;
  if (statement() != nullptr || ending_.noted == nullptr || ending_.noted->command.empty()) return;
  const auto blank = finished_.label.find(' ');
  if (blank != std::string_view::npos) finished_.key = finished_.label.substr(blank + 1);
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
