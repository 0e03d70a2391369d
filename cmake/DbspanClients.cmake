# Which components are built.

# dbspan_choose(PG "dbspan::pg (libpqxx)" libpqxx-dev Libpqxx COMPONENTS pqxx): makes DBSPAN_PG an option with three values. ON
# asks for the component, and configuring fails if its client is not installed; OFF leaves it out; AUTO, the default, builds it if
# its client is installed, and reports if not. Afterwards DBSPAN_PG is ON or OFF, and the client has been found.
macro(dbspan_choose option component package module)
  set(DBSPAN_${option} AUTO CACHE STRING "${component}: AUTO (if its client is installed), ON or OFF")
  set_property(CACHE DBSPAN_${option} PROPERTY STRINGS AUTO ON OFF)
  if("${DBSPAN_${option}}" STREQUAL "AUTO")
    find_package(${module} QUIET ${ARGN})
    if(${module}_FOUND)
      set(DBSPAN_${option} ON)
    else()
      _dbspan_report_left_out(${option} "${component}" "Debian: ${package}")
    endif()
  elseif(DBSPAN_${option})
    find_package(${module} REQUIRED ${ARGN})
  endif()
endmacro()

# dbspan_choose_sdk(): the same for DBSPAN_SDK, which needs more of opentelemetry-cpp than its API.
macro(dbspan_choose_sdk)
  set(DBSPAN_SDK AUTO CACHE STRING "dbspan::sdk: AUTO (if the OpenTelemetry SDK is installed), ON or OFF")
  set_property(CACHE DBSPAN_SDK PROPERTY STRINGS AUTO ON OFF)
  set(_dbspan_missing "")
  foreach(_dbspan_target IN ITEMS trace metrics logs otlp_http_exporter otlp_http_metric_exporter otlp_http_log_record_exporter
      otlp_grpc_exporter otlp_grpc_metrics_exporter otlp_grpc_log_record_exporter
      ostream_span_exporter ostream_metrics_exporter ostream_log_record_exporter)
    if(NOT TARGET opentelemetry-cpp::${_dbspan_target})
      list(APPEND _dbspan_missing opentelemetry-cpp::${_dbspan_target})
    endif()
  endforeach()
  list(JOIN _dbspan_missing ", " _dbspan_missing)
  if("${DBSPAN_SDK}" STREQUAL "AUTO")
    if(_dbspan_missing)
      _dbspan_report_left_out(SDK "dbspan::sdk (the OpenTelemetry SDK)" "${OpenTelemetryCpp_HINT}; missing: ${_dbspan_missing}")
    else()
      set(DBSPAN_SDK ON)
    endif()
  elseif(DBSPAN_SDK AND _dbspan_missing)
    message(FATAL_ERROR "dbspan::sdk needs the OpenTelemetry SDK. ${OpenTelemetryCpp_HINT}. Missing: ${_dbspan_missing}. Without it: -DDBSPAN_SDK=OFF")
  endif()
endmacro()

macro(_dbspan_report_left_out option component reason)
  message(STATUS
    "dbspan: without ${component}, which is not installed (${reason}). -DDBSPAN_${option}=ON makes that an error, OFF hides this line")
  set(DBSPAN_${option} OFF)
endmacro()
