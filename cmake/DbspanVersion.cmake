# dbspan_check_version(): fails unless include/dbspan/version.h contains the version of the project, and the namespace that compatible
# versions share (0.1.x is compatible with 0.1.y).
function(dbspan_check_version)
  file(READ ${PROJECT_SOURCE_DIR}/include/dbspan/version.h header)
  set(namespace v${PROJECT_VERSION_MAJOR}_${PROJECT_VERSION_MINOR})
  foreach(wanted IN ITEMS "DBSPAN_VERSION_NAMESPACE ${namespace}\n" "kVersion = \"${PROJECT_VERSION}\"")
    if(NOT header MATCHES "${wanted}")
      message(FATAL_ERROR "include/dbspan/version.h does not have '${wanted}'")
    endif()
  endforeach()
endfunction()
