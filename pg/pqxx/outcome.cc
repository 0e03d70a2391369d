#include "dbspan/detail/pg/outcome.h"

#include <pqxx/except>

#include <string_view>

#include "core/interpose/cancellation.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

Outcome OutcomeOfFailure(std::string_view type) {
  Outcome outcome = OutcomeOfCurrentException();
  outcome.error->type = type;
  return outcome;
}

}  // namespace

Outcome Observer::operator()() const {
  if (IsThreadEnding()) return OutcomeOfCurrentException();
  try {
    throw;
  } catch (const ::pqxx::sql_error& error) {
    const Outcome unknown = OutcomeOfCurrentException();
    return OutcomeOfSqlstate(error.sqlstate(), unknown.error->type, error.what());
  } catch (const ::pqxx::unexpected_rows&) {
    return {};  // the database did what it was asked; the caller expected other rows
  } catch (const ::pqxx::broken_connection&) {
    return OutcomeOfFailure("pqxx::broken_connection");
  } catch (...) {
    return OutcomeOfCurrentException();
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
