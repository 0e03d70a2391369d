#pragma once

#include <string>
#include <vector>

#include "recorder/export/variables.h"

namespace dbspan::recorder {

/// Returns who this process is, encoded as resource.v1.Resource: service, telemetry, host, process.
///
/// `OTEL_SERVICE_NAME` wins over `OTEL_RESOURCE_ATTRIBUTES`, those over `service`, and that over
/// the name of the executable. No command line: there are passwords in some.
std::string EncodeResource(const std::string& service, Variables& variables);

}  // namespace dbspan::recorder
