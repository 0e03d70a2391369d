#include "pg/pqxx/outcome.h"

#include <pqxx/except>

#include <cstdint>

#include "core/interpose/cancellation.h"
#include "core/span/outcome.h"
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

Outcome OutcomeOfBroken(Retry retry) {
  Outcome outcome = OutcomeOfFailure(retry);
  outcome.error->type = "pqxx::broken_connection";
  return outcome;
}

Outcome OutcomeOfSqlError(const ::pqxx::sql_error& error) {
  const Outcome unknown = OutcomeOfCurrentException();
  return OutcomeOfSqlstate(error.sqlstate(), unknown.error->type, error.what());
}

/// Handles SQLSTATE class 40. In libpqxx 6.4 the exception has no SQLSTATE; later it is an
/// `sql_error`.
Outcome OutcomeOfRollback(const ::pqxx::transaction_rollback& error, Retry retry) {
  const auto* const with_state = dynamic_cast<const ::pqxx::sql_error*>(&error);
  return with_state == nullptr ? OutcomeOfFailure(retry) : OutcomeOfSqlError(*with_state);
}

}  // namespace

Outcome Observer::operator()(const ::pqxx::result& result) const {
  Outcome outcome = OutcomeOfResult(sql_, static_cast<std::int64_t>(result.columns()),
                                    static_cast<std::int64_t>(result.size()),
                                    [&] { return result.affected_rows(); });
  Warning::AddTo(outcome);
  return outcome;
}

Outcome Observer::OfOneRow() {
  Outcome outcome;
  outcome.returned_rows = 1;
  Warning::AddTo(outcome);
  return outcome;
}

Outcome Observer::OfVoid() {
  Outcome outcome;
  Warning::AddTo(outcome);
  return outcome;
}

Outcome Observer::operator()() const {
  if (IsThreadEnding()) return OutcomeOfFailure(Retry::kOutcomeUnknown);
  try {
    throw;
  } catch (const ::pqxx::statement_completion_unknown& error) {
    return OutcomeOfRollback(error, Retry::kOutcomeUnknown);
  } catch (const ::pqxx::transaction_rollback& error) {
    return OutcomeOfRollback(error, Retry::kTransaction);
  } catch (const ::pqxx::sql_error& error) {
    return OutcomeOfSqlError(error);
  } catch (const ::pqxx::unexpected_rows&) {
    return {};  // the query succeeded; the caller expected other rows
  } catch (const ::pqxx::too_many_connections&) {
    return OutcomeOfBroken(Retry::kLater);  // 53300: the server refused the connection
  } catch (const ::pqxx::broken_connection&) {
    return OutcomeOfBroken(Retry::kOutcomeUnknown);
  } catch (const ::pqxx::usage_error&) {
    return OutcomeOfFailure(Retry::kNo);
  } catch (const ::pqxx::argument_error&) {
    return OutcomeOfFailure(Retry::kNo);
  } catch (const ::pqxx::conversion_error&) {
    return OutcomeOfFailure(Retry::kNo);
  } catch (const ::pqxx::range_error&) {
    return OutcomeOfFailure(Retry::kNo);
  } catch (...) {
    return OutcomeOfFailure(Retry::kOutcomeUnknown);  // for example `in_doubt_error`
  }
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
