include(CMakePackageConfigHelpers)
set(dbspan_client_needs "")
set(dbspan_find_modules "")
dbspan_get_clients(dbspan_clients)
foreach(client IN LISTS dbspan_clients)
  dbspan_get_client(find ${client} FIND)
  dbspan_get_client(below ${client} BELOW)
  dbspan_get_client(module ${client} MODULE)
  list(JOIN find " " find)
  string(APPEND dbspan_client_needs "set(_dbspan_needs_${client} ${find})\nset(_dbspan_below_${client} ${below})\n")
  list(APPEND dbspan_find_modules ${CMAKE_CURRENT_LIST_DIR}/Find${module}.cmake)
endforeach()
list(REMOVE_DUPLICATES dbspan_find_modules)
get_property(dbspan_systems GLOBAL PROPERTY DBSPAN_SYSTEMS)
list(JOIN dbspan_systems " " dbspan_systems)
list(JOIN dbspan_clients " " dbspan_clients)
string(REPLACE " " ", " dbspan_client_names "${dbspan_clients}")

set(dbspan_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dbspan)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/dbspan-config.cmake.in
  ${PROJECT_BINARY_DIR}/dbspan-config.cmake INSTALL_DESTINATION ${dbspan_config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dbspan-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/dbspan-config.cmake
  ${PROJECT_BINARY_DIR}/dbspan-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/DbspanFind.cmake
  ${CMAKE_CURRENT_LIST_DIR}/DbspanSwap.cmake
  ${CMAKE_CURRENT_LIST_DIR}/dbspan_swapped.cc
  ${CMAKE_CURRENT_LIST_DIR}/FindOpenTelemetryCpp.cmake
  ${dbspan_find_modules}
  DESTINATION ${dbspan_config_dir} COMPONENT development)

include(DbspanPkgConfig)
dbspan_install_pkgconfig()
