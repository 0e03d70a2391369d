#include "pg/pqxx/outcome.h"

#include <pqxx/except>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/interpose/cancellation.h"
#include "core/span/outcome.h"
#include "pg/answer.h"
#include "pg/result_outcome.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {
namespace {

Outcome OutcomeOfFailure(Retry retry) {
  Outcome outcome = OutcomeOfCurrentException();
  outcome.error->retry = retry;
  return outcome;
}

/// Returns the server's message. libpqxx 7 and later put a description of the call in front of it,
/// such as the name of the prepared statement.
std::string_view MessageOfServer(std::string_view text) noexcept {
  constexpr std::string_view kBefore = "Failure during '";
  constexpr std::string_view kAfter = "': ";
  if (text.substr(0, kBefore.size()) != kBefore) return text;
  const std::size_t end = text.find(kAfter, kBefore.size());
  return end == std::string_view::npos ? text : text.substr(end + kAfter.size());
}

/// Handles an exception with this SQLSTATE. Without one, its type names the error.
Outcome OutcomeWithSqlstate(std::string_view sqlstate, std::string_view message) {
  const Outcome unknown = OutcomeOfCurrentException();
  return OutcomeOfSqlstate(sqlstate, unknown.error->type, MessageOfServer(message));
}

/// Handles any other SQLSTATE. Some versions of libpqxx give some of these exceptions none either.
Outcome OutcomeOfSqlError(const ::pqxx::sql_error& error) {
  const std::string_view own = error.sqlstate();
  return OutcomeWithSqlstate(own.empty() ? Answer::Last().sqlstate() : own, error.what());
}

/// Handles SQLSTATE class 40. Before version 8, libpqxx gives the exception no SQLSTATE, except for
/// some releases of version 7: then it is the server's, or that of the exception's type.
Outcome OutcomeOfRollback(const ::pqxx::transaction_rollback& error, std::string_view of_type) {
  const auto* const with_state = dynamic_cast<const ::pqxx::sql_error*>(&error);
  if (with_state != nullptr && !with_state->sqlstate().empty()) {
    return OutcomeWithSqlstate(with_state->sqlstate(), error.what());
  }
  const std::string_view noted = Answer::Last().sqlstate();
  return OutcomeWithSqlstate(noted.substr(0, 2) == "40" ? noted : of_type, error.what());
}

/// Handles a lost connection, and errors of SQLSTATE class 08 after which the server continues.
/// libpqxx throws the same exception, without a SQLSTATE, for both.
Outcome OutcomeOfBroken(const ::pqxx::broken_connection& error) {
  const std::string_view noted = Answer::Last().sqlstate();
  if (noted.substr(0, 2) == "08") return OutcomeWithSqlstate(noted, error.what());
  Outcome outcome = OutcomeOfFailure(Retry::kOutcomeUnknown);
  outcome.error->type = "pqxx::broken_connection";
  return outcome;
}

/// Replaces the rows by those that libpq has returned, if it is traced.
Outcome WithRowsOfAnswer(Outcome outcome) {
  const Answer& answer = Answer::Last();
  if (answer.succeeded()) {
    outcome.returned_rows = answer.returned_rows();
    outcome.affected_rows = answer.affected_rows();
  }
  Warning::AddTo(outcome);
  return outcome;
}

/// Handles an exception that libpqxx, or a conversion to a type of the application, throws because
/// of what a result contains. If the server has answered, its statement has succeeded.
Outcome OutcomeOfOther(Retry retry) {
  return Answer::Last().succeeded() ? WithRowsOfAnswer({}) : OutcomeOfFailure(retry);
}

}  // namespace

Outcome Observer::operator()(const ::pqxx::result& result) const {
  return Answer::Last().succeeded() ? WithRowsOfAnswer({}) : OfRetrieved(result);
}

Outcome Observer::OfRetrieved(const ::pqxx::result& result) const {
  Outcome outcome = OutcomeOfResult(sql_, static_cast<std::int64_t>(result.columns()),
                                    static_cast<std::int64_t>(result.size()),
                                    [&] { return result.affected_rows(); });
  Warning::AddTo(outcome);
  return outcome;
}

Outcome Observer::OfOneRow() {
  Outcome outcome;
  outcome.returned_rows = 1;
  return WithRowsOfAnswer(std::move(outcome));
}

Outcome Observer::OfVoid() { return WithRowsOfAnswer({}); }

Outcome Observer::operator()() const {
  Outcome outcome = OfException();
  Answer::ForgetError();
  return outcome;
}

Outcome Observer::OfException() {
  if (IsThreadEnding()) return OutcomeOfFailure(Retry::kOutcomeUnknown);
  try {
    throw;
  } catch (const ::pqxx::statement_completion_unknown& error) {
    return OutcomeOfRollback(error, "40003");
  } catch (const ::pqxx::serialization_failure& error) {
    return OutcomeOfRollback(error, "40001");
  } catch (const ::pqxx::deadlock_detected& error) {
    return OutcomeOfRollback(error, "40P01");
  } catch (const ::pqxx::transaction_rollback& error) {
    return OutcomeOfRollback(error, "40000");
  } catch (const ::pqxx::sql_error& error) {
    return OutcomeOfSqlError(error);
  } catch (const ::pqxx::too_many_connections& error) {
    return OutcomeWithSqlstate("53300", error.what());
  } catch (const ::pqxx::broken_connection& error) {
    return OutcomeOfBroken(error);
  } catch (const ::pqxx::in_doubt_error&) {
    return OutcomeOfFailure(Retry::kOutcomeUnknown);
  } catch (const ::pqxx::unexpected_rows&) {
    return WithRowsOfAnswer({});  // the query succeeded; the caller expected other rows
  } catch (const ::pqxx::usage_error&) {
    return OutcomeOfOther(Retry::kNo);
  } catch (const ::pqxx::argument_error&) {
    return OutcomeOfOther(Retry::kNo);
  } catch (const ::pqxx::conversion_error&) {
    return OutcomeOfOther(Retry::kNo);
  } catch (const ::pqxx::range_error&) {
    return OutcomeOfOther(Retry::kNo);
  } catch (...) {
    return OutcomeOfOther(Retry::kOutcomeUnknown);
  }
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
