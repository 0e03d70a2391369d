#pragma once

#include <opentelemetry/trace/span_context.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/span/attribute_list.h"
#include "core/span/log_record.h"
#include "core/sql/statement.h"
#include "dbspan/detail/sink_span.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/outcome.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A pipeline that takes whole operations, instead of spans and measurements by way of the
/// OpenTelemetry API. The core knows none: the recorder is one.
///
/// Safe from any thread; nothing here throws, and nothing is ever destroyed. Whoever calls has
/// permission to use telemetry (TelemetryUse).
class Sink {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using Span = detail::SinkSpan;
  /// Number of an instrumentation scope; 0: the sink does not know it.
  using Scope = std::uint16_t;

  /// What becomes of an operation.
  struct Interest {
    bool recording = false;  ///< As a span.
    bool measured = false;   ///< In the metrics.
  };
  /// What is known of an operation before it is described.
  struct Beginning {
    SteadyTime since;  ///< The epoch: now.
    bool measures;     ///< The client is measured.
  };
  /// What an operation is.
  struct Description {
    Scope scope;
    const Operation& operation;
    const Statement* statement;  ///< Null for what is not SQL.
    const Options& options;
  };

  virtual Scope ScopeOf(std::string_view scope) const noexcept = 0;
  /// Decides what becomes of an operation, and gives it a place in a trace, below the thread's
  /// current span.
  virtual Interest Start(const Beginning& beginning, Span& span) const noexcept = 0;
  /// Says what it is. Returns whether it is still recorded: there may be enough of its kind.
  virtual bool Describe(const Description& description, Span& span) const noexcept = 0;
  virtual void AddAttributes(Span& span, const AttributeList& attributes) const noexcept = 0;
  virtual void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                        SteadyTime when) const noexcept = 0;
  virtual void End(Span& span, const Outcome& outcome, const Options& options,
                   SteadyTime when) const noexcept = 0;
  /// The span of the application that these are below has ended, on this thread.
  virtual void OnParentEnd(const opentelemetry::trace::SpanContext& parent) const noexcept = 0;
  /// Counts a finding in `dbspan.findings`; `kind` is the number of a kind (insight/finding.h).
  virtual void CountFinding(std::size_t kind) const noexcept = 0;
  /// The operation ends without being looked at.
  virtual void Drop(Span& span) const noexcept = 0;
  virtual opentelemetry::trace::SpanContext ContextOf(const Span& span) const noexcept = 0;
  virtual void Log(Scope scope, const LogEntry& entry) const noexcept = 0;

  /// Which providers the sink is preferred to.
  enum class Providers : std::uint8_t {
    kOwn,  ///< Those that dbspan has installed, and no-op ones.
    kAll,  ///< Those of the application as well.
  };
  static Providers preferred_to() noexcept { return preferred_to_.load(std::memory_order_relaxed); }
  static void PreferTo(Providers providers) noexcept {
    preferred_to_.store(providers, std::memory_order_relaxed);
  }

  /// The sink of this process, or null: operations then go to the providers.
  static const Sink* Installed() noexcept {
    return reinterpret_cast<const Sink*>(installation() & ~kWatched);
  }
  /// `sink` must never be destroyed; null takes it away.
  static void Install(const Sink* sink) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(sink);
    std::uintptr_t known = installation();
    while (!installation_.compare_exchange_weak(known, address | (known & kWatched))) {
    }
  }

  /// The sink and whether operations are watched (watcher.h) in one word, so that a call finds out
  /// by one comparison that nothing has changed.
  static std::uintptr_t installation() noexcept {
    return installation_.load(std::memory_order_acquire);
  }
  static bool IsWatched() noexcept { return (installation() & kWatched) != 0; }
  static void SetWatched(bool watched) noexcept {
    if (watched) {
      installation_.fetch_or(kWatched);
    } else {
      installation_.fetch_and(~kWatched);
    }
  }

 protected:
  ~Sink() = default;

 private:
  static constexpr std::uintptr_t kWatched = 1;  // no address of a sink is odd
  inline static std::atomic<std::uintptr_t> installation_{0};
  inline static std::atomic<Providers> preferred_to_{Providers::kOwn};
};

/// The providers that dbspan itself has installed (dbspan::sdk::setup), by address: operations go
/// past them to the sink. Any other is the application's. Safe from any thread.
class OwnProviders {
 public:
  static void Add(const void* provider) noexcept;
  static void Remove(const void* provider) noexcept;
  static bool Has(const void* provider) noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
