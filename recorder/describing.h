#pragma once

#include <cstdint>
#include <new>
#include <type_traits>

#include "core/span/sink.h"
#include "core/sql/statement.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/version.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The recorder's data in the buffer that each span has for its sink.
struct Room {
  OpenSpan open;
  std::int64_t batch_size = Operation::kNotABatch;
};
static_assert(std::is_trivially_copyable_v<Room> && sizeof(Room) <= Sink::Span::kRoom);

inline Room& RoomOf(const Sink::Span& span) noexcept {
  return *std::launder(reinterpret_cast<Room*>(span.room));
}

/// Tells whether the interned id of an operation depends on its statement alone or, for a command,
/// on its endpoint and name alone.
inline bool IsOfOneKind(const Operation& operation, const Statement* statement) noexcept {
  if (!operation.collection.empty() || !operation.procedure.empty()) return false;
  return statement == nullptr || (operation.name.empty() && !statement->summary.empty());
}

/// Returns the interned id of an operation, or 0 if it is not interned yet.
inline TextId KnownNumber(const Operation& operation, const Statement* statement) noexcept {
  if (!IsOfOneKind(operation, statement)) return 0;
  if (statement != nullptr) return statement->sink_id.get();
  return operation.endpoint->sink_ids().Find(operation.name);
}

/// Adds the text that is not interned: the text of a command, or a statement with its literals.
/// Throws std::bad_alloc.
void AddText(const Operation& operation, const Statement* statement, const Options& options,
             dbspan::detail::KeptText& text);

/// Describes any operation in full, and stores the interned ids that it finds with the statement or
/// endpoint. Throws std::bad_alloc; the parts that were described until then are recorded.
void DescribeInFull(const Sink::Description& description, Recorder& recorder, Sink::Span& span);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
