# Finds the targets of opentelemetry-cpp, in addition to its API, that dbspan::sdk is built with. The message names missing targets.
set(_otel_missing "")
foreach(_otel_target IN ITEMS trace metrics logs otlp_http_exporter otlp_http_metric_exporter otlp_http_log_record_exporter
    otlp_grpc_exporter otlp_grpc_metrics_exporter otlp_grpc_log_record_exporter
    ostream_span_exporter ostream_metrics_exporter ostream_log_record_exporter)
  if(NOT TARGET opentelemetry-cpp::${_otel_target})
    string(APPEND _otel_missing " ${_otel_target}")
  endif()
endforeach()
string(COMPARE EQUAL "${_otel_missing}" "" OpenTelemetrySdk_COMPLETE)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenTelemetrySdk REQUIRED_VARS OpenTelemetrySdk_COMPLETE REASON_FAILURE_MESSAGE
  "dbspan::sdk needs targets of opentelemetry-cpp that are missing:${_otel_missing}. Debian: opentelemetry-cpp-dev. Without it: -DDBSPAN_SDK=OFF")
