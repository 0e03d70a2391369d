# Finds libvalkey: target Libvalkey::valkey. Debian has no package of it yet.
find_path(Libvalkey_INCLUDE_DIR valkey/valkey.h)
find_library(Libvalkey_LIBRARY valkey)
include(${CMAKE_CURRENT_LIST_DIR}/DbspanFind.cmake)
dbspan_find_soname(Libvalkey_LIBRARY Libvalkey_SONAME)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libvalkey
  REQUIRED_VARS Libvalkey_LIBRARY Libvalkey_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "dbspan::valkey needs libvalkey. Debian: none. Without it: -DDBSPAN_VALKEY=OFF")
dbspan_import_found(Libvalkey::valkey Libvalkey)
