# Makes Debian packages with CPack: dbspan has the command and the libraries that it preloads; libdbspan0.1 has the shared components;
# libdbspan-dev has the files that a build with them needs; libdbspan-sdk-dev has dbspan::sdk. `./run deb` makes dbspan from a static
# build, and the others from a build with BUILD_SHARED_LIBS and DBSPAN_PACKAGES.
set(soversion ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL command)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "database and cache calls of a program, as a tree, a table and a page")
if(DBSPAN_PACKAGES)
  set(CPACK_COMPONENTS_ALL runtime development sdk)
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "OpenTelemetry spans of database and cache calls, for C++ programs")
endif()
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "dbspan maintainers <maintainers@localhost>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# _dbspan_package(COMPONENT PACKAGE SECTION TEXT…): defines a package. TEXT are the lines of its description.
macro(_dbspan_package component package section)
  string(TOUPPER ${component} _component)
  string(REPLACE ";" "\n" _text "${ARGN}")
  set(CPACK_DEBIAN_${_component}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${_component}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${_component}_DESCRIPTION "${_text}")
  set(CPACK_DEBIAN_${_component}_FILE_NAME DEB-DEFAULT)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

_dbspan_package(command dbspan utils
  "dbspan run runs a program without changing it and reports what it sent to"
  "Postgres, MySQL, MariaDB and Redis: which statements, how often, how long, how"
  "many rows, hits and misses, and how they failed.")
set(CPACK_DEBIAN_COMMAND_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS libcurl4)

_dbspan_package(runtime libdbspan${soversion} libs
  "Shared libraries: what programs that were built with libdbspan-dev need to run.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_RECOMMENDS libcurl4)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/core ${PROJECT_BINARY_DIR}/api ${PROJECT_BINARY_DIR}/recorder ${PROJECT_BINARY_DIR})

# A program requests the components that it uses and only needs their clients, so the packages of the clients are not required.
set(recommended "")
dbspan_get_clients(clients BUILT)
foreach(client IN LISTS clients)
  dbspan_get_client(package ${client} PACKAGE)
  if(NOT package STREQUAL "none")
    list(APPEND recommended ${package})
  endif()
endforeach()
list(REMOVE_DUPLICATES recommended)
list(JOIN recommended ", " recommended)
_dbspan_package(development libdbspan-dev libdevel
  "Headers, objects for the link line of unchanged sources, and files for CMake"
  "and pkg-config. The packages of the clients are recommended, not required.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libdbspan${soversion} (= ${PROJECT_VERSION}), opentelemetry-cpp-dev, libabsl-dev, libprotobuf-dev, libgrpc++-dev, protobuf-compiler-grpc, libcurl4-openssl-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "${recommended}")

_dbspan_package(sdk libdbspan-sdk-dev libdevel
  "Sets the OpenTelemetry SDK up in one line: exporters, views, samplers, and the"
  "tree of a program's traces on the terminal.")
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS "libdbspan-dev (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_SDK_PACKAGE_SHLIBDEPS ON)

include(CPack)
