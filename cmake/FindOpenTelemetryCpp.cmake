# Finds opentelemetry-cpp (targets opentelemetry-cpp::api and friends) and says how to get it when it is
# missing, or when the development packages its own config asks for are.
set(OpenTelemetryCpp_HINT "Debian: opentelemetry-cpp-dev (bookworm: from bookworm-backports) with libabsl-dev, libgrpc++-dev, libprotobuf-dev, protobuf-compiler-grpc and libcurl4-openssl-dev")
find_package(opentelemetry-cpp CONFIG QUIET)
if(NOT TARGET opentelemetry-cpp::api)
  set(OpenTelemetryCpp_FOUND FALSE)
  set(_otel_found FALSE)
else()
  set(_otel_found TRUE)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenTelemetryCpp
  REQUIRED_VARS _otel_found
  VERSION_VAR opentelemetry-cpp_VERSION
  REASON_FAILURE_MESSAGE "dbspan needs the OpenTelemetry C++ API. ${OpenTelemetryCpp_HINT}")
