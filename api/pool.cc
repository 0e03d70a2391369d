#include "dbspan/pool.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/provider.h>

#include <utility>

#include "api/pool_instruments.h"
#include "core/interpose/errno_guard.h"
#include "core/process/process_life.h"
#include "core/span/attribute_list.h"
#include "core/span/attributes.h"
#include "insight/live/live_watcher.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Registers one pool with the instruments of a meter, as long as the object exists.
class PoolMetrics::Registration {
 public:
  using Meters = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider>;

  /// `own`: the provider if it is the pool's own; null if it is the process-wide one.
  Registration(std::string name, const std::function<PoolState()>& state,
               opentelemetry::metrics::MeterProvider& provider, Meters own)
      : name_(std::move(name)),
        instruments_(&PoolInstruments::Of(provider)),
        provider_(&provider),
        own_(std::move(own)) {
    instruments_->Add(this, name_, state);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration() {
    const TelemetryUse no_fork_meanwhile;
    // Not in a forked child process: `Remove` waits for a running collection, and the thread that
    // collects only exists in the parent.
    if (ProcessLife::Generation() == born_in_) instruments_->Remove(this);
  }

  void Record(const PoolInstruments::Seconds& (PoolInstruments::*histogram)() const noexcept,
              std::chrono::duration<double> time) const noexcept {
    const ErrnoGuard errno_guard;
    const TelemetryUse use;
    const Meters meters = Hold(use);
    if (!meters) return;
    (instruments_->*histogram)()->Record(time.count(), Attributes(),
                                         opentelemetry::context::RuntimeContext::GetCurrent());
  }
  void CountTimeout() const noexcept {
    const ErrnoGuard errno_guard;
    const TelemetryUse use;
    const Meters meters = Hold(use);
    if (!meters) return;
    instruments_->timeouts().Add(1, Attributes());
  }

 private:
  /// Returns the provider, because the instruments are only valid while it exists; null if the
  /// process-wide provider has been replaced.
  Meters Hold(const TelemetryUse& use) const noexcept {
    if (use.generation() != born_in_) return Meters{};
    if (own_) return own_;
    Meters meters = opentelemetry::metrics::Provider::GetMeterProvider();
    // A new provider may have the address of a destroyed one, so compare the meters too.
    const bool same = meters.get() == provider_ && instruments_->BelongTo(*meters);
    return same ? meters : Meters{};
  }
  AttributeList Attributes() const noexcept {
    AttributeList attributes;
    attributes.AddText(attribute::kPoolName, name_);
    return attributes;
  }

  std::string name_;
  PoolInstruments* instruments_;
  const void* provider_;  // address of the process-wide provider, only compared
  Meters own_;
  const TelemetryUse::Generation born_in_ = ProcessLife::Generation();
};

PoolMetrics::PoolMetrics(
    std::string name, const std::function<PoolState()>& state,
    opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> provider) {
  ProcessLife::Watch();
  const TelemetryUse use;
  if (!use) return;
  const auto own = provider;
  if (!provider) provider = opentelemetry::metrics::Provider::GetMeterProvider();
  if (!provider) return;  // the application cleared the global provider: metrics are off
  registration_ = std::make_unique<Registration>(std::move(name), state, *provider, own);
}

PoolMetrics::~PoolMetrics() = default;

void PoolMetrics::RecordWait(std::chrono::duration<double> waited) noexcept {
  detail::NotePoolWait(std::chrono::duration_cast<std::chrono::nanoseconds>(waited).count());
  if (registration_) registration_->Record(&PoolInstruments::wait_time, waited);
}

void PoolMetrics::RecordCreate(std::chrono::duration<double> took) noexcept {
  if (registration_) registration_->Record(&PoolInstruments::create_time, took);
}

void PoolMetrics::RecordUse(std::chrono::duration<double> used) noexcept {
  if (registration_) registration_->Record(&PoolInstruments::use_time, used);
}

void PoolMetrics::CountTimeout() noexcept {
  if (registration_) registration_->CountTimeout();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
