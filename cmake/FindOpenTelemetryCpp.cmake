# Finds opentelemetry-cpp (targets opentelemetry-cpp::api and others). If it is missing, or a package that its config requires is
# missing, the message names the missing part and Debian's packages.
set(_otel_packages "opentelemetry-cpp-dev (bookworm: from bookworm-backports) with libabsl-dev, libgrpc++-dev, libprotobuf-dev, protobuf-compiler-grpc and libcurl4-openssl-dev")
find_package(opentelemetry-cpp CONFIG QUIET)
set(_otel_needs opentelemetry-cpp_DIR)
set(_otel_reason "")
if(NOT TARGET opentelemetry-cpp::api)
  # find_dependency in opentelemetry-cpp-config.cmake sets this message.
  if(opentelemetry-cpp_NOT_FOUND_MESSAGE MATCHES "dependency ([^ ]+) could not be found")
    set(_otel_needs ${CMAKE_MATCH_1}_DIR)
    set(_otel_reason "opentelemetry-cpp ${opentelemetry-cpp_VERSION} is installed, but ${CMAKE_MATCH_1}, which it needs, is not. ")
  endif()
  set(${_otel_needs} "")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenTelemetryCpp
  REQUIRED_VARS ${_otel_needs}
  REASON_FAILURE_MESSAGE "${_otel_reason}dbspan needs the OpenTelemetry C++ API. Debian: ${_otel_packages}")
