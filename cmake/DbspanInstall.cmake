include(CMakePackageConfigHelpers)
set(dbspan_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/dbspan)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/dbspan-config.cmake.in
  ${PROJECT_BINARY_DIR}/dbspan-config.cmake INSTALL_DESTINATION ${dbspan_config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dbspan-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/dbspan-config.cmake
  ${PROJECT_BINARY_DIR}/dbspan-config-version.cmake
  ${CMAKE_CURRENT_LIST_DIR}/DbspanSoname.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindOpenTelemetryCpp.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindLibpqxx.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindLibhiredis.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindMySQLClient.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindMySQLConnectorCpp.cmake
  DESTINATION ${dbspan_config_dir})
