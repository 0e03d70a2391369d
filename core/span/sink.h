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

/// A pipeline that takes whole operations, instead of spans and measurements through the
/// OpenTelemetry API. An interface: the core has no implementation; the recorder is one.
///
/// Safe from any thread; nothing here throws, and a sink is never destroyed. Callers must have
/// permission to use telemetry (TelemetryUse), except for `Measure`.
class Sink {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using Span = detail::SinkSpan;
  /// Id of an instrumentation scope; 0: the sink does not know the scope.
  using Scope = std::uint16_t;

  /// How an operation is recorded.
  struct Interest {
    bool recording = false;  ///< It becomes a span.
    bool measured = false;   ///< It is counted in the metrics.
  };
  /// The data of an operation before it is described.
  struct Beginning {
    SteadyTime since;  ///< Start time; the epoch means now.
    bool measures;     ///< Metrics are on for the client.
  };
  /// The description of an operation.
  struct Description {
    Scope scope;
    const Operation& operation;
    const Statement* statement;  ///< Null if it is not SQL.
    const Options& options;
  };

  /// Identifies what measures operations without a parent and records none of them, and the process
  /// in which it does.
  class Measuring {
   public:
    Measuring() noexcept = default;
    Measuring(std::uint32_t serial, std::uint32_t generation) noexcept
        : word_(std::uint64_t{generation} << 32U | serial) {}

    /// 0: nothing does. Another one whenever the sink begins anew.
    std::uint32_t serial() const noexcept { return static_cast<std::uint32_t>(word_); }
    /// The process, as in `TelemetryUse::generation`.
    std::uint32_t generation() const noexcept { return static_cast<std::uint32_t>(word_ >> 32U); }
    bool operator==(const Measuring& other) const noexcept { return word_ == other.word_; }

   private:
    std::uint64_t word_;  // one word, because each operation compares it several times
  };
  /// An operation that is measured and has no span (core/span/measured_operation.h). Its fields
  /// have no initial values, because each is set when it starts.
  struct Measured {
    Measuring by;             ///< `measuring()` at its start.
    std::uint32_t endpoint;   ///< `Endpoint::sink_id`
    std::uint32_t dimension;  ///< `Statement::dimension_id`, `SinkIdsByName::FindDimension`
    std::uint32_t scope;      ///< A Scope.
    SteadyTime since;         ///< Start time.

    /// Tells whether `other` belongs to the same series.
    bool IsLike(const Measured& other) const noexcept {
      return by == other.by && endpoint == other.endpoint && dimension == other.dimension &&
             scope == other.scope;
    }
  };
  /// Numbers that are measured in addition to the duration; -1: unknown.
  struct Counts {
    std::int64_t rows = -1;
    std::int64_t hits = -1;
    std::int64_t misses = -1;
  };

  virtual Scope ScopeOf(std::string_view scope) const noexcept = 0;
  /// Decides how an operation is recorded, and gives it ids in a trace, below the thread's current
  /// span.
  virtual Interest Start(const Beginning& beginning, Span& span) const noexcept = 0;
  /// Passes the description of an operation. Returns whether a span is still recorded: the limit of
  /// spans for this kind of operation may be reached.
  virtual bool Describe(const Description& description, Span& span) const noexcept = 0;
  /// Fast path for `Start` and `Describe` in a thread without a context: starts an operation that
  /// is measured and not recorded. Returns false and changes nothing if it may be recorded, or is
  /// of a kind that the sink does not know yet. `since` is the start time; the epoch means now.
  virtual bool StartMeasured(const Description& description, SteadyTime since,
                             Span& span) const noexcept = 0;
  /// Measures an operation that succeeded. Does nothing if the sink has begun anew since its start.
  /// Obtains permission to use telemetry itself.
  virtual void Measure(const Measured& operation, const Counts& counts, const Options& options,
                       SteadyTime when) const noexcept = 0;
  /// Takes over an operation that may end in any way: `End` ends it.
  virtual void Continue(const Measured& operation, Span& span) const noexcept = 0;
  virtual void AddAttributes(Span& span, const AttributeList& attributes) const noexcept = 0;
  virtual void AddEvent(Span& span, std::string_view name, const AttributeList& attributes,
                        SteadyTime when) const noexcept = 0;
  virtual void End(Span& span, const Outcome& outcome, const Options& options,
                   SteadyTime when) const noexcept = 0;
  /// Called when a span of the application that may have operations below it has ended on this
  /// thread.
  virtual void OnParentEnd(const opentelemetry::trace::SpanContext& parent) const noexcept = 0;
  /// Counts a finding in `dbspan.findings`; `kind` is the value of a kind (insight/finding.h).
  virtual void CountFinding(std::size_t kind) const noexcept = 0;
  /// Discards an operation that is not recorded.
  virtual void Drop(Span& span) const noexcept = 0;
  virtual opentelemetry::trace::SpanContext ContextOf(const Span& span) const noexcept = 0;
  virtual void Log(Scope scope, const LogEntry& entry) const noexcept = 0;

  /// Tells whether the sink records no operation without a parent and measures all, so that
  /// `StartMeasured` is worth a try. A hint: a wrong value only costs time.
  static bool only_measures() noexcept { return only_measures_.load(std::memory_order_relaxed); }
  static void SetOnlyMeasures(bool value) noexcept {
    only_measures_.store(value, std::memory_order_relaxed);
  }
  /// Returns what measures every operation without a parent, which then need not be described. The
  /// value of the parent in a forked child, until the sink has begun there.
  static Measuring measuring() noexcept { return measuring_.load(std::memory_order_relaxed); }
  static void SetMeasuring(Measuring value) noexcept { measuring_.store(value); }
  /// Sets `measuring()` to none if it is still `ended`.
  static void StopMeasuring(Measuring ended) noexcept {
    measuring_.compare_exchange_strong(ended, Measuring{});
  }

  /// Which providers the sink is preferred to.
  enum class Providers : std::uint8_t {
    kOwn,  ///< Providers that dbspan has installed, and no-op ones.
    kAll,  ///< Also those of the application.
  };
  static Providers preferred_to() noexcept { return preferred_to_.load(std::memory_order_relaxed); }
  static void PreferTo(Providers providers) noexcept {
    preferred_to_.store(providers, std::memory_order_relaxed);
  }

  /// Returns the sink of this process; null if operations go to the providers.
  static const Sink* Installed() noexcept {
    return reinterpret_cast<const Sink*>(installation() & ~kWatched);
  }
  /// `sink` must never be destroyed; null removes the sink.
  static void Install(const Sink* sink) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(sink);
    std::uintptr_t known = installation();
    while (!installation_.compare_exchange_weak(known, address | (known & kWatched))) {
    }
  }

  /// The sink and whether operations are watched (watcher.h) in one word, so that a call needs only
  /// one comparison to see that neither has changed.
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
  static constexpr std::uintptr_t kWatched = 1;  // addresses of sinks are even
  inline static std::atomic<std::uintptr_t> installation_{0};
  inline static std::atomic<Providers> preferred_to_{Providers::kOwn};
  inline static std::atomic<bool> only_measures_{false};
  inline static std::atomic<Measuring> measuring_{};
};

/// The addresses of the providers that dbspan itself has installed (dbspan::sdk::setup). With
/// these, operations go directly to the sink. All other providers are the application's. Safe from
/// any thread.
class OwnProviders {
 public:
  static void Add(const void* provider) noexcept;
  static void Remove(const void* provider) noexcept;
  static bool Has(const void* provider) noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
