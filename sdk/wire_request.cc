#include "sdk/wire_request.h"

#include <algorithm>
#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <utility>
#include <vector>

#include "recorder/otlp/fields.h"
#include "sdk/wire_attributes.h"
#include "sdk/wire_span.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otlp = recorder::otlp;
namespace sdk_trace = opentelemetry::sdk::trace;
using opentelemetry::sdk::resource::Resource;
using protozero::pbf_writer;
using sdk_trace::InstrumentationScope;

// Field numbers of ExportTraceServiceRequest, ResourceSpans, ScopeSpans and InstrumentationScope.
constexpr std::uint32_t kOfResource = 1;
constexpr std::uint32_t kResource = 1;
constexpr std::uint32_t kOfScope = 2;
constexpr std::uint32_t kScope = 1;
constexpr std::uint32_t kSpan = 2;
constexpr std::uint32_t kSchemaUrl = 3;
constexpr std::uint32_t kScopeName = 1;
constexpr std::uint32_t kScopeVersion = 2;
constexpr auto kScopeAttributes = static_cast<otlp::AttributesOf>(3);

struct OfScope {
  const InstrumentationScope* scope;
  std::vector<const WireSpan*> spans;
};
struct OfResource {
  const Resource* resource;
  std::vector<OfScope> scopes;
};

void AddText(pbf_writer& message, std::uint32_t field, const std::string& text) {
  if (!text.empty()) message.add_string(field, text);
}

// Linear search: usually there is one group.
template <class Group, class Key>
Group& Find(std::vector<Group>& groups, const Key* Group::*member, const Key* key) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group& group) { return group.*member == key; });
  if (found != groups.end()) return *found;
  Group group{};
  group.*member = key;
  groups.push_back(std::move(group));
  return groups.back();
}

void Add(std::string& request, pbf_writer& of_resource, const OfScope& group) {
  pbf_writer of_scope{of_resource, kOfScope};
  if (group.scope != nullptr) {
    pbf_writer scope{of_scope, kScope};
    AddText(scope, kScopeName, group.scope->GetName());
    AddText(scope, kScopeVersion, group.scope->GetVersion());
    for (const auto& [key, value] : group.scope->GetAttributes()) {
      AppendAttribute(request, kScopeAttributes, key, value);  // goes into the open `scope`
    }
  }
  for (const WireSpan* const span : group.spans) {
    of_scope.add_message(kSpan, span->encoded().data(), span->encoded().size());
  }
  if (group.scope != nullptr) AddText(of_scope, kSchemaUrl, group.scope->GetSchemaURL());
}

void Add(std::string& request, const OfResource& group) {
  pbf_writer writer{request};
  pbf_writer of_resource{writer, kOfResource};
  if (group.resource != nullptr) {
    pbf_writer resource{of_resource, kResource};
    for (const auto& [key, value] : group.resource->GetAttributes()) {
      AppendAttribute(request, otlp::AttributesOf::kResource, key, value);
    }
  }
  for (const OfScope& scope : group.scopes) Add(request, of_resource, scope);
  if (group.resource != nullptr) AddText(of_resource, kSchemaUrl, group.resource->GetSchemaURL());
}

}  // namespace

std::string WireRequestOf(const nostd::span<std::unique_ptr<sdk_trace::Recordable>>& spans) {
  std::vector<OfResource> resources;
  std::size_t bytes = 4096;
  for (const auto& recordable : spans) {
    if (recordable == nullptr) continue;
    const auto& span = static_cast<const WireSpan&>(*recordable);  // created by MakeRecordable
    OfResource& resource = Find(resources, &OfResource::resource, span.resource());
    Find(resource.scopes, &OfScope::scope, span.scope()).spans.push_back(&span);
    bytes += span.encoded().size() + 8;
  }
  std::string request;
  request.reserve(bytes);
  for (const OfResource& resource : resources) Add(request, resource);
  return request;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
