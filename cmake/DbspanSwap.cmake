# dbspan_swap(TARGET CLIENT…): compiles all C++ files of a target, and for redis its C files too, with dbspan's header included first, so
# that they use dbspan's names without a change; and links the target with dbspan. CLIENT is pg, redis or mysql.
#
#   dbspan_swap(app pg)
#
# Targets that link a swapped target are swapped too, because a class with a member `pqxx::connection` has a different layout in an
# unswapped file. A program or shared library that contains swapped files but is not swapped itself does not link; the missing symbol
# names the reason.
function(dbspan_swap target)
  set(header_of_pg dbspan/pqxx_everywhere)
  set(header_of_redis dbspan/hiredis_async.h)
  set(header_of_mysql dbspan/mysql_driver.h)
  set(languages_of_redis C,)
  if(NOT ARGN)
    message(FATAL_ERROR "dbspan_swap(${target}): which clients? There are pg, redis and mysql")
  endif()
  foreach(client IN LISTS ARGN)
    if(NOT header_of_${client})
      message(FATAL_ERROR "dbspan_swap(${target}): there is no client '${client}'; there are pg, redis and mysql")
    endif()
    target_link_libraries(${target} PUBLIC dbspan::${client})
    target_compile_options(${target} PUBLIC "$<$<COMPILE_LANGUAGE:${languages_of_${client}}CXX>:SHELL:-include ${header_of_${client}}>")
  endforeach()
  target_compile_definitions(${target} PUBLIC DBSPAN_SWAPPED)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE" OR type STREQUAL "SHARED_LIBRARY" OR type STREQUAL "MODULE_LIBRARY")
    target_sources(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dbspan_swapped.cc)
  else()
    # A static or object library passes the file on to the program or shared library that links it publicly.
    target_sources(${target} INTERFACE
      "$<$<IN_LIST:$<TARGET_PROPERTY:TYPE>,EXECUTABLE;SHARED_LIBRARY;MODULE_LIBRARY>:${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dbspan_swapped.cc>")
  endif()
endfunction()
