#include "dbspan/instrumenter.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_context_kv_iterable_view.h>
#include <opentelemetry/trace/span_startoptions.h>

#include <chrono>

#include "core/attribute_list.h"
#include "core/attributes.h"
#include "core/errno_guard.h"
#include "core/span_name.h"
#include "core/sql/statement_cache.h"
#include "core/telemetry.h"

namespace dbspan {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
namespace context = opentelemetry::context;

// How long the identity of a provider is trusted. A new provider at the address of a dead one is
// only seen by asking it for its tracer, which is too dear for every call.
constexpr auto kConfirmationInterval = std::chrono::microseconds{100};

bool HasParent() noexcept {
  const context::ContextValue value = context::RuntimeContext::GetValue(trace::kSpanKey);
  const auto* span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return span != nullptr && *span && (*span)->GetContext().IsValid();
}

/// Attributes known at the start, handed out one by one to whoever asks: a sampler that wants them,
/// or a span that is recorded. Nothing is laid out, and no text redacted, for a span that is not.
class StartAttributes : public opentelemetry::common::KeyValueIterable {
 public:
  StartAttributes(const Operation& operation, const Statement* statement,
                  const Options& options) noexcept
      : operation_(operation), statement_(statement), options_(options) {}

  bool ForEachKeyValue(AttributeList::Callback callback) const noexcept override {
    const auto text = [&callback](std::string_view key, std::string_view value) {
      return value.empty() || callback(View(key), View(value));
    };
    for (const auto& [key, value] : operation_.endpoint->attributes()) {
      if (!callback(key, value)) return false;
    }
    return text(attribute::kOperationName, operation_.name) &&
           text(attribute::kCollectionName, operation_.collection) &&
           text(attribute::kProcedureName, Procedure()) &&
           (operation_.batch_size == Operation::kNotABatch ||
            callback(View(attribute::kBatchSize), operation_.batch_size)) &&
           text(attribute::kQuerySummary, Summary()) && text(attribute::kQueryText, QueryTextOf());
  }
  // An upper bound: consumers reserve by it.
  std::size_t size() const noexcept override {
    return operation_.endpoint->attributes().size() + 6;
  }

 private:
  std::string_view Procedure() const noexcept {
    if (!operation_.procedure.empty() || statement_ == nullptr) return operation_.procedure;
    return statement_->procedure;
  }
  std::string_view Summary() const noexcept {
    return statement_ == nullptr ? std::string_view{} : std::string_view{statement_->summary};
  }
  std::string_view QueryTextOf() const noexcept try {
    if (options_.query_text == QueryText::kOff) return {};
    if (statement_ != nullptr) {
      const bool verbatim = options_.query_text == QueryText::kVerbatim;
      return verbatim ? CutText(operation_.sql, options_.query_text_limit)
                      : std::string_view{statement_->text};
    }
    if (operation_.redact == nullptr || operation_.raw.empty()) return {};
    if (redacted_.empty()) {
      redacted_ = operation_.redact(operation_.raw, options_.query_text_limit);
    }
    return redacted_;
  } catch (...) {
    return {};  // no memory for the text: the span goes without
  }

  const Operation& operation_;
  const Statement* statement_;
  const Options& options_;
  mutable std::string redacted_;
};

}  // namespace

Instrumenter::Instrumenter(Client client, const Options& options)
    : Instrumenter(client, options, std::make_shared<Switches>(options)) {}

Instrumenter::Instrumenter(Client client, Options options, std::shared_ptr<Switches> switches)
    : client_(client),
      options_(std::move(options)),
      switches_(std::move(switches)),
      statements_(std::make_unique<StatementCache>(options_.query_text_limit)) {
  Refresh();
}

Instrumenter::~Instrumenter() = default;

const Telemetry* Instrumenter::Admit() const noexcept {
  if (!switches_->enabled()) return nullptr;
  const Telemetry* telemetry = CurrentTelemetry();
  if (telemetry == nullptr || !telemetry->Records()) return nullptr;
  if (SuppressInstrumentation::Active()) return nullptr;
  if (switches_->require_parent() && !HasParent()) return nullptr;
  return telemetry;
}

const Telemetry* Instrumenter::CurrentTelemetry() const noexcept try {
  const Telemetry* known = telemetry_.load(std::memory_order_acquire);
  if (options_.tracer_provider && options_.meter_provider) return known;
  const void* provider = options_.tracer_provider ? options_.tracer_provider.get()
                                                  : trace::Provider::GetTracerProvider().get();
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto confirmed =
      std::chrono::steady_clock::duration{known->confirmed_at.load(std::memory_order_relaxed)};
  if (provider == known->provider && now - confirmed < kConfirmationInterval) return known;
  return Refresh();
} catch (...) {
  return telemetry_.load(std::memory_order_acquire);
}

const Telemetry* Instrumenter::Refresh() const {
  auto fresh = std::make_unique<Telemetry>(client_, options_);
  fresh->confirmed_at.store(std::chrono::steady_clock::now().time_since_epoch().count(),
                            std::memory_order_relaxed);
  const std::lock_guard lock{refresh_mutex_};
  const Telemetry* known = telemetry_.load(std::memory_order_acquire);
  if (known != nullptr && known->SameAs(*fresh)) {
    known->confirmed_at.store(fresh->confirmed_at.load(std::memory_order_relaxed),
                              std::memory_order_relaxed);
    return known;
  }
  fresh->FetchInstruments();
  // The earlier one stays: operations that started with it are still running. Providers change a
  // few times in the life of a process.
  retained_.push_back(std::move(fresh));
  telemetry_.store(retained_.back().get(), std::memory_order_release);
  return retained_.back().get();
}

OperationSpan Instrumenter::Begin(const Telemetry& telemetry, const Operation& operation) const {
  const ErrnoGuard errno_guard;
  OperationSpan started;
  if (!operation.sql.empty()) {
    started.statement_ =
        statements_->Find(operation.sql, sql_text::DialectOf(operation.endpoint->fields().system));
  }
  started.endpoint_ = operation.endpoint;
  started.name_ = operation.name;
  started.collection_ = operation.collection;
  started.procedure_ = operation.procedure;
  started.telemetry_ = &telemetry;
  trace::StartSpanOptions start;
  start.kind = trace::SpanKind::kClient;
  if (telemetry.records_spans) {
    const StartAttributes attributes{operation, started.statement_.get(), options_};
    const SpanName name{operation, started.statement_.get()};
    if (telemetry.instruments != nullptr) {  // the measurement is the duration of the span, exactly
      started.start_ = std::chrono::steady_clock::now();
      start.start_steady_time = started.start_;
    }
    started.span_ =
        telemetry.tracer->StartSpan(View(name.view()), attributes, trace::NullSpanContext(), start);
    started.recording_ = started.span_ && started.span_->IsRecording();
  } else {
    started.start_ = std::chrono::steady_clock::now();
  }
  started.observed_ = started.recording_ || telemetry.instruments != nullptr;
  started.instrumenter_ = this;
  return started;
}

}  // namespace dbspan
