"""Checks the numbers in mysql/error_retry.cc against a client's headers: error_numbers.py TABLE MYSQLD_ERROR_H ERRMSG_H

- A number in the table has the name that the headers give it, or is in OTHER_NAMES.
- Each error of the client library, and each error of the server whose name suggests that repeating may help, is in the table, has a
  SQLSTATE of a class that is, or is in FAIL_AGAIN.
"""
import re
import sys

# Numbers above are only written to the server's own log.
LAST_FOR_CLIENTS = 9999
HOPEFUL = re.compile(r'DEADLOCK|LOCK_WAIT|LOCK_TABLE_FULL|TIMEOUT|ABORT|ROLLBACK|XA_RB|XA_RETRY|SHUTDOWN|KILLED|INTERRUPT|OUT_OF_(?:RES|MEM|SORT)|'
                     r'OUTOFMEMORY|(?:FILE|DISK|CACHE|LOG)_FULL|TOO_MANY_(?:USER_CON|CONCURRENT_TRX)|CON_COUNT|UNAVAIL|ISNT_AVAILABLE|BUSY|LOST')
# MariaDB's name of a number that only MySQL uses.
OF_MYSQL_ONLY = re.compile(r'ER_MYSQL_\d+')
# A number that has another name in one of the servers: why the rule is right for both.
OTHER_NAMES = {
    3024: 'unused in MariaDB',
    4031: 'MariaDB: a trigger does not exist; only CREATE TRIGGER reports it',
}
# Names by reason.
FAIL_AGAIN = {
    'by its SQLSTATE, 08S01, the outcome is unknown': """ER_ABORTING_CONNECTION ER_NEW_ABORTING_CONNECTION ER_NET_READ_INTERRUPTED
        ER_NET_WRITE_INTERRUPTED ER_SHUTDOWN_COMPLETE""",
    'written to the log, or a warning': """ER_NORMAL_SHUTDOWN ER_WARNING_NOT_COMPLETE_ROLLBACK ER_WARN_ENGINE_TRANSACTION_ROLLBACK
        ER_WARNING_NOT_COMPLETE_ROLLBACK_WITH_CREATED_TEMP_TABLE ER_WARNING_NOT_COMPLETE_ROLLBACK_WITH_DROPPED_TEMP_TABLE
        ER_DATA_WAS_COMMITED_UNDER_ROLLBACK ER_SLAVE_STATEMENT_TIMEOUT ER_AUDIT_API_ABORT ER_AUDIT_LOG_ABORT
        ER_AUDIT_LOG_COMPONENT_INVALID_FILTER_ABORT ER_DEBUG_SYNC_TIMEOUT""",
    'the same transaction is too large again': 'ER_TRANS_CACHE_FULL ER_STMT_CACHE_FULL',
    'the state of the transaction is not known': 'ER_ERROR_DURING_ROLLBACK',
    'administration of replication, clones and keys': """ER_STOP_SLAVE_SQL_THREAD_TIMEOUT ER_STOP_SLAVE_IO_THREAD_TIMEOUT
        ER_STOP_REPLICA_SQL_THREAD_TIMEOUT ER_STOP_REPLICA_IO_THREAD_TIMEOUT ER_STOP_REPLICA_MONITOR_IO_THREAD_TIMEOUT
        ER_GROUP_REPLICATION_STOP_APPLIER_THREAD_TIMEOUT ER_MASTER_KEY_ROTATION_SE_UNAVAILABLE ER_RESOURCE_GROUP_BUSY
        ER_INNODB_REDO_LOG_ARCHIVE_START_TIMEOUT ER_GRP_RPL_CONNECTION_HANDOFF_BUSY""",
    'a limit of the server is reached again': 'ER_MDL_OUT_OF_RESOURCES',
    'the engine does not support it': 'ER_ROLLBACK_TO_SAVEPOINT',
    'the other server has an error under this number that fails again': 'ER_ROLLBACK_ONLY ER_INDEX_FILE_FULL',
    'the program calls functions in a wrong order or with wrong arguments': """CR_COMMANDS_OUT_OF_SYNC CR_NULL_POINTER CR_NO_PREPARE_STMT
        CR_PARAMS_NOT_BOUND CR_DATA_TRUNCATED CR_NO_PARAMETERS_EXISTS CR_INVALID_PARAMETER_NO CR_INVALID_BUFFER_USE CR_UNSUPPORTED_PARAM_TYPE
        CR_INVALID_CONN_HANDLE CR_FETCH_CANCELED CR_NO_DATA CR_NO_STMT_METADATA CR_NO_RESULT_SET CR_STMT_CLOSED CR_NEW_STMT_METADATA
        CR_ALREADY_CONNECTED CR_DUPLICATE_CONNECTION_ATTR CR_INVALID_FACTOR_NO CR_CANT_GET_SESSION_DATA CR_BULK_WITHOUT_PARAMETERS
        CR_INVALID_STMT CR_INVALID_PARAMETER CR_ERR_STMT_PARAM_CALLBACK CR_INVALID_CLIENT_FLAG CR_NOT_IMPLEMENTED CR_FUNCTION_NOT_SUPPORTED
        CR_ASYNC_NOT_SUPPORTED CR_EVENT_CREATE_FAILED CR_FILE_NAME_TOO_LONG CR_STMT_NO_RESULT""",
    'the result of the same statement is too wide again': 'CR_ERR_TOO_MUCH_COLUMNS',
    'the program, the client or the server is configured wrong': """CR_VERSION_ERROR CR_CANT_READ_CHARSET CR_NET_PACKET_TOO_LARGE
        CR_CONN_UNKNOWN_PROTOCOL CR_CONN_UNKNOW_PROTOCOL CR_SECURE_AUTH CR_UNUSED_1 CR_AUTH_PLUGIN_CANNOT_LOAD CR_AUTH_PLUGIN_ERR
        CR_INSECURE_API_ERR CR_SSL_FIPS_MODE_ERR CR_DEPRECATED_COMPRESSION_NOT_SUPPORTED CR_COMPRESSION_WRONGLY_CONFIGURED
        CR_KERBEROS_USER_NOT_FOUND CR_LOAD_DATA_LOCAL_INFILE_REJECTED CR_LOAD_DATA_LOCAL_INFILE_REALPATH_FAIL CR_MANDATORY_TRACKER_NOT_FOUND
        CR_INVALID_CLIENT_CHARSET CR_TLS_SERVER_NOT_FOUND CR_WRONG_LICENSE CR_BIND_ADDR_FAILED CR_FILE_NOT_FOUND CR_FILE_READ
        CR_VERSION_MISMATCH CR_PLUGIN_NOT_ALLOWED CR_CONNSTR_PARSE_ERROR CR_ERR_LOAD_PLUGIN CR_ERR_MISSING_ERROR_INFO""",
    'names of connections, no errors': """CR_LOCALHOST_CONNECTION CR_TCP_CONNECTION CR_NAMEDPIPE_CONNECTION CR_EMBEDDED_CONNECTION
        CR_SHARED_MEMORY_CONNECTION""",
    'Windows': """CR_NAMEDPIPEWAIT_ERROR CR_NAMEDPIPEOPEN_ERROR CR_NAMEDPIPESETSTATE_ERROR CR_SHARED_MEMORY_CONNECT_ERROR
        CR_SHARED_MEMORY_CONNECT_REQUEST_ERROR CR_SHARED_MEMORY_CONNECT_ANSWER_ERROR CR_SHARED_MEMORY_CONNECT_FILE_MAP_ERROR
        CR_SHARED_MEMORY_CONNECT_MAP_ERROR CR_SHARED_MEMORY_FILE_MAP_ERROR CR_SHARED_MEMORY_MAP_ERROR CR_SHARED_MEMORY_EVENT_ERROR
        CR_SHARED_MEMORY_CONNECT_ABANDONED_ERROR CR_SHARED_MEMORY_CONNECT_SET_ERROR""",
    'reads the log of changes, no statement': """CR_ERR_BINLOG_UNCOMPRESS CR_ERR_CHECKSUM_VERIFICATION_ERROR CR_ERR_UNSUPPORTED_BINLOG_FORMAT
        CR_UNKNOWN_BINLOG_EVENT CR_BINLOG_ERROR CR_BINLOG_INVALID_FILE CR_BINLOG_SEMI_SYNC_ERROR CR_PROBE_REPLICA_STATUS CR_PROBE_REPLICA_HOSTS
        CR_PROBE_REPLICA_CONNECT CR_PROBE_SOURCE_CONNECT CR_PROBE_SLAVE_STATUS CR_PROBE_SLAVE_HOSTS CR_PROBE_SLAVE_CONNECT
        CR_PROBE_MASTER_CONNECT""",
}


def defined(header, prefix):
    """The errors of a header by name, without the names of ranges."""
    text = open(header, encoding='utf-8', errors='replace').read()
    found = {name: int(number) for name, number in re.findall(rf'^\s*#\s*define\s+({prefix}\w+)\s+(\d+)', text, re.M)}
    return {name: number for name, number in found.items() if not re.search(r'_FIRST|_LAST|CR_M(?:IN|AX)_ERROR|CR_MYSQL_|CR_MARIADB', name)}


def main():
    table, server, client = sys.argv[1:]
    rules = {int(number): name for number, name in re.findall(r'Rule\{(\d+), Retry::\w+\},\s*// ((?:ER|CR)_\w+)', open(table).read())}
    errors = {**defined(server, 'ER_'), **defined(client, 'CR_')}
    names, failures = {}, []
    for name, number in errors.items():
        names.setdefault(number, set()).add(name)
    if len(rules) < 50 or len(errors) < 800:
        failures.append(f'only {len(rules)} rules and {len(errors)} errors were found: this test sees nothing')
    for number, name in rules.items():
        used = {other for other in names.get(number, ()) if not OF_MYSQL_ONLY.fullmatch(other)}
        if used and name not in used and number not in OTHER_NAMES:
            failures.append(f'{number}: the table says {name}, the headers {", ".join(sorted(used))}')
        if errors.get(name, number) != number:
            failures.append(f'{name}: the table says {number}, the headers {errors[name]}')
    listed = ' '.join(FAIL_AGAIN.values()).split()
    failures += [f'{name}: in the table and in FAIL_AGAIN' for name in listed if name in rules.values()]
    for name, number in errors.items():
        hopeful = name.startswith('CR_') or HOPEFUL.search(name)
        if hopeful and number <= LAST_FOR_CLIENTS and number not in rules and name not in listed:
            failures.append(f'{name} ({number}): neither in the table nor in FAIL_AGAIN')
    print(f'{len(rules)} rules, {len(errors)} errors')
    sys.exit('\n'.join(failures) if failures else 0)


if __name__ == '__main__':
    main()
