#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dbspan/endpoint.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

struct Statement;
using StatementPtr = std::shared_ptr<const Statement>;

/// Identity of an operation after its start. Owns its data, because the caller's memory may be
/// freed before the end.
struct OperationIdentity {
  OperationIdentity() noexcept {}  // NOLINT(*-use-equals-default): faster, see Operation

  EndpointPtr endpoint;
  StatementPtr statement;  ///< Null if the operation is not SQL.
  std::string name;
  std::string collection;
  std::string procedure;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
