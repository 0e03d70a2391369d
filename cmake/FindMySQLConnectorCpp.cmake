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
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLConnectorCpp
  REQUIRED_VARS MySQLConnectorCpp_LIBRARY MySQLConnectorCpp_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "dbspan::mysql needs MySQL Connector/C++. Debian: libmysqlcppconn-dev. Without it: -DDBSPAN_MYSQL=OFF")
if(MySQLConnectorCpp_FOUND AND NOT TARGET MySQLConnectorCpp::jdbc)
  set(MySQLConnectorCpp_INCLUDE_DIRS ${MySQLConnectorCpp_INCLUDE_DIR})
  if(MySQLConnectorCpp_INCLUDE_DIR MATCHES "/jdbc$")
    # The parent directory has <mysql/jdbc.h>, which includes <jdbc/mysql_driver.h>.
    cmake_path(GET MySQLConnectorCpp_INCLUDE_DIR PARENT_PATH MySQLConnectorCpp_PARENT_DIR)
    list(APPEND MySQLConnectorCpp_INCLUDE_DIRS ${MySQLConnectorCpp_PARENT_DIR})
  endif()
  add_library(MySQLConnectorCpp::jdbc UNKNOWN IMPORTED)
  set_target_properties(MySQLConnectorCpp::jdbc PROPERTIES
    IMPORTED_LOCATION "${MySQLConnectorCpp_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${MySQLConnectorCpp_INCLUDE_DIRS}")
endif()
mark_as_advanced(MySQLConnectorCpp_INCLUDE_DIR MySQLConnectorCpp_LIBRARY)
