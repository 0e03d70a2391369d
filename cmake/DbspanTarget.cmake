# dbspan_add_component(NAME core SOURCES … HEADERS … PUBLIC … PRIVATE …)
#
# One component: target dbspan_<name>, alias dbspan::<name>, its own export set, so that
# find_package(dbspan COMPONENTS …) needs the client libraries of the components asked for and no others.
function(dbspan_add_component)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(target dbspan_${arg_NAME})
  add_library(${target} ${arg_SOURCES})
  add_library(dbspan::${arg_NAME} ALIAS ${target})
  list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/dbspan/)
  target_sources(${target} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${arg_HEADERS})
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  # Our own functions are not replaced from outside, so they may be inlined although they are PIC.
  target_compile_options(${target} PRIVATE -fno-semantic-interposition)
  target_link_libraries(${target} PUBLIC ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:dbspan_warnings>)
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${arg_NAME} POSITION_INDEPENDENT_CODE ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
    VERIFY_INTERFACE_HEADER_SETS ON)
  if(DBSPAN_INSTALL)
    install(TARGETS ${target} EXPORT dbspan-${arg_NAME}-targets FILE_SET HEADERS)
    install(EXPORT dbspan-${arg_NAME}-targets NAMESPACE dbspan::
      DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/dbspan)
  endif()
endfunction()
