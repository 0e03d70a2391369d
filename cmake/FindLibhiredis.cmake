# Finds hiredis: target Libhiredis::hiredis; Libhiredis_LEVELS has the levels of later functions that it contains. If it is missing, the
# message names Debian's package.
find_path(Libhiredis_INCLUDE_DIR hiredis/hiredis.h)
find_library(Libhiredis_LIBRARY hiredis)
include(${CMAKE_CURRENT_LIST_DIR}/DbspanFind.cmake)
dbspan_find_soname(Libhiredis_LIBRARY Libhiredis_SONAME)
if(Libhiredis_INCLUDE_DIR)
  file(STRINGS ${Libhiredis_INCLUDE_DIR}/hiredis/hiredis.h Libhiredis_MAJOR REGEX "#define HIREDIS_MAJOR")
  string(REGEX REPLACE "[^0-9]" "" Libhiredis_MAJOR "${Libhiredis_MAJOR}")
  set(Libhiredis_LEVELS "")
  if(Libhiredis_MAJOR GREATER_EQUAL 1)
    set(Libhiredis_LEVELS 1)
  endif()
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libhiredis
  REQUIRED_VARS Libhiredis_LIBRARY Libhiredis_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "dbspan::redis needs hiredis. Debian: libhiredis-dev. Without it: -DDBSPAN_REDIS=OFF")
dbspan_import_found(Libhiredis::hiredis Libhiredis)
