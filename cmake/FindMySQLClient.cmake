# Finds the C API of MariaDB or MySQL: target MySQLClient::client, MySQLClient_SONAME, MySQLClient_IS_MARIADB; MySQLClient_LEVELS names the
# vendor, whose functions the other vendor lacks. If it is missing, the message names Debian's package.
include(${CMAKE_CURRENT_LIST_DIR}/DbspanFind.cmake)
find_path(MySQLClient_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb mysql)
find_library(MySQLClient_LIBRARY NAMES mariadb mysqlclient)
dbspan_find_soname(MySQLClient_LIBRARY MySQLClient_SONAME)
set(MySQLClient_IS_MARIADB FALSE)
set(MySQLClient_LEVELS mysql8)
if(EXISTS ${MySQLClient_INCLUDE_DIR}/mariadb_version.h)
  set(MySQLClient_IS_MARIADB TRUE)
  set(MySQLClient_LEVELS mariadb)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLClient
  REQUIRED_VARS MySQLClient_LIBRARY MySQLClient_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "dbspan::mysqlclient needs the C API of MariaDB or MySQL. Debian: libmariadb-dev. Without it: -DDBSPAN_MYSQLCLIENT=OFF")
dbspan_import_found(MySQLClient::client MySQLClient)
