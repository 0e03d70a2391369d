#include "mysql/error_retry.h"

#include <algorithm>
#include <array>

#include "dbspan/version.h"

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Rule {
  int number;
  Retry retry;
};

// Sources: MySQL 8.4 reference manual, 17.20.5 (InnoDB error handling: which errors roll back the
// statement, which the transaction) and the error message reference; MariaDB's error code reference
// and mysqld_error.h; Galera's documentation (1047). Client library: errmsg.h. Sorted by number.
constexpr std::array kRules = {
    // With innodb_snapshot_isolation, MariaDB rolls the transaction back. In other engines only the
    // statement has failed, and repeating the transaction is safe too.
    Rule{1020, Retry::kTransaction},  // ER_CHECKREAD
    Rule{1021, Retry::kLater},        // ER_DISK_FULL
    Rule{1028, Retry::kStatement},    // ER_FILSORT_ABORT
    Rule{1037, Retry::kLater},        // ER_OUTOFMEMORY
    Rule{1038, Retry::kLater},        // ER_OUT_OF_SORTMEMORY
    Rule{1040, Retry::kLater},        // ER_CON_COUNT_ERROR
    Rule{1041, Retry::kLater},        // ER_OUT_OF_RESOURCES
    // The text is "unknown command", which servers hardly ever report. Galera's nodes report it
    // while they are not ready.
    Rule{1047, Retry::kLater},           // ER_UNKNOWN_COM_ERROR
    Rule{1053, Retry::kOutcomeUnknown},  // ER_SERVER_SHUTDOWN
    Rule{1114, Retry::kLater},           // ER_RECORD_FILE_FULL
    Rule{1129, Retry::kLater},           // ER_HOST_IS_BLOCKED
    Rule{1135, Retry::kLater},           // ER_CANT_CREATE_THREAD
    Rule{1153, Retry::kNo},              // ER_NET_PACKET_TOO_LARGE: refused unread
    Rule{1180, Retry::kOutcomeUnknown},  // ER_ERROR_DURING_COMMIT
    Rule{1203, Retry::kLater},           // ER_TOO_MANY_USER_CONNECTIONS
    // Only the statement is rolled back, unless innodb_rollback_on_timeout is on; it is off by
    // default.
    Rule{1205, Retry::kStatement},       // ER_LOCK_WAIT_TIMEOUT
    Rule{1206, Retry::kLater},           // ER_LOCK_TABLE_FULL
    Rule{1213, Retry::kTransaction},     // ER_LOCK_DEADLOCK
    Rule{1226, Retry::kLater},           // ER_USER_LIMIT_REACHED
    Rule{1251, Retry::kNo},              // ER_NOT_SUPPORTED_AUTH_MODE: class 08, but no loss
    Rule{1297, Retry::kTransaction},     // ER_GET_TEMPORARY_ERRMSG: NDB
    Rule{1317, Retry::kStatement},       // ER_QUERY_INTERRUPTED
    Rule{1402, Retry::kTransaction},     // ER_XA_RBROLLBACK
    Rule{1412, Retry::kTransaction},     // ER_TABLE_DEF_CHANGED: "please retry transaction"
    Rule{1613, Retry::kTransaction},     // ER_XA_RBTIMEOUT
    Rule{1614, Retry::kTransaction},     // ER_XA_RBDEADLOCK
    Rule{1615, Retry::kStatement},       // ER_NEED_REPREPARE
    Rule{1637, Retry::kLater},           // ER_TOO_MANY_CONCURRENT_TRXS
    Rule{1689, Retry::kStatement},       // ER_LOCK_ABORTED
    Rule{1836, Retry::kLater},           // ER_READ_ONLY_MODE
    Rule{1927, Retry::kOutcomeUnknown},  // ER_CONNECTION_KILLED (MariaDB)
    Rule{1969, Retry::kStatement},       // ER_STATEMENT_TIMEOUT (MariaDB)
    // A failed attempt to connect has sent no statement.
    Rule{2001, Retry::kLater},           // CR_SOCKET_CREATE_ERROR
    Rule{2002, Retry::kLater},           // CR_CONNECTION_ERROR
    Rule{2003, Retry::kLater},           // CR_CONN_HOST_ERROR
    Rule{2004, Retry::kLater},           // CR_IPSOCK_ERROR
    Rule{2005, Retry::kLater},           // CR_UNKNOWN_HOST
    Rule{2000, Retry::kOutcomeUnknown},  // CR_UNKNOWN_ERROR
    Rule{2006, Retry::kOutcomeUnknown},  // CR_SERVER_GONE_ERROR
    Rule{2008, Retry::kOutcomeUnknown},  // CR_OUT_OF_MEMORY: the answer is lost
    Rule{2009, Retry::kLater},           // CR_WRONG_HOST_INFO
    Rule{2012, Retry::kLater},           // CR_SERVER_HANDSHAKE_ERR
    Rule{2013, Retry::kOutcomeUnknown},  // CR_SERVER_LOST, also by a timeout of the client
    Rule{2026, Retry::kLater},           // CR_SSL_CONNECTION_ERROR
    Rule{2027, Retry::kOutcomeUnknown},  // CR_MALFORMED_PACKET
    Rule{2055, Retry::kOutcomeUnknown},  // CR_SERVER_LOST_EXTENDED
    Rule{2070, Retry::kLater},           // CR_DNS_SRV_LOOKUP_FAILED
    Rule{3015, Retry::kLater},           // ER_ENGINE_OUT_OF_MEMORY
    Rule{3019, Retry::kLater},           // ER_INNODB_UNDO_LOG_FULL
    Rule{3024, Retry::kStatement},       // ER_QUERY_TIMEOUT: SELECT only
    Rule{3058, Retry::kTransaction},     // ER_USER_LOCK_DEADLOCK
    Rule{3100, Retry::kTransaction},     // ER_RUN_HOOK_ERROR: group replication, before COMMIT
    Rule{3101, Retry::kTransaction},     // ER_TRANSACTION_ROLLBACK_DURING_COMMIT
    Rule{3132, Retry::kTransaction},     // ER_LOCKING_SERVICE_DEADLOCK
    Rule{3133, Retry::kStatement},       // ER_LOCKING_SERVICE_TIMEOUT
    Rule{3168, Retry::kLater},           // ER_SERVER_ISNT_AVAILABLE
    Rule{3169, Retry::kOutcomeUnknown},  // ER_SESSION_WAS_KILLED
    Rule{3197, Retry::kLater},           // ER_XA_RETRY
    Rule{3572, Retry::kStatement},       // ER_LOCK_NOWAIT
    Rule{3675, Retry::kLater},           // ER_DISK_FULL_NOWAIT
    // The statement waited for the election of a primary, and did not run.
    Rule{3781, Retry::kLater},      // ER_GR_HOLD_WAIT_TIMEOUT
    Rule{3782, Retry::kStatement},  // ER_GR_HOLD_KILLED
    // MySQL: the session was idle too long and ended before the statement arrived. In MariaDB the
    // number means that a trigger does not exist, and only CREATE TRIGGER reports it.
    Rule{4031, Retry::kTransaction},     // ER_CLIENT_INTERACTION_TIMEOUT
    Rule{5013, Retry::kOutcomeUnknown},  // CR_ERR_NET_READ (MariaDB)
    Rule{5014, Retry::kOutcomeUnknown},  // CR_ERR_NET_WRITE (MariaDB)
    Rule{5015, Retry::kOutcomeUnknown},  // CR_ERR_NET_UNCOMPRESS (MariaDB)
};

}  // namespace

Retry RetryOfNumber(int number, std::string_view sqlstate) noexcept {
  const auto* rule = std::find_if(kRules.begin(), kRules.end(),
                                  [&](const Rule& one) { return one.number == number; });
  if (rule != kRules.end()) return rule->retry;
  // Other numbers are judged by the class of the SQLSTATE, which SIGNAL can also choose.
  const std::string_view of_class = sqlstate.substr(0, 2);
  if (of_class == "08") return Retry::kOutcomeUnknown;
  if (of_class == "40") return Retry::kTransaction;
  return Retry::kNo;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql
