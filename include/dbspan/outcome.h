#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Consequence of retrying a failed operation (`dbspan.error.retry`). Does not recommend whether
/// the application should retry.
enum class Retry : std::uint8_t {
  kUnknown,         ///< Not classified: no attribute.
  kNo,              ///< It was not executed, and would fail again.
  kStatement,       ///< It was not executed; the transaction is still open. Repeat the statement.
  kTransaction,     ///< The transaction was rolled back. Repeat all of it.
  kLater,           ///< It was not executed. Repeat it when the server is ready.
  kOutcomeUnknown,  ///< It may have been executed. Repeat only if a second execution is harmless.
};

/// Returns the value of `dbspan.error.retry`; empty for `kUnknown`.
std::string_view NameOf(Retry retry) noexcept;

/// Error of a failed operation, in the terms of telemetry.
struct Error {
  std::string type;     ///< `error.type`: low cardinality, never empty; `_OTHER` if not known.
  std::string message;  ///< Message of the client, unredacted; the core redacts it.
  std::string
      exception;  ///< Type of the exception; empty if the client reports errors without throwing.
  bool message_is_free_text =
      false;  ///< Text chosen by users (RAISE, SIGNAL, scripts): redacted entirely.
  Retry retry = Retry::kUnknown;  ///< Derived from the error code.
  /// True for an error that belongs to the protocol, such as a redirection of a Redis cluster. With
  /// `Options::expected_errors`, it does not make the span an error.
  bool expected = false;
};

/// Result of an operation, in the terms of telemetry. Derived from a result or an exception by pure
/// functions.
struct Outcome {
  static constexpr std::int64_t kUnknown = -1;

  Outcome() noexcept {}  // NOLINT(*-use-equals-default): as in Operation

  std::int64_t returned_rows = kUnknown;  ///< Rows that the server returned.
  std::int64_t affected_rows = kUnknown;  ///< Rows that the statement changed.
  std::int64_t warnings = 0;              ///< Number of warnings that the server reported.
  std::int64_t hits = kUnknown;           ///< Looked-up items that existed; unknown: not a lookup.
  std::int64_t misses = kUnknown;         ///< Looked-up items that did not exist.
  bool abandoned = false;                 ///< The caller did not read all rows of a stream.
  bool transaction_aborted = false;       ///< Not executed, because watched keys had changed.
  std::string status_code;                ///< `db.response.status_code` of an error or a warning.
  std::optional<Error> error;             ///< Set if and only if the operation failed.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
