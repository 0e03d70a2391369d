// Declarations of Connector/C++ 8.3 that 1.1 lacks.
#pragma once

#include_next <cppconn/connection.h>

#define OPT_OPENTELEMETRY "OPT_OPENTELEMETRY"

namespace sql {

enum opentelemetry_mode { OTEL_DISABLED = 1, OTEL_PREFERRED, OTEL_REQUIRED };

}  // namespace sql
