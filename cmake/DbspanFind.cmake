# What the find modules of the clients share.

# dbspan_find_soname(LIBRARY RESULT): sets the variable RESULT to the SONAME of the shared library whose path is in the variable LIBRARY.
function(dbspan_find_soname library result)
  if(NOT ${library} OR ${result})
    return()
  endif()
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${${library}} OUTPUT_VARIABLE dynamic ERROR_QUIET)
  string(REGEX MATCH "SONAME +([^\n]+)" _ "${dynamic}")
  set(${result} "${CMAKE_MATCH_1}" CACHE STRING "Name of ${${library}} in the programs that use it")
  mark_as_advanced(${result})
endfunction()

# dbspan_import_found(TARGET PREFIX [DIRECTORY…]): makes an imported target of the library and the headers in <PREFIX>_LIBRARY and
# <PREFIX>_INCLUDE_DIR, with more include directories.
function(dbspan_import_found target prefix)
  mark_as_advanced(${prefix}_LIBRARY ${prefix}_INCLUDE_DIR)
  if(${prefix}_LIBRARY AND ${prefix}_INCLUDE_DIR AND NOT TARGET ${target})
    add_library(${target} UNKNOWN IMPORTED)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${${prefix}_LIBRARY}")
    target_include_directories(${target} INTERFACE ${${prefix}_INCLUDE_DIR} ${ARGN})
  endif()
endfunction()
