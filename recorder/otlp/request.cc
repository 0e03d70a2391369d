#include "recorder/otlp/request.h"

#include <protozero/pbf_writer.hpp>

#include <cstdint>
#include <utility>

#include "core/span/attributes.h"
#include "dbspan/version.h"
#include "recorder/otlp/pieces.h"
#include "recorder/scope.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_writer;

// Field numbers of the request, ResourceSpans and ScopeSpans; equal for logs and metrics.
constexpr std::uint32_t kOfResource = 1;
constexpr std::uint32_t kResource = 1;
constexpr std::uint32_t kOfScope = 2;
constexpr std::uint32_t kScope = 1;
constexpr std::uint32_t kItem = 2;
constexpr std::uint32_t kSchemaUrl = 3;
constexpr std::uint32_t kScopeName = 1;
constexpr std::uint32_t kScopeVersion = 2;

}  // namespace

std::string EncodeScope(ScopeId scope) {
  std::string encoded;
  pbf_writer writer{encoded};
  const std::string_view name = ScopeAt(scope).name;
  const std::string_view version = kVersion;
  writer.add_string(kScopeName, name.data(), name.size());
  writer.add_string(kScopeVersion, version.data(), version.size());
  return encoded;
}

RequestBuilder::RequestBuilder(std::string resource)
    : resource_(std::move(resource)), scopes_(ScopeCount() + 1U), items_(ScopeCount() + 1U) {
  for (ScopeId scope = 1; scope <= ScopeCount(); ++scope) scopes_[scope] = EncodeScope(scope);
}

void RequestBuilder::Add(ScopeId scope, std::string_view item) {
  Pieces head;
  head.AddHead(kItem, item.size());
  items_[scope] += head.view();
  items_[scope] += item;
  ++size_;
}

std::string RequestBuilder::Take() {
  const std::string_view schema = attribute::kSchemaUrl;
  const auto append = [](std::string& to, std::uint32_t field, std::string_view bytes) {
    Pieces head;
    head.AddHead(field, bytes.size());
    to += head.view();
    to += bytes;
  };
  // Returns the size of a scope's message without its items.
  const auto size_around = [&](ScopeId scope) {
    return SizeOfField(scopes_[scope].size()) + SizeOfField(schema.size());
  };
  std::size_t of_resource = SizeOfField(resource_.size()) + SizeOfField(schema.size());
  for (ScopeId scope = 1; scope <= ScopeCount(); ++scope) {
    if (items_[scope].empty()) continue;
    of_resource += SizeOfField(size_around(scope) + items_[scope].size());
  }
  std::string request;
  request.reserve(SizeOfField(of_resource));
  Pieces head;
  head.AddHead(kOfResource, of_resource);
  request += head.view();
  append(request, kResource, resource_);
  for (ScopeId scope = 1; scope <= ScopeCount(); ++scope) {
    std::string& items = items_[scope];
    if (items.empty()) continue;
    Pieces of_scope;
    of_scope.AddHead(kOfScope, size_around(scope) + items.size());
    request += of_scope.view();
    append(request, kScope, scopes_[scope]);
    request += items;
    append(request, kSchemaUrl, schema);
    items.clear();
  }
  append(request, kSchemaUrl, schema);
  size_ = 0;
  return request;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
