#include "mysql/connector_spans.h"

#include <dlfcn.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/version.h>

#include <atomic>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "core/interpose/dlerror_guard.h"
#include "core/interpose/enabled.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/loaded_object.h"
#include "dbspan/mysql/instrumentation.h"
#include "mysql/connector_above.h"

// sql::mysql::telemetry::mk_span(std::string, std::optional<trace::SpanContext>), with which the
// connector creates each of its spans (8.1 to 8.3: jdbc/driver/mysql_telemetry.cpp).
#define DBSPAN_CONNECTOR_MAKES_SPAN                                      \
  "_ZN3sql5mysql9telemetry7mk_spanENSt7__cxx1112basic_stringIcSt11char_" \
  "traitsIcESaIcEEESt8optionalIN13opentelemetry2v15trace11SpanContextEE"

// Defined only if the types match the connector's, which was built with ABI version 1 of the
// OpenTelemetry API without standard library types.
#if OPENTELEMETRY_ABI_VERSION_NO == 1 && !defined(OPENTELEMETRY_STL_VERSION) && \
    _GLIBCXX_USE_CXX11_ABI
#define DBSPAN_MAKES_CONNECTOR_SPAN
// Weak: a statically linked connector keeps its own function.
[[gnu::weak,
  gnu::visibility("default")]] opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>
DbspanMakeConnectorSpan(
    std::string name,
    std::optional<opentelemetry::trace::SpanContext> link) __asm__(DBSPAN_CONNECTOR_MAKES_SPAN);
#endif

namespace dbspan::mysql {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace trace = opentelemetry::trace;

using Span = opentelemetry::nostd::shared_ptr<trace::Span>;
using MakeSpan = Span (*)(std::string name, std::optional<trace::SpanContext> link);

/// A library that creates such spans. Never freed; one per connector and place in memory.
struct Connector {
  interpose::LoadedObject object;
  bool stays = false;                                  ///< It cannot be unloaded.
  mutable std::atomic<unsigned long long> unloads{0};  ///< CountUnloads() when it was found.
  bool uses_shared_client = false;  ///< It calls the C API through dbspan's wrappers.
  MakeSpan make_span = nullptr;
  const Connector* next = nullptr;
};

std::atomic<const Connector*> connectors{nullptr};

std::unique_ptr<Connector> Describe(const void* caller) {
  auto found = std::make_unique<Connector>();
  found->unloads = interpose::CountUnloads();
  found->object = interpose::ObjectAt(caller);
  found->stays = found->object && interpose::StaysLoaded(found->object);
  found->uses_shared_client =
      found->object && !interpose::VersionReferredTo(found->object, "mysql_real_connect").empty() &&
      dbspan_mysql_sees_calls_from != nullptr && dbspan_mysql_sees_calls_from(caller);
  const DlerrorGuard dlerror_guard;
  const char* file = found->object.file.empty() ? nullptr : found->object.file.c_str();
  if (void* handle = dlopen(file, RTLD_LAZY | RTLD_NOLOAD)) {
    found->make_span = reinterpret_cast<MakeSpan>(dlsym(handle, DBSPAN_CONNECTOR_MAKES_SPAN));
    dlclose(handle);
  }
#ifdef DBSPAN_MAKES_CONNECTOR_SPAN
  if (found->make_span == &DbspanMakeConnectorSpan) found->make_span = nullptr;  // ours: no other
#endif
  return found;
}

/// Tells whether `one` was found before any other library was unloaded, or cannot be unloaded.
bool IsValid(const Connector& one) {
  return one.stays || one.unloads.load() == interpose::CountUnloads();
}

bool IsSame(const Connector& one, const Connector& other) {
  return one.object.begin == other.object.begin && one.object.end == other.object.end &&
         one.object.file == other.object.file && one.stays == other.stays &&
         one.uses_shared_client == other.uses_shared_client && one.make_span == other.make_span;
}

const Connector* Find(const void* caller) {
  for (const Connector* one = connectors.load(); one != nullptr; one = one->next) {
    if (one->object.Contains(caller) && IsValid(*one)) return one;
  }
  auto found = Describe(caller);
  // After the unloading of any library, the connector is usually still there.
  for (const Connector* one = connectors.load(); one != nullptr; one = one->next) {
    if (!IsSame(*one, *found)) continue;
    one->unloads.store(found->unloads.load());
    return one;
  }
  const Connector* first = connectors.load();
  do {
    found->next = first;
  } while (!connectors.compare_exchange_weak(first, found.get()));
  return found.release();
}

trace::SpanContext ContextOfOperation() {
  const detail::OperationSpan* operation = ConnectorSpansReplaced::Current();
  if (operation != nullptr) {
    const trace::SpanContext context = operation->context();
    if (context.IsValid()) return context;
  }
  return trace::GetSpan(opentelemetry::context::RuntimeContext::GetCurrent())->GetContext();
}

Span Replacement() { return Span{new trace::DefaultSpan{ContextOfOperation()}}; }

Span MakeConnectorSpan(std::string&& name, std::optional<trace::SpanContext>&& link,
                       const void* caller) {
  const ErrnoGuard errno_guard;
  const bool ours = Enabled<MySql>();
  if (ours && ConnectorSpansReplaced::Current() != nullptr) return Replacement();
  const Connector* connector = Find(caller);
  if (connector->make_span == nullptr || (ours && connector->uses_shared_client)) {
    return Replacement();
  }
  return connector->make_span(std::move(name), std::move(link));
}

}  // namespace
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::mysql

#ifdef DBSPAN_MAKES_CONNECTOR_SPAN
opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> DbspanMakeConnectorSpan(
    std::string name, std::optional<opentelemetry::trace::SpanContext> link) {
  return dbspan::mysql::MakeConnectorSpan(std::move(name), std::move(link),
                                          __builtin_return_address(0));
}
#endif
