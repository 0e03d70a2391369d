#pragma once

#include <cstdint>
#include <new>
#include <type_traits>

#include "core/span/sink.h"
#include "core/sql/statement.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {

/// What the recorder keeps in the room of a span.
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

/// Adds the text that is not interned: that of a command, or a statement with its literals. Throws
/// std::bad_alloc.
void AddText(const Operation& operation, const Statement* statement, const Options& options,
             dbspan::detail::KeptText& text);

/// Describes an operation of any kind, and remembers the numbers of its kind. Throws
/// std::bad_alloc; what was described until then is recorded.
void DescribeInFull(const Sink::Description& description, Recorder& recorder, Sink::Span& span);

}  // namespace dbspan::recorder
