/* Functions that the clients of MySQL 8.0 to 9.7 have and MariaDB's does not, for functions.py
 * only: types are left out. */
bool mysql_bind_param(MYSQL*, unsigned, MYSQL_BIND*, const char**);
bool mysql_stmt_bind_named_param(MYSQL_STMT*, MYSQL_BIND*, unsigned, const char**);
int mysql_binlog_open(MYSQL*, MYSQL_RPL*);
int mysql_binlog_fetch(MYSQL*, MYSQL_RPL*);
void mysql_binlog_close(MYSQL*, MYSQL_RPL*);
int mysql_real_connect_nonblocking(MYSQL*, const char*, const char*, const char*, const char*,
                                   unsigned, const char*, unsigned long);
int mysql_get_connect_nonblocking_stage(MYSQL*);
int mysql_send_query_nonblocking(MYSQL*, const char*, unsigned long);
int mysql_real_query_nonblocking(MYSQL*, const char*, unsigned long);
int mysql_store_result_nonblocking(MYSQL*, MYSQL_RES**);
int mysql_next_result_nonblocking(MYSQL*);
int mysql_select_db_nonblocking(MYSQL*, const char*, bool*);
int mysql_fetch_row_nonblocking(MYSQL_RES*, MYSQL_ROW*);
int mysql_free_result_nonblocking(MYSQL_RES*);
int mysql_reset_connection_nonblocking(MYSQL*);
MYSQL* mysql_real_connect_dns_srv(MYSQL*, const char*, const char*, const char*, const char*,
                                  unsigned long);
int mysql_result_metadata(MYSQL_RES*);
void mysql_reset_server_public_key(void);
unsigned long mysql_real_escape_string_quote(MYSQL*, char*, const char*, unsigned long, char);
void* mysql_get_ssl_session_data(MYSQL*, unsigned, unsigned*);
bool mysql_free_ssl_session_data(MYSQL*, void*);
bool mysql_get_ssl_session_reused(MYSQL*);
const char* mysql_get_client_info_with_version_update(void);
const char* mysql_get_server_info_with_version_update(MYSQL*);
