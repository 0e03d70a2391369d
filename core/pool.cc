#include "dbspan/pool.h"

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/provider.h>

#include <utility>

#include "core/attribute_list.h"
#include "core/attributes.h"
#include "core/errno_guard.h"
#include "core/pool_instruments.h"

namespace dbspan {

/// A pool among the instruments of one meter.
class PoolMetrics::Registration {
 public:
  Registration(std::string name, const std::function<PoolState()>& state,
               opentelemetry::metrics::MeterProvider& provider)
      : name_(std::move(name)), instruments_(&PoolInstruments::Of(provider)) {
    instruments_->Add(this, name_, state);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;
  ~Registration() { instruments_->Remove(this); }

  void Record(const PoolInstruments::Seconds& (PoolInstruments::*histogram)() const noexcept,
              std::chrono::duration<double> time) const noexcept {
    const ErrnoGuard errno_guard;
    (instruments_->*histogram)()->Record(time.count(), Attributes(),
                                         opentelemetry::context::RuntimeContext::GetCurrent());
  }
  void CountTimeout() const noexcept {
    const ErrnoGuard errno_guard;
    instruments_->timeouts().Add(1, Attributes());
  }

 private:
  AttributeList Attributes() const noexcept {
    AttributeList attributes;
    attributes.AddText(attribute::kPoolName, name_);
    return attributes;
  }

  std::string name_;
  PoolInstruments* instruments_;
};

PoolMetrics::PoolMetrics(
    std::string name, const std::function<PoolState()>& state,
    opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> provider) {
  if (!provider) provider = opentelemetry::metrics::Provider::GetMeterProvider();
  if (!provider) return;  // the global one was cleared: nobody measures
  registration_ = std::make_unique<Registration>(std::move(name), state, *provider);
}

PoolMetrics::~PoolMetrics() = default;

void PoolMetrics::RecordWait(std::chrono::duration<double> waited) noexcept {
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

}  // namespace dbspan
