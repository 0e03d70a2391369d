#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"

namespace dbspan {

struct Statement;

/// What is kept of an operation once it has started: owned, for the caller's memory may be gone by
/// its end.
struct OperationIdentity {
  EndpointPtr endpoint;
  std::shared_ptr<const Statement> statement;  ///< Null for what is not SQL.
  std::string name;
  std::string collection;
  std::string procedure;
};

}  // namespace dbspan
