# The registry of clients. Each client is registered once, in client.cmake of its folder. Components, installation, package tests,
# fault scripts, benchmarks and the table of clients in the documentation are derived from the registry.
include(DbspanClients)

set(_dbspan_client_values NAME TITLE SYSTEM PACKAGE INCLUDE SYMBOLS CHECKED FUNCTIONS LEVELS_FROM BELOW SERVER)
set(_dbspan_client_lists BENCHED BENCHED_LONG FIND LIBRARY SOURCES HEADERS SYMBOL_SOURCES NEWER_SOURCES LEVELS SWAP DEFINITIONS APART)

# dbspan_add_client(…): registers a client. Source files are relative to the client's folder, headers to include/dbspan.
#
#   NAME redis               component dbspan::redis and option DBSPAN_REDIS
#   TITLE hiredis            name of the client in messages and documents
#   PACKAGE libhiredis-dev   Debian's package
#   FIND Libhiredis          arguments of find_package, with COMPONENTS if it has any
#   LIBRARY Libhiredis::hiredis …   targets of the client
#   SYSTEM resp              component that all clients of the database system share, in system.cmake of the parent folder
#   SOURCES …                sources of both forms
#   DEFINITIONS …            their compile definitions
#   APART …                  sources that are excluded from a unity build (CMAKE_UNITY_BUILD)
#   HEADERS …                headers that are installed with the client
#   SERVER redis             server that the tests need: DBSPAN_TEST_REDIS_URL
#   BENCHED redis/GET "Redis GET"   a call of bench/<name>_bench.cc and its title in docs/performance.md
#   BENCHED_LONG …           the same for a call that takes long
#
# The header form, if there is one:
#   INCLUDE dbspan/hiredis.h        header that a program includes
#   SWAP -include …                 compiler options that include it into unchanged sources
#   BELOW libpq                     client that this one is built on; its objects trace the calls that bypass this one
#
# The linked and preloaded forms, if there are any:
#   SYMBOLS hiredis                 name of the objects: dbspan::hiredis
#   SYMBOL_SOURCES …                sources of these forms only
#   FUNCTIONS exports.txt           list of the functions that every supported version of the client has
#   LEVELS 14 17                    levels of later versions: exports_14.txt … list their functions, NEWER_SOURCES define them
#   LEVELS_FROM MySQLClient_LEVELS  variable of the find module that contains the levels of the installed client; all levels, if LEVELS
#                                   has none
#   CHECKED redisCommand            function that is looked up to check that dbspan's functions precede the client's
#
# This is a macro, so that variables that find_package sets are visible in the whole project.
macro(dbspan_add_client)
  cmake_parse_arguments(_client "" "${_dbspan_client_values}" "${_dbspan_client_lists}" ${ARGN})
  string(TOUPPER ${_client_NAME} _client_OPTION)
  dbspan_choose(${_client_OPTION} "dbspan::${_client_NAME} (${_client_TITLE})" ${_client_PACKAGE} ${_client_FIND})
  _dbspan_register_client(${CMAKE_CURRENT_LIST_DIR})
  if(DBSPAN_${_client_OPTION})
    if(_client_SYSTEM AND NOT TARGET dbspan_${_client_SYSTEM})
      include(${CMAKE_CURRENT_LIST_DIR}/../system.cmake)
    endif()
    _dbspan_build_client(${CMAKE_CURRENT_LIST_DIR})
  endif()
endmacro()

# dbspan_add_system(NAME resp SOURCES … HEADERS …): adds a component that all clients of one database system share and link.
function(dbspan_add_system)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;HEADERS" ${ARGN})
  set(folder ${CMAKE_CURRENT_LIST_DIR})
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  list(TRANSFORM arg_SOURCES PREPEND ${folder}/)
  dbspan_add_component(NAME ${arg_NAME} SOURCES ${arg_SOURCES} HEADERS ${arg_HEADERS} PUBLIC dbspan::core
    FOLDER ${CMAKE_CURRENT_LIST_DIR})
  set_property(GLOBAL APPEND PROPERTY DBSPAN_SYSTEMS ${arg_NAME})
endfunction()

# dbspan_know_systems(TARGET): generates "known_systems.h" for a target. It defines dbspan::kKnownSystems, the traits of every database
# system that has a registered client, built or not. A system is the parent folder of its clients; system.h in it defines
# dbspan::<folder>::kTraits.
function(dbspan_know_systems target)
  _dbspan_get_systems(systems)
  set(checks "")
  foreach(system IN LISTS systems)
    string(TOUPPER ${system} infix)
    string(APPEND checks "static_assert(${system}::kTraits.environment == \"${infix}\", \"variables are named after the folder\");\n")
  endforeach()
  list(TRANSFORM systems REPLACE "(.+)" "#include \"\\1/system.h\"\n" OUTPUT_VARIABLE includes)
  list(TRANSFORM systems REPLACE "(.+)" "&\\1::kTraits, " OUTPUT_VARIABLE traits)
  list(JOIN includes "" includes)
  list(JOIN traits "" traits)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/known_systems.h CONTENT "#pragma once\n
${includes}
namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {\n
inline constexpr const detail::SystemTraits* kKnownSystems[] = {${traits}};\n
${checks}
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan\n")
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>)
endfunction()

# dbspan_write_variable_prefixes(): generates "variable_prefixes.h" for the core, which knows no system. It defines
# DBSPAN_VARIABLE_PREFIXES, the beginning of the names of each system's variables (`PG_` in DBSPAN_PG_ROWS): the name of its folder.
function(dbspan_write_variable_prefixes)
  _dbspan_get_systems(systems)
  list(TRANSFORM systems TOUPPER)
  list(TRANSFORM systems REPLACE "(.+)" "\"\\1_\"")
  list(JOIN systems ", " prefixes)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/variable_prefixes.h CONTENT "#define DBSPAN_VARIABLE_PREFIXES ${prefixes}\n")
endfunction()

# Sets RESULT to the folders of the database systems that have a registered client, built or not.
function(_dbspan_get_systems result)
  dbspan_get_clients(clients)
  set(systems "")
  foreach(client IN LISTS clients)
    dbspan_get_client(folder ${client} FOLDER)
    cmake_path(GET folder PARENT_PATH system)
    list(APPEND systems ${system})
  endforeach()
  list(REMOVE_DUPLICATES systems)
  set(${result} "${systems}" PARENT_SCOPE)
endfunction()

# dbspan_get_client(RESULT NAME KEY): sets RESULT to the value of a key of a registered client.
function(dbspan_get_client result name key)
  get_property(value GLOBAL PROPERTY DBSPAN_CLIENT_${name}_${key})
  set(${result} "${value}" PARENT_SCOPE)
endfunction()

# dbspan_get_clients(RESULT [KEY…]): sets RESULT to the clients that have all these keys, in the order of registration. The key BUILT
# selects the clients that are built.
function(dbspan_get_clients result)
  get_property(names GLOBAL PROPERTY DBSPAN_CLIENTS)
  foreach(key IN LISTS ARGN)
    foreach(name IN LISTS names)
      dbspan_get_client(value ${name} ${key})
      if(NOT value)
        list(REMOVE_ITEM names ${name})
      endif()
    endforeach()
  endforeach()
  set(${result} "${names}" PARENT_SCOPE)
endfunction()

function(_dbspan_register_client folder)
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_property(GLOBAL APPEND PROPERTY DBSPAN_CLIENTS ${_client_NAME})
  foreach(key IN LISTS _dbspan_client_values _dbspan_client_lists)
    set_property(GLOBAL PROPERTY DBSPAN_CLIENT_${_client_NAME}_${key} "${_client_${key}}")
  endforeach()
  set_property(GLOBAL PROPERTY DBSPAN_CLIENT_${_client_NAME}_FOLDER ${folder})
  set_property(GLOBAL PROPERTY DBSPAN_CLIENT_${_client_NAME}_OPTION DBSPAN_${_client_OPTION})
  list(GET _client_FIND 0 module)
  set_property(GLOBAL PROPERTY DBSPAN_CLIENT_${_client_NAME}_MODULE ${module})
  if(DBSPAN_${_client_OPTION})
    set_property(GLOBAL PROPERTY DBSPAN_CLIENT_${_client_NAME}_BUILT TRUE)
  endif()
endfunction()

function(_dbspan_build_client folder)
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  foreach(list IN ITEMS SOURCES SYMBOL_SOURCES NEWER_SOURCES APART)
    list(TRANSFORM _client_${list} PREPEND ${folder}/)
  endforeach()
  set_source_files_properties(${_client_APART} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(others ${_client_LIBRARY})
  list(POP_FRONT others library)
  set(system "")
  if(_client_SYSTEM)
    set(system dbspan::${_client_SYSTEM})
  endif()
  if(_client_SYMBOLS)
    set(installed_levels ${${_client_LEVELS_FROM}})
    if(NOT _client_LEVELS)
      set(_client_LEVELS ${installed_levels})
    endif()
    list(TRANSFORM installed_levels REPLACE "(.+)" "${folder}/exports_\\1.txt")
    list(TRANSFORM _client_LEVELS REPLACE "(.+)" "\\1=${folder}/exports_\\1.txt")
    set(installed HEADER ${_client_HEADERS})
    if(_client_INCLUDE)
      set(installed EXPORT ${_client_NAME})
    endif()
    dbspan_add_symbol_form(NAME ${_client_SYMBOLS} SOURCES ${_client_SOURCES} ${_client_SYMBOL_SOURCES}
      NEWER_SOURCES ${_client_NEWER_SOURCES} LIBRARY ${library} ${system} CHECKED ${_client_CHECKED}
      EXPORTS ${folder}/${_client_FUNCTIONS} LATER_EXPORTS ${installed_levels} NEWER ${_client_LEVELS} ${installed})
    target_compile_definitions(dbspan_${_client_SYMBOLS}_symbols PRIVATE ${_client_DEFINITIONS})
  endif()
  if(_client_INCLUDE)
    dbspan_add_component(NAME ${_client_NAME} SOURCES ${_client_SOURCES} HEADERS ${_client_HEADERS}
      PUBLIC dbspan::api ${system} ${library} PRIVATE ${others} FOLDER ${PROJECT_SOURCE_DIR}/${folder})
    target_compile_definitions(dbspan_${_client_NAME} PRIVATE ${_client_DEFINITIONS})
    if(_client_BELOW AND TARGET dbspan::${_client_BELOW})
      dbspan_get_client(below ${_client_BELOW} LIBRARY)
      dbspan_bring_objects(dbspan_${_client_NAME} dbspan::${_client_BELOW} ${below})
      target_compile_definitions(dbspan_${_client_NAME} PRIVATE DBSPAN_TRACED_BELOW)
    endif()
  endif()
endfunction()
