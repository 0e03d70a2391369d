#pragma once

#include <map>
#include <string>
#include <vector>

#include "dbspan/version.h"
#include "recorder/export/variables.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns attributes that identify this process: service, host and process. `process.pid` is
/// missing because it is a number.
///
/// For the service name, the order of precedence is `OTEL_SERVICE_NAME`,
/// `OTEL_RESOURCE_ATTRIBUTES`, `service`, name of the executable. The command line is omitted,
/// because it may contain passwords. `service.instance.id` stays the same for the life of a
/// process.
std::map<std::string, std::string> DescribeProcess(const std::string& service,
                                                   Variables& variables);

/// Returns the attributes of DescribeProcess() and dbspan's own (`telemetry.…`), encoded as
/// resource.v1.Resource.
std::string EncodeResource(const std::string& service, Variables& variables);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
