#include "pg/error_retry.h"

#include <algorithm>
#include <array>

#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Rule {
  std::string_view code;  // a SQLSTATE or the two characters of a class; the first match counts
  Retry retry;
};

struct Refusal {
  std::string_view first;
  std::string_view second = {};  // must follow `first`, after an argument
};

// Sources: PostgreSQL, appendix A (error codes) and 13.5 (serialization failure handling);
// src/backend/tcop/postgres.c and utils/init/postinit.c for what ends a session; SQL:2016, part 2,
// 24.1 for classes 08 and 40. An error in a transaction always rolls all of it back, so that there
// is no `kStatement` here.
constexpr std::array kRules = {
    Rule{"08", Retry::kOutcomeUnknown},     // connection exceptions, also of PgBouncer and dblink
    Rule{"25P03", Retry::kTransaction},     // idle in transaction: ended before the statement
    Rule{"25P04", Retry::kTransaction},     // transaction_timeout (17)
    Rule{"40002", Retry::kNo},              // a constraint is violated, and would be again
    Rule{"40003", Retry::kOutcomeUnknown},  // "statement completion unknown"
    Rule{"40", Retry::kTransaction},        // 40001 serialization failure, 40P01 deadlock
    Rule{"53400", Retry::kNo},              // a configured limit (temp_file_limit): reached again
    Rule{"53", Retry::kLater},              // disk, memory or connections exhausted
    Rule{"55006", Retry::kLater},           // object in use
    Rule{"55P03", Retry::kTransaction},     // lock_timeout, NOWAIT
    Rule{"57014", Retry::kTransaction},     // statement_timeout, cancel: the server rolled it back
    Rule{"57P01", Retry::kOutcomeUnknown},  // administrator: may happen during COMMIT
    Rule{"57P02", Retry::kOutcomeUnknown},  // another backend crashed: may happen during COMMIT
    Rule{"57P03", Retry::kLater},           // starting up, shutting down, in recovery
    Rule{"57P05", Retry::kTransaction},     // idle session: ended before the statement
    Rule{"58030", Retry::kLater},           // input or output failed
    Rule{"72000", Retry::kTransaction},     // snapshot too old
    Rule{"HV00N", Retry::kLater},           // foreign server: no connection
    Rule{"HV001", Retry::kLater},           // foreign server: out of memory
};

// Parts of messages in the source of Postgres 12 to 18 and libpq, for connections that are refused
// because of the program's arguments or the configuration. auth.c, hba.c, backend_startup.c,
// postinit.c, miscinit.c (classes 28, 3D, 42, 22); fe-auth.c, fe-connect.c.
constexpr std::array kRefusals = {
    Refusal{"authentication failed for user \""},
    Refusal{"no pg_hba.conf entry for "},
    Refusal{"pg_hba.conf rejects "},
    Refusal{"role \"", "\" does not exist"},
    Refusal{"role \"", "\" is not permitted to log in"},
    Refusal{"database \"", "\" does not exist"},
    Refusal{"database \"", "\" is not currently accepting connections"},
    Refusal{"permission denied for database \""},
    Refusal{"permission denied to "},
    Refusal{"must be superuser to "},
    Refusal{"no PostgreSQL user name specified in startup packet"},
    Refusal{"unrecognized configuration parameter \""},
    Refusal{"invalid value for parameter \""},
    Refusal{"unsupported frontend protocol "},
    Refusal{"connection requires a valid client certificate"},
    Refusal{"certificate authentication failed"},
    Refusal{"no password supplied"},
    Refusal{"server does not support SSL, but SSL was required"},
    Refusal{"root certificate file \"", "\" does not exist"},
    Refusal{"invalid connection option \""},
    Refusal{"invalid port number: \""},
    Refusal{"missing \"=\" after \""},
    Refusal{"invalid ", " value: \""},
    Refusal{"no such database: "},  // PgBouncer
    Refusal{"no such user"},        // PgBouncer
    Refusal{"password authentication failed"},
};

bool IsForGood(std::string_view attempt) noexcept {
  return std::any_of(kRefusals.begin(), kRefusals.end(), [attempt](const Refusal& one) {
    const std::size_t at = attempt.find(one.first);
    if (at == std::string_view::npos) return false;
    return attempt.find(one.second, at + one.first.size()) != std::string_view::npos;
  });
}

}  // namespace

Retry RetryOfRefusal(std::string_view message) noexcept {
  // Since version 14, libpq's message has one line for each address that it has tried.
  constexpr std::string_view kAttempt = "connection to server ";
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find(kAttempt, begin + 1), message.size());
    if (!IsForGood(message.substr(begin, end - begin))) return Retry::kLater;
    begin = end;
  }
  return message.empty() ? Retry::kLater : Retry::kNo;
}

Retry RetryOfSqlstate(std::string_view sqlstate) noexcept {
  if (sqlstate.empty()) return Retry::kOutcomeUnknown;
  const std::string_view of_class = sqlstate.substr(0, 2);
  if (of_class == "00" || of_class == "01") return Retry::kUnknown;
  const auto* rule = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& one) {
    return sqlstate.substr(0, one.code.size()) == one.code;
  });
  return rule == kRules.end() ? Retry::kNo : rule->retry;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
