# dbspan_find_soname(LIBRARY RESULT): the name under which programs ask for a shared library; both are
# names of variables.
function(dbspan_find_soname library result)
  if(NOT ${library} OR ${result})
    return()
  endif()
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${${library}} OUTPUT_VARIABLE dynamic ERROR_QUIET)
  string(REGEX MATCH "SONAME +([^\n]+)" _ "${dynamic}")
  set(${result} "${CMAKE_MATCH_1}" CACHE STRING "Name of ${${library}} in the programs that use it")
  mark_as_advanced(${result})
endfunction()
