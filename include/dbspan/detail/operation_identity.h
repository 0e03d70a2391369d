#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

struct Statement;
using StatementPtr = std::shared_ptr<const Statement>;

/// What is kept of an operation once it has started: owned, for the caller's memory may be gone by
/// its end.
struct OperationIdentity {
  OperationIdentity() noexcept {}  // NOLINT(*-use-equals-default): as in Operation

  EndpointPtr endpoint;
  StatementPtr statement;  ///< Null for what is not SQL.
  std::string name;
  std::string collection;
  std::string procedure;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
