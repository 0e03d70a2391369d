#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

#include "dbspan/version.h"

/// The messages of OTLP's trace service in the SDK. They are found by name, because their headers
/// are not installed.
namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns an empty message of a class, such as `ExportTraceServiceRequest`. Null if the SDK does
/// not contain it.
const google::protobuf::Message* PrototypeOf(const std::string& name);
/// Returns the number of spans that a receiver rejected although it accepted the request.
std::int64_t RejectedSpans(const google::protobuf::Message& response);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
