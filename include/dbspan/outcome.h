#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// What trying a failed operation again would mean (`dbspan.error.retry`). Says nothing about
/// whether the application should.
enum class Retry : std::uint8_t {
  kUnknown,         ///< Not classified: no attribute.
  kNo,              ///< It was not carried out, and would fail again.
  kStatement,       ///< It was not carried out; the transaction stands. Repeat the statement.
  kTransaction,     ///< The transaction was rolled back. Repeat all of it.
  kLater,           ///< It was not carried out. Repeat it when the server can.
  kOutcomeUnknown,  ///< It may have been carried out. Repeat only what may happen twice.
};

/// Returns the value of `dbspan.error.retry`; empty for `kUnknown`.
std::string_view NameOf(Retry retry) noexcept;

/// How an operation failed, as telemetry sees it.
struct Error {
  std::string type;  ///< `error.type`: low cardinality, never empty; `_OTHER` if nothing is known.
  std::string message;  ///< The client's own words, unredacted; the core redacts them.
  std::string
      exception;  ///< Type of the exception; empty when the client reports without throwing.
  bool message_is_free_text =
      false;  ///< Words chosen by users (RAISE, SIGNAL, scripts): redacted whole.
  Retry retry = Retry::kUnknown;  ///< From the table of the system, by the code.
  /// Part of a protocol that callers follow, such as the redirection of a Redis cluster: no error
  /// of the span, with `Options::expected_errors`.
  bool expected = false;
};

/// How an operation ended, as telemetry sees it. Made by pure functions from a result or an
/// exception.
struct Outcome {
  static constexpr std::int64_t kUnknown = -1;

  Outcome() noexcept {}  // NOLINT(*-use-equals-default): as in Operation

  std::int64_t returned_rows = kUnknown;  ///< Rows that came back.
  std::int64_t affected_rows = kUnknown;  ///< Rows that the statement changed.
  std::int64_t warnings = 0;              ///< Warnings that the server counted.
  std::int64_t hits = kUnknown;      ///< Looked-up items that were there; unknown: not a lookup.
  std::int64_t misses = kUnknown;    ///< Looked-up items that were not.
  bool abandoned = false;            ///< A stream whose rows nobody read to the end.
  bool transaction_aborted = false;  ///< Not carried out, because what it watched had changed.
  std::string status_code;           ///< `db.response.status_code` of an error or a warning.
  std::optional<Error> error;        ///< Set if and only if the operation failed.
};

/// Returns the outcome of an attempt to connect: nothing was sent that could have been carried out,
/// so that an unknown outcome becomes `kLater`.
Outcome OutcomeOfConnecting(Outcome outcome) noexcept;

/// Returns the outcome of an exception nobody recognised: its demangled type and, if any, its
/// `what()`. Must be called while the exception is being handled.
Outcome OutcomeOfCurrentException();

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
