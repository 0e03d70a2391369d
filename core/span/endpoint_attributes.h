#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/nostd/string_view.h>

#include <utility>
#include <vector>

#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The attributes of an endpoint in the types of the API. They refer to the endpoint's fields.
class EndpointAttributes
    : public std::vector<
          std::pair<opentelemetry::nostd::string_view, opentelemetry::common::AttributeValue>> {};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
