# Finds the dependencies of the command dbspan, except those of the recorder. If one is missing, the message names Debian's packages.
find_package(Threads REQUIRED)
find_package(ZLIB QUIET)
find_package(nlohmann_json QUIET)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CommandLibraries REQUIRED_VARS ZLIB_FOUND nlohmann_json_FOUND DBSPAN_RECORDER
  REASON_FAILURE_MESSAGE
    "The command dbspan needs DBSPAN_RECORDER, zlib and nlohmann-json. Debian: zlib1g-dev nlohmann-json3-dev. Without it: -DDBSPAN_CLI=OFF")
