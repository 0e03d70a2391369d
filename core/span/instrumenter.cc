#include "dbspan/instrumenter.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/interpose/copies.h"
#include "core/log/no_provider.h"
#include "core/metrics/series_limit.h"
#include "core/metrics/statement_reporter.h"
#include "core/process/process_life.h"
#include "core/span/instrumenter_state.h"
#include "core/span/telemetry.h"
#include "core/span/watcher.h"
#include "core/sql/statement_cache.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

Instrumenter::Instrumenter(Client client, const Options& options)
    : Instrumenter(client, options, std::make_shared<Switches>(options)) {}

Instrumenter::Instrumenter(Client client, Options options, std::shared_ptr<Switches> switches)
    : below_(client.below),
      switches_(std::move(switches)),
      state_(
          std::make_unique<const detail::InstrumenterState>(client, std::move(options), switches_)),
      options_(state_->options()) {}

Instrumenter::~Instrumenter() = default;

StatementReport Instrumenter::statement_report() const { return state_->statement_report(); }

std::uint64_t Instrumenter::hook_failures() const noexcept { return state_->hook_failures(); }

namespace detail {
namespace {

Setting SettingOf(const std::optional<bool>& known) noexcept {
  if (!known) return Setting::kUnknown;
  return *known ? Setting::kOn : Setting::kOff;
}

}  // namespace

InstrumenterState::InstrumenterState(Client client, Options options,
                                     std::shared_ptr<Switches> switches)
    : client_(client),
      options_(std::move(options)),
      switches_(std::move(switches)),
      statements_(std::make_unique<StatementCache>(options_.query_text_limit)),
      series_limit_(std::make_unique<SeriesLimit>(options_.metric_series_limit)),
      ansi_quotes_(SettingOf(options_.ansi_quotes)),
      backslash_escapes_(SettingOf(options_.backslash_escapes)),
      own_providers_(options_.tracer_provider && options_.meter_provider),
      picks_(!options_.health_checks || options_.hooks.filter),
      plain_(options_.metrics && options_.exceptions == ExceptionSignal::kEvents &&
             options_.sqlcommenter == SqlCommenter::kOff),
      only_measures_(plain_ && !picks_ && options_.report_interval.count() <= 0) {
  interpose::JoinCopies();
  Watcher::InstallIfAskedFor();
  ProcessLife::Watch();
  const TelemetryUse use;
  born_in_ = use.generation();
  const Telemetry* const initial = Refresh(use.generation());
  if (!initial->Records()) {
    // The first operation checks the providers again immediately, and reports if there still is
    // none.
    initial->confirmed_at.store(0, std::memory_order_relaxed);
  } else if (!options_.tracer_provider) {
    OnProviderSeen();
  }
  if (options_.report_interval.count() > 0) {
    reporter_ = std::make_unique<StatementReporter>(
        client_.scope, options_.report_interval, options_.report_statements,
        [this](const StatementReport& report) { Publish(report); });
  }
}

InstrumenterState::~InstrumenterState() {
  // In a forked child the reporter's thread does not exist and cannot be joined: leak the reporter.
  if (reporter_ != nullptr && ProcessLife::Generation() != born_in_) {
    static_cast<void>(reporter_.release());
  }
}

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
