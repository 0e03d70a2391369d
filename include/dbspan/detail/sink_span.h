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
    std::string fields;  ///< In the format of the sink.
    opentelemetry::nostd::shared_ptr<opentelemetry::trace::TraceState> trace_state;
    bool is_sinks = false;  ///< The fields above may be in use.
    // The fields below belong to the watcher (core/span/watcher.h). It uses them with and without a
    // sink.
    std::string command;          ///< Label of a command: `GET cart:*`.
    std::uint64_t statement = 0;  ///< Hash of `command`; 0: not computed.
    std::uint64_t values = 0;     ///< Hash of the statement with its values; 0: not computed.
    std::shared_ptr<void> below;  ///< The counted scope that the operation belongs to.
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

  /// Returns `extra` for a sink; creates it if necessary. Throws std::bad_alloc.
  Extra& MakeExtra() {
    if (extra == nullptr) extra = std::make_unique<Extra>();
    extra->is_sinks = true;
    return *extra;
  }

  bool in_use = false;
  KeptText text;  ///< Redacted `db.query.text`, if not shared with other operations.
  std::unique_ptr<Extra> extra;
  /// Private data of the sink. Mutable, because the sink also changes it through const references.
  alignas(std::max_align_t) mutable unsigned char room[kRoom];
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
