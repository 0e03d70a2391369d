#pragma once

#include <map>
#include <string>
#include <vector>

#include "recorder/export/variables.h"

namespace dbspan::recorder {

/// Who this process is: service, host, process; without `process.pid`, which is a number.
///
/// `OTEL_SERVICE_NAME` wins over `OTEL_RESOURCE_ATTRIBUTES`, those over `service`, and that over
/// the name of the executable. No command line: there are passwords in some. The instance has the
/// same id whenever a process asks.
std::map<std::string, std::string> DescribeProcess(const std::string& service,
                                                   Variables& variables);

/// The same, and what records, encoded as resource.v1.Resource.
std::string EncodeResource(const std::string& service, Variables& variables);

}  // namespace dbspan::recorder
