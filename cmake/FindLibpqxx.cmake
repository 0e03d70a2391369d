# Finds libpqxx and its libpq: components pqxx and pq (default: both), targets Libpqxx::pqxx and Libpqxx::pq. If one is missing, the
# message names Debian's package.
if(NOT Libpqxx_FIND_COMPONENTS)
  set(Libpqxx_FIND_COMPONENTS pqxx pq)
  set(Libpqxx_FIND_REQUIRED_pqxx ${Libpqxx_FIND_REQUIRED})
  set(Libpqxx_FIND_REQUIRED_pq ${Libpqxx_FIND_REQUIRED})
endif()
find_path(Libpqxx_INCLUDE_DIR pqxx/pqxx)
find_library(Libpqxx_LIBRARY pqxx)
find_path(Libpqxx_PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql)
find_library(Libpqxx_PQ_LIBRARY pq)
include(${CMAKE_CURRENT_LIST_DIR}/DbspanSoname.cmake)
dbspan_find_soname(Libpqxx_PQ_LIBRARY Libpqxx_PQ_SONAME)
# The levels of later functions that libpq contains.
set(Libpqxx_PQ_LEVELS "")
if(Libpqxx_PQ_INCLUDE_DIR)
  file(STRINGS ${Libpqxx_PQ_INCLUDE_DIR}/libpq-fe.h _libpqxx_has REGEX "#define LIBPQ_HAS_")
  if(_libpqxx_has MATCHES "LIBPQ_HAS_PIPELINING")
    list(APPEND Libpqxx_PQ_LEVELS 14)
  endif()
  if(_libpqxx_has MATCHES "LIBPQ_HAS_CLOSE_PREPARED")
    list(APPEND Libpqxx_PQ_LEVELS 17)
  endif()
endif()
if(Libpqxx_INCLUDE_DIR)
  file(STRINGS ${Libpqxx_INCLUDE_DIR}/pqxx/version.hxx Libpqxx_VERSION REGEX "define PQXX_VERSION \"")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" Libpqxx_VERSION "${Libpqxx_VERSION}")
endif()
set(_libpqxx_required Libpqxx_PQ_LIBRARY Libpqxx_PQ_INCLUDE_DIR)
set(_libpqxx_reason "dbspan::libpq needs libpq. Debian: libpq-dev. Without it: -DDBSPAN_LIBPQ=OFF")
if("pqxx" IN_LIST Libpqxx_FIND_COMPONENTS)
  list(PREPEND _libpqxx_required Libpqxx_LIBRARY Libpqxx_INCLUDE_DIR)
  set(_libpqxx_reason "dbspan::pg needs libpqxx. Debian: libpqxx-dev. Without it: -DDBSPAN_PG=OFF")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libpqxx
  REQUIRED_VARS ${_libpqxx_required}
  VERSION_VAR Libpqxx_VERSION
  REASON_FAILURE_MESSAGE "${_libpqxx_reason}")
if(Libpqxx_FOUND AND NOT TARGET Libpqxx::pq)
  add_library(Libpqxx::pq UNKNOWN IMPORTED)
  set_target_properties(Libpqxx::pq PROPERTIES
    IMPORTED_LOCATION "${Libpqxx_PQ_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${Libpqxx_PQ_INCLUDE_DIR}")
endif()
if(Libpqxx_FOUND AND "pqxx" IN_LIST Libpqxx_FIND_COMPONENTS AND NOT TARGET Libpqxx::pqxx)
  add_library(Libpqxx::pqxx UNKNOWN IMPORTED)
  set_target_properties(Libpqxx::pqxx PROPERTIES
    IMPORTED_LOCATION "${Libpqxx_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${Libpqxx_INCLUDE_DIR}" INTERFACE_LINK_LIBRARIES "${Libpqxx_PQ_LIBRARY}")
  if(Libpqxx_VERSION VERSION_GREATER_EQUAL 8)
    target_compile_features(Libpqxx::pqxx INTERFACE cxx_std_20) # its headers require C++20
  endif()
endif()
mark_as_advanced(
  Libpqxx_INCLUDE_DIR Libpqxx_LIBRARY Libpqxx_PQ_INCLUDE_DIR Libpqxx_PQ_LIBRARY)
