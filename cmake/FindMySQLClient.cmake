# Finds the C API of MariaDB or MySQL: target MySQLClient::client, MySQLClient_SONAME, MySQLClient_IS_MARIADB; MySQLClient_LEVELS names the
# vendor, whose functions the other vendor lacks. If it is missing, the message names Debian's package.
include(${CMAKE_CURRENT_LIST_DIR}/DbspanSoname.cmake)
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
if(MySQLClient_FOUND AND NOT TARGET MySQLClient::client)
  add_library(MySQLClient::client UNKNOWN IMPORTED)
  set_target_properties(MySQLClient::client PROPERTIES
    IMPORTED_LOCATION "${MySQLClient_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${MySQLClient_INCLUDE_DIR}")
endif()
mark_as_advanced(MySQLClient_INCLUDE_DIR MySQLClient_LIBRARY)
