#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Ids of interned texts (intern_table.h) and of scopes (scope.h); 0 stands for none.
using TextId = std::uint32_t;
using ScopeId = std::uint16_t;

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

enum class RecordKind : std::uint8_t {
  kSpan,
  kLog,  ///< Log record; its single particular contains the encoded LogRecord.
};

/// The fixed part of a record. Particulars (optional fields) follow it, up to `size`. Records are
/// aligned to 8 bytes.
///
/// Everything in a record may leave the process: texts are redacted before they are recorded.
struct RecordHeader {
  std::uint32_t size;  ///< Bytes of the record with its particulars; a multiple of 8.
  RecordKind kind;
  std::uint8_t trace_flags;  ///< W3C trace flags.
  ScopeId scope;
  TextId endpoint;
  TextId statement;
  TraceId trace_id;
  SpanId span_id;
  SpanId parent_id;       ///< Zeroes: no parent.
  std::int64_t start;     ///< Nanoseconds since the Unix epoch.
  std::int64_t duration;  ///< Nanoseconds.
  bool parent_is_remote;
  std::int32_t thread;  ///< Kernel thread id of the thread that started the operation.
};

/// Kinds of particulars, which are the optional fields of a record. The payload is a number of 64
/// bits or a text.
enum class Particular : std::uint16_t {
  kReturnedRows,
  kAffectedRows,
  kWarnings,
  kHits,
  kMisses,
  kBatchSize,
  kTransactionAborted,
  kQueryText,
  kStatusCode,
  kErrorType,
  kErrorMessage,  ///< The description of the status.
  /// If present, the event `exception` is added, with the preceding error message.
  kExceptionType,
  kEncoded,     ///< Encoded fields that are copied to the OTLP message unchanged.
  kLeftOut,     ///< Number of particulars that were left out because they did not fit.
  kErrorRetry,  ///< Whether a retry can succeed.
};

struct ParticularHeader {
  Particular kind;
  std::uint16_t unused;
  std::uint32_t size;  ///< Bytes of the payload, without the padding to 8 bytes.
};

constexpr std::size_t Padded(std::size_t size) noexcept { return (size + 7) & ~std::size_t{7}; }

/// A particular of a record that is being read.
struct ParticularView {
  Particular kind;
  std::string_view text;

  std::int64_t number() const noexcept {
    std::int64_t value = 0;
    if (text.size() == sizeof value) std::memcpy(&value, text.data(), sizeof value);
    return value;
  }
};

/// Calls `visit(ParticularView)` for each particular of the record at `record`.
template <class Visit>
void ForEachParticular(const char* record, Visit&& visit) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  const char* const end = record + header.size;
  for (const char* at = record + sizeof header; at < end;) {
    ParticularHeader particular;
    std::memcpy(&particular, at, sizeof particular);
    at += sizeof particular;
    visit(ParticularView{particular.kind, {at, particular.size}});
    at += Padded(particular.size);
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
