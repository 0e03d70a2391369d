# Finds the dependencies of dbspan::recorder: protozero, a header-only library (target protozero::protozero), and the headers of libcurl,
# which is loaded at the first export. If one is missing, the message names Debian's packages.
find_path(Protozero_INCLUDE_DIR protozero/pbf_writer.hpp)
mark_as_advanced(Protozero_INCLUDE_DIR)
find_package(CURL QUIET)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RecorderLibraries REQUIRED_VARS Protozero_INCLUDE_DIR CURL_FOUND
  REASON_FAILURE_MESSAGE
    "dbspan::recorder needs protozero and libcurl. Debian: libprotozero-dev libcurl4-openssl-dev. Without it: -DDBSPAN_RECORDER=OFF")
if(RecorderLibraries_FOUND AND NOT TARGET protozero::protozero)
  add_library(protozero::protozero INTERFACE IMPORTED)
  target_include_directories(protozero::protozero INTERFACE ${Protozero_INCLUDE_DIR})
endif()
