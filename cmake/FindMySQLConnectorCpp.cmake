# Finds MySQL Connector/C++ (JDBC-style API): target MySQLConnectorCpp::jdbc. If it is missing, the message names Debian's package.
#
# Debian has the headers in include/. MySQL's own packages of 8 and 9 have them in include/jdbc (archives) or include/mysql-cppconn/jdbc
# (deb, rpm), and the library in lib64 or lib. If the program has already found the connector through the connector's own CMake package, its
# target mysql::concpp-jdbc is used.
if(TARGET mysql::concpp-jdbc)
  if(NOT TARGET MySQLConnectorCpp::jdbc)
    add_library(MySQLConnectorCpp::jdbc INTERFACE IMPORTED)
    target_link_libraries(MySQLConnectorCpp::jdbc INTERFACE mysql::concpp-jdbc)
  endif()
  set(MySQLConnectorCpp_FOUND TRUE)
  return()
endif()
find_path(MySQLConnectorCpp_INCLUDE_DIR mysql_driver.h PATH_SUFFIXES jdbc mysql-cppconn/jdbc)
find_library(MySQLConnectorCpp_LIBRARY mysqlcppconn PATH_SUFFIXES lib64 lib)
include(${CMAKE_CURRENT_LIST_DIR}/DbspanFind.cmake)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLConnectorCpp
  REQUIRED_VARS MySQLConnectorCpp_LIBRARY MySQLConnectorCpp_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "dbspan::mysql needs MySQL Connector/C++. Debian: libmysqlcppconn-dev. Without it: -DDBSPAN_MYSQL=OFF")
set(_connector_parent "")
if(MySQLConnectorCpp_INCLUDE_DIR MATCHES "/jdbc$")
  # The parent directory has <mysql/jdbc.h>, which includes <jdbc/mysql_driver.h>.
  cmake_path(GET MySQLConnectorCpp_INCLUDE_DIR PARENT_PATH _connector_parent)
endif()
dbspan_import_found(MySQLConnectorCpp::jdbc MySQLConnectorCpp ${_connector_parent})
