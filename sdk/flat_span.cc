#include "sdk/flat_span.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace common = opentelemetry::common;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

void Copy(const common::KeyValueIterable& from, FlatAttributes& to) {
  from.ForEachKeyValue([&to](nostd::string_view key, common::AttributeValue value) noexcept {
    try {
      to.Set(key, value);
    } catch (...) {  // no memory: one attribute less
    }
    return true;
  });
}

}  // namespace

void FlatSpan::SetIdentity(const trace::SpanContext& context, trace::SpanId parent) noexcept {
  context_ = context;
  parent_ = parent;
}

void FlatSpan::SetAttribute(nostd::string_view key, const common::AttributeValue& value) noexcept
    try {
  attributes_.Set(key, value);
} catch (...) {  // no memory: one attribute less
}

void FlatSpan::AddEvent(nostd::string_view name, common::SystemTimestamp timestamp,
                        const common::KeyValueIterable& attributes) noexcept try {
  Event& event = events_.emplace_back();
  event.name.assign(name.data(), name.size());
  event.timestamp = timestamp;
  Copy(attributes, event.attributes);
} catch (...) {  // no memory: one event less
}

void FlatSpan::AddLink(const trace::SpanContext& context,
                       const common::KeyValueIterable& attributes) noexcept try {
  links_.push_back(std::make_unique<Link>(Link{context, {}}));
  Copy(attributes, links_.back()->attributes);
} catch (...) {  // no memory: one link less
}

void FlatSpan::SetStatus(trace::StatusCode code, nostd::string_view description) noexcept try {
  status_ = code;
  description_.assign(description.data(), description.size());
} catch (...) {  // no memory for the words
}

void FlatSpan::SetName(nostd::string_view name) noexcept try {
  name_ = attributes_.Keep({name.data(), name.size()});
  name_size_ = static_cast<std::uint32_t>(name.size());
} catch (...) {  // no memory: it keeps the name it had
}

void FlatSpan::Replay(opentelemetry::sdk::trace::Recordable& other) const noexcept {
  other.SetIdentity(context_, parent_);
  other.SetTraceFlags(flags_);
  const std::string_view name = attributes_.Text(name_, name_size_);
  other.SetName({name.data(), name.size()});
  other.SetSpanKind(kind_);
  other.SetStartTime(start_);
  other.SetDuration(duration_);
  if (resource_ != nullptr) other.SetResource(*resource_);
  if (scope_ != nullptr) other.SetInstrumentationScope(*scope_);
  attributes_.ForEachKeyValue([&other](nostd::string_view key, common::AttributeValue value) {
    other.SetAttribute(key, value);
    return true;
  });
  for (const Event& event : events_) other.AddEvent(event.name, event.timestamp, event.attributes);
  for (const auto& link : links_) other.AddLink(link->context, link->attributes);
  if (status_ != trace::StatusCode::kUnset) other.SetStatus(status_, description_);
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
