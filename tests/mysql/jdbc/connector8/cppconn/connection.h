// As in Connector/C++ 8.3, as far as it differs from 1.1.
#pragma once

#include_next <cppconn/connection.h>

#define OPT_OPENTELEMETRY "OPT_OPENTELEMETRY"

namespace sql {

enum opentelemetry_mode { OTEL_DISABLED = 1, OTEL_PREFERRED, OTEL_REQUIRED };

}  // namespace sql
