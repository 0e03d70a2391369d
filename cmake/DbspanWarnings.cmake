# Warnings for dbspan's own targets; they are not exported to users. They are errors only with DBSPAN_WERROR, which CI sets.
option(DBSPAN_WERROR "Treat warnings as errors" OFF)
add_library(dbspan_warnings INTERFACE)
target_compile_options(dbspan_warnings INTERFACE
  -Wall -Wextra $<$<COMPILE_LANGUAGE:CXX>:-Wshadow -Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<BOOL:${DBSPAN_WERROR}>:-Werror>)
