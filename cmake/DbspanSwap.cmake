# dbspan_swap(TARGET CLIENT…): compiles all C++ files of a target with dbspan's names instead of the clients', for redis its C files as
# well, without an edit, and links it with dbspan. CLIENT is pg, redis or mysql.
#
#   dbspan_swap(app pg)
#
# Targets that link a swapped one are swapped with it: a class that has a `pqxx::connection` is another class in a file that is not. A
# program or shared library that has swapped files in it and is not swapped itself does not link; the missing symbol says so.
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
    # With whatever links it, as far as it is linked publicly.
    target_sources(${target} INTERFACE
      "$<$<IN_LIST:$<TARGET_PROPERTY:TYPE>,EXECUTABLE;SHARED_LIBRARY;MODULE_LIBRARY>:${CMAKE_CURRENT_FUNCTION_LIST_DIR}/dbspan_swapped.cc>")
  endif()
endfunction()
