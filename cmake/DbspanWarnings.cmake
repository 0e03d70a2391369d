# Warnings of our own targets; never exported. Errors only where DBSPAN_WERROR says so (our CI does).
option(DBSPAN_WERROR "Treat warnings as errors" OFF)
add_library(dbspan_warnings INTERFACE)
target_compile_options(dbspan_warnings INTERFACE
  -Wall -Wextra $<$<COMPILE_LANGUAGE:CXX>:-Wshadow -Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<BOOL:${DBSPAN_WERROR}>:-Werror>)
