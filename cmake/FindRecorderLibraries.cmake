# Finds the dependencies of dbspan::recorder: protozero, and the headers of libcurl, which is loaded at the first export. If one is
# missing, the message names Debian's packages.
find_package(Protozero QUIET)
find_package(CURL QUIET)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RecorderLibraries REQUIRED_VARS Protozero_FOUND CURL_FOUND
  REASON_FAILURE_MESSAGE
    "dbspan::recorder needs protozero and libcurl. Debian: libprotozero-dev libcurl4-openssl-dev. Without it: -DDBSPAN_RECORDER=OFF")
