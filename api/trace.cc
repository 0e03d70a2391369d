#include "dbspan/trace.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>
#include <exception>
#include <new>
#include <utility>

#include "core/interpose/cancellation.h"
#include "core/interpose/errno_guard.h"
#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "core/span/error_message.h"
#include "core/span/outcome.h"
#include "core/span/sink.h"
#include "core/span/span_outcome.h"
#include "core/span/trace_id_text.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"
#include "insight/live/live_watcher.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otel_trace = opentelemetry::trace;

nostd::shared_ptr<otel_trace::Span> StartSpan(std::string_view name, SpanAttributes attributes,
                                              TelemetryUse::Generation& generation) noexcept {
  const ErrnoGuard errno_guard;
  ProcessLife::Watch();
  const TelemetryUse use;
  generation = use.generation();
  if (!use) return otel_trace::GetSpan(opentelemetry::context::Context{});
  const auto tracers = otel_trace::Provider::GetTracerProvider();
  // An application can clear the global provider with a null pointer. Then return the span of an
  // empty context, which records nothing.
  const void* const provider = tracers.get();
  if (provider == nullptr || ProcessLife::IsInherited(provider, generation)) {
    return otel_trace::GetSpan(opentelemetry::context::Context{});
  }
  const bool records =
      dynamic_cast<const otel_trace::NoopTracerProvider*>(tracers.get()) == nullptr;
  if (records) ProcessLife::OnProvider(provider, generation);
  return tracers->GetTracer("dbspan.trace", kVersion, View(attribute::kSchemaUrl))
      ->StartSpan(View(name), attributes);
}

// The exceptions may come from a database client and contain data, so they are redacted like those
// of clients.
const Options& ErrorOptions() {
  static const Options options = [] {
    Options errors;
    errors.error_messages = OptionsFromEnvironment("TRACE").error_messages;
    return errors;
  }();
  return options;
}

nostd::shared_ptr<otel_trace::Span> CurrentSpan() noexcept {
  return otel_trace::GetSpan(opentelemetry::context::RuntimeContext::GetCurrent());
}

/// Returns the current span if this process may write to it; null otherwise. In a forked child, the
/// span may belong to the parent process.
nostd::shared_ptr<otel_trace::Span> WritableSpan(const TelemetryUse& use) noexcept {
  if (!use) return {};
  const auto tracers = otel_trace::Provider::GetTracerProvider();
  if (ProcessLife::IsInherited(tracers.get(), use.generation())) return {};
  auto span = CurrentSpan();
  return ProcessLife::IsInherited(span->GetContext()) ? nostd::shared_ptr<otel_trace::Span>{}
                                                      : std::move(span);
}

}  // namespace

ScopedSpan::ScopedSpan(std::string_view name, SpanAttributes attributes) noexcept
    : span_(StartSpan(name, attributes, generation_)),
      scope_(span_),
      exceptions_(std::uncaught_exceptions()) {
  if (Sink::IsWatched()) queries_.Open(name);
}

ScopedSpan::~ScopedSpan() {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (use.generation() != generation_) {
    queries_.Leave();
    // The process is exiting, or is a forked child. Calls to the span's SDK are no longer allowed,
    // not even from the span's destructor, so leak the reference.
    using Span = nostd::shared_ptr<otel_trace::Span>;
    static_cast<void>(new (std::nothrow) Span{std::move(span_)});
    return;
  }
  const CancellationGuard cancellation_guard;  // a processor may export at once
  if (!failed_ && std::uncaught_exceptions() > exceptions_) {
    span_->SetStatus(otel_trace::StatusCode::kError);
  }
  if (queries_) detail::AddSums(queries_, *span_);
  if (queries_) detail::CloseScope(queries_, span_.get());
  if (const Sink* const sink = Sink::Installed()) sink->OnParentEnd(span_->GetContext());
  span_->End();
}

void ScopedSpan::RecordException() noexcept try {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  failed_ = true;
  if (use.generation() != generation_) return;
  RecordError(*span_, *OutcomeOfCurrentException().error, ErrorOptions(),
              std::chrono::system_clock::now());
} catch (...) {  // no memory: the span ends without the exception
}

void add_attribute(std::string_view key,
                   const opentelemetry::common::AttributeValue& value) noexcept {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (const auto span = WritableSpan(use)) span->SetAttribute(View(key), value);
}

void add_event(std::string_view name, SpanAttributes attributes) noexcept {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  if (const auto span = WritableSpan(use)) span->AddEvent(View(name), attributes);
}

void record_retry(std::int64_t attempt, std::chrono::duration<double> delay,
                  std::string_view reason) noexcept try {
  const ErrnoGuard errno_guard;
  const TelemetryUse use;
  const auto span = WritableSpan(use);
  if (!span) return;
  const std::string recorded = RecordableReason(reason, ErrorOptions().error_messages);
  AttributeList attributes;
  attributes.AddNumber(attribute::kRetryAttempt, attempt);
  attributes.AddFraction(attribute::kRetryDelay, delay.count());
  attributes.AddText(attribute::kRetryReason, recorded);
  span->AddEvent(View(attribute::kRetryEvent), attributes);
} catch (...) {  // no memory: the event is lost
}

std::string trace_id() {
  const auto context = CurrentSpan()->GetContext();
  return context.IsValid() ? HexOf(context.trace_id()) : std::string{};
}

std::string span_id() {
  const auto context = CurrentSpan()->GetContext();
  return context.IsValid() ? HexOf(context.span_id()) : std::string{};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
