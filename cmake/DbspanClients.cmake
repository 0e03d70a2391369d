# Decides which components are built.

# dbspan_choose(PG "dbspan::pg (libpqxx)" libpqxx-dev Libpqxx COMPONENTS pqxx): defines an option DBSPAN_PG with three values. ON
# requires the component: configuring fails if its client is not installed. OFF skips it. AUTO, the default, builds it if
# its client is installed, and prints a line otherwise. Afterwards DBSPAN_PG is ON or OFF; if it is ON, find_package has found the client.
macro(dbspan_choose option component package module)
  set(DBSPAN_${option} AUTO CACHE STRING "${component}: AUTO (if its client is installed), ON or OFF")
  set_property(CACHE DBSPAN_${option} PROPERTY STRINGS AUTO ON OFF)
  if("${DBSPAN_${option}}" STREQUAL "AUTO")
    find_package(${module} QUIET ${ARGN})
    if(${module}_FOUND)
      set(DBSPAN_${option} ON)
    else()
      message(STATUS "dbspan: without ${component}, which is not installed (Debian: ${package}). "
        "-DDBSPAN_${option}=ON makes that an error, OFF hides this line")
      set(DBSPAN_${option} OFF)
    endif()
  elseif(DBSPAN_${option})
    find_package(${module} REQUIRED ${ARGN})
  endif()
endmacro()
