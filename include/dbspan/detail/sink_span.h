#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/version.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "dbspan/detail/kept_text.h"
#include "dbspan/version.h"

OPENTELEMETRY_BEGIN_NAMESPACE
namespace trace {
class TraceState;
}
OPENTELEMETRY_END_NAMESPACE

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The state that a sink (core/span/sink.h) keeps for an operation from its start to its end.
///
/// A sink may store only trivially copyable data in `room`: a move copies its bytes.
struct SinkSpan {
  static constexpr std::size_t kRoom = 128;

  /// State that few operations need.
  struct Extra {
    std::string fields;  ///< In the sink's own form.
    opentelemetry::nostd::shared_ptr<opentelemetry::trace::TraceState> trace_state;
    // Of whoever watches operations (core/span/watcher.h), whether or not a sink takes them.
    std::string command;          ///< What a command does: `GET cart:*`.
    std::uint64_t values = 0;     ///< Hash of the statement with its values; 0: not asked for.
    std::shared_ptr<void> below;  ///< The part of the application that it is counted below.
  };

  SinkSpan() noexcept {}  // NOLINT(*-use-equals-default): `room` stays uninitialized
  SinkSpan(SinkSpan&& other) noexcept
      : in_use(std::exchange(other.in_use, false)),
        text(std::move(other.text)),
        extra(std::move(other.extra)) {
    if (in_use) std::memcpy(room, other.room, kRoom);
  }
  SinkSpan& operator=(SinkSpan&& other) noexcept {
    if (this == &other) return *this;
    in_use = std::exchange(other.in_use, false);
    text = std::move(other.text);
    extra = std::move(other.extra);
    if (in_use) std::memcpy(room, other.room, kRoom);
    return *this;
  }
  SinkSpan(const SinkSpan&) = delete;
  SinkSpan& operator=(const SinkSpan&) = delete;
  ~SinkSpan() = default;

  /// Throws std::bad_alloc.
  Extra& MakeExtra() {
    if (extra == nullptr) extra = std::make_unique<Extra>();
    return *extra;
  }

  bool in_use = false;
  KeptText text;  ///< `db.query.text`, if it is this operation's own; redacted.
  std::unique_ptr<Extra> extra;
  /// The sink's own, whoever looks at it.
  alignas(std::max_align_t) mutable unsigned char room[kRoom];
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
