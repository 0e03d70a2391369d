#include "sdk/installed_providers.h"

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "core/log/log_once.h"
#include "core/process/never_destroyed.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Propagators = opentelemetry::context::propagation::GlobalTextMapPropagator;
using Tracers = opentelemetry::trace::Provider;
using Meters = opentelemetry::metrics::Provider;
using Loggers = opentelemetry::logs::Provider;

std::atomic<bool> statics_are_gone{false};

/// The existing objects, oldest first. Never destroyed, because the last object may be owned by a
/// static.
struct Living {
  std::mutex mutex;
  std::vector<InstalledProviders*> list;
};
Living& LivingOnes() {
  static NeverDestroyed<Living> living;
  return living.Get();
}

ProviderSet Current() {
  return {Tracers::GetTracerProvider(), Meters::GetMeterProvider(), Loggers::GetLoggerProvider(),
          Propagators::GetGlobalPropagator()};
}

}  // namespace

InstalledProviders::InstalledProviders(ProviderSet set) : set_(std::move(set)), before_(Current()) {
  // Handlers run in reverse order, so this one runs before the API's statics, which already exist,
  // are destroyed.
  static const int mark = std::atexit([] { statics_are_gone = true; });
  static_cast<void>(mark);
  auto& [mutex, list] = LivingOnes();
  const std::lock_guard lock{mutex};
  if (!list.empty()) {
    LogOnce(
        "dbspan::sdk::setup was called again while an earlier result lives: telemetry goes to "
        "the latest until that is destroyed. Call it once, at the start of main");
  }
  list.push_back(this);
  Tracers::SetTracerProvider(set_.tracers);
  Meters::SetMeterProvider(set_.meters);
  Loggers::SetLoggerProvider(set_.loggers);
  Propagators::SetGlobalPropagator(set_.propagator);
}

InstalledProviders::~InstalledProviders() {
  auto& [mutex, list] = LivingOnes();
  const std::lock_guard lock{mutex};
  list.erase(std::find(list.begin(), list.end(), this));
  if (StaticsAreGone()) return;
  Withdraw(&ProviderSet::tracers, &Tracers::GetTracerProvider, &Tracers::SetTracerProvider);
  Withdraw(&ProviderSet::meters, &Meters::GetMeterProvider, &Meters::SetMeterProvider);
  Withdraw(&ProviderSet::loggers, &Loggers::GetLoggerProvider, &Loggers::SetLoggerProvider);
  Withdraw(&ProviderSet::propagator, &Propagators::GetGlobalPropagator,
           &Propagators::SetGlobalPropagator);
}

/// Replaces our provider by the previous one, both where it is in effect and where another object
/// has stored it as its previous provider.
template <class Member, class Get, class Set>
void InstalledProviders::Withdraw(Member member, const Get& get, const Set& set) {
  const auto& ours = set_.*member;
  if (get().get() == ours.get()) set(before_.*member);
  for (InstalledProviders* const other : LivingOnes().list) {
    if ((other->before_.*member).get() == ours.get()) other->before_.*member = before_.*member;
  }
}

bool InstalledProviders::StaticsAreGone() noexcept { return statics_are_gone; }

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
