#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Default limit of the metric series of one client.
constexpr std::size_t kSeriesLimit = 1000;

/// Result of an operation. Negative numbers are unknown, and empty texts are not recorded. All
/// texts are redacted.
struct Ending {
  std::int64_t returned_rows = -1;
  std::int64_t affected_rows = -1;
  std::int64_t warnings = -1;
  std::int64_t hits = -1;
  std::int64_t misses = -1;
  std::int64_t batch_size = -1;
  bool transaction_aborted = false;
  bool failed = false;  ///< The status of the span is an error.
  /// Also record hits and misses as span events. They are always measured.
  bool cache_events = true;
  /// Limit of the metric series of its client; the operations above it share one.
  std::size_t series_limit = kSeriesLimit;
  /// Set if the text is not that of the interned statement.
  std::string_view query_text;
  std::string_view status_code;
  std::string_view error_type;  ///< Also set for errors that do not fail the span.
  std::string_view error_retry;
  std::string_view error_message;
  std::string_view exception_type;  ///< If set, the event `exception` is added.
  /// Further fields of the OTLP span: trace state, events, links, attributes.
  std::string_view encoded;
};

/// Writes particulars (optional fields of a record) to a buffer. The caller makes the buffer large
/// enough (`MostBytes`).
class ParticularWriter {
 public:
  explicit ParticularWriter(char* at) noexcept : at_(at) {}

  void Add(Particular kind, std::int64_t number) noexcept {
    const ParticularHeader header{kind, 0, sizeof number};
    std::memcpy(at_, &header, sizeof header);
    std::memcpy(at_ + sizeof header, &number, sizeof number);
    at_ += sizeof header + sizeof number;
  }
  void Add(Particular kind, std::string_view text) noexcept {
    const ParticularHeader header{kind, 0, static_cast<std::uint32_t>(text.size())};
    std::memcpy(at_, &header, sizeof header);
    std::memcpy(at_ + sizeof header, text.data(), text.size());
    at_ += sizeof header + Padded(text.size());
  }
  char* end() const noexcept { return at_; }

 private:
  char* at_;
};

/// Returns an upper bound for the size of the record of an ending.
inline std::size_t MostBytes(const Ending& ending) noexcept {
  constexpr std::size_t kNumbers = 8;  // particulars that are numbers
  constexpr std::size_t kTexts = 7;    // particulars that are texts
  constexpr std::size_t kFixed = sizeof(RecordHeader) +
                                 kNumbers * (sizeof(ParticularHeader) + sizeof(std::int64_t)) +
                                 kTexts * (sizeof(ParticularHeader) + 7);
  return kFixed + ending.query_text.size() + ending.status_code.size() + ending.encoded.size() +
         ending.error_type.size() + ending.error_retry.size() + ending.error_message.size() +
         ending.exception_type.size();
}

/// Calls `add(kind, number or text)` for every particular of an ending.
template <class Add>
void HandParticulars(const Ending& ending, Add&& add) noexcept {
  static constexpr std::int64_t kYes = 1;
  const auto add_number = [&add](Particular kind, const std::int64_t& number) {
    if (number >= 0) add(kind, number);
  };
  const auto add_text = [&add](Particular kind, std::string_view text) {
    if (!text.empty()) add(kind, text);
  };
  add_number(Particular::kBatchSize, ending.batch_size);
  add_text(Particular::kQueryText, ending.query_text);
  add_number(Particular::kReturnedRows, ending.returned_rows);
  add_number(Particular::kAffectedRows, ending.affected_rows);
  if (ending.cache_events) {
    if (ending.hits > 0) add(Particular::kHits, ending.hits);
    if (ending.misses > 0) add(Particular::kMisses, ending.misses);
  }
  if (ending.warnings > 0) add(Particular::kWarnings, ending.warnings);
  if (ending.transaction_aborted) add(Particular::kTransactionAborted, kYes);
  add_text(Particular::kStatusCode, ending.status_code);
  add_text(Particular::kErrorType, ending.error_type);
  add_text(Particular::kErrorRetry, ending.error_retry);
  if (ending.failed) {
    // present even if empty, because it marks a failed span
    add(Particular::kErrorMessage, ending.error_message);
    add_text(Particular::kExceptionType, ending.exception_type);
  }
  add_text(Particular::kEncoded, ending.encoded);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
