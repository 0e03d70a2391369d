#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Builds the body of a request from items, grouped by scope.
///
/// Works for spans and log records, because the field numbers of both requests are equal: resources
/// are field 1 of the request, scopes are field 2 of a resource, and items are field 2 of a scope.
class RequestBuilder {
 public:
  /// `resource` is an encoded resource.v1.Resource.
  explicit RequestBuilder(std::string resource);

  void Add(ScopeId scope, std::string_view item);
  std::size_t size() const noexcept { return size_; }
  /// Returns the request and begins the next one.
  std::string Take();

 private:
  const std::string resource_;
  std::vector<std::string> scopes_;  // encoded
  std::vector<std::string> items_;   // by scope
  std::size_t size_ = 0;
};

/// Returns an encoded common.v1.InstrumentationScope.
std::string EncodeScope(ScopeId scope);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
