#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Settings that have no standard `OTEL_*` variable.
struct Setup {
  /// Stream on which finished traces are drawn as trees; must outlive the providers. If set, the
  /// exporters are off unless a variable selects them.
  std::ostream* tree = nullptr;
  /// Export failed spans, sampled or not.
  bool keep_failed = false;
  /// Export spans that take at least this long, sampled or not; 0: off.
  std::chrono::nanoseconds keep_slower_than{0};
  /// Below one parent, operations faster than this that have one summary become one span
  /// (docs/insight.md). Zero: what DBSPAN_MERGE_FASTER_THAN says, by default none.
  std::chrono::nanoseconds merge_faster_than{0};
  /// Limit of sampled client spans per name and second; 0: no limit.
  double spans_per_statement_per_second = 0;
  /// Names of the baggage entries that are copied to every span that starts while they are set.
  std::vector<std::string> baggage_keys{"correlation.id"};
  /// Flush if the process calls `exit` while the providers exist.
  bool flush_at_exit = true;
  /// Flush on SIGTERM, then run the previous handler.
  bool flush_on_sigterm = false;
};

/// Owner of the OpenTelemetry providers of the process.
///
/// The destructor exports everything that ended earlier and restores the previous process-wide
/// providers. Data that the receiver has not accepted after DBSPAN_EXIT_TIMEOUT milliseconds
/// (default 1000) is lost. In a forked child process the destructor does nothing.
///
/// If several objects exist, the latest is in effect; they may be destroyed in any order. A
/// provider that the application has set in the meantime stays.
///
/// The object may be owned by a static variable. If that variable was constructed before the first
/// `setup`, it is destroyed after the statics of the OpenTelemetry API. Then the object exports
/// when `exit` begins, if `Setup::flush_at_exit` is set, and nothing later.
class Providers {
 public:
  Providers(const std::string& service, const Setup& setup);
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;
  ~Providers();

  /// Exports everything that has ended so far; returns false if that took longer than `timeout`.
  /// Safe from any thread.
  bool Flush(std::chrono::microseconds timeout = std::chrono::seconds{10}) noexcept;

 private:
  class RecordedOperations;
  class SdkLog;
  class Pipelines;
  class Termination;

  std::uint32_t made_in_ = 0;  // forks before construction; a child process touches nothing
  std::unique_ptr<SdkLog> sdk_log_;
  std::shared_ptr<Pipelines> pipelines_;
  std::unique_ptr<RecordedOperations> recorded_;
  std::unique_ptr<Termination> termination_;
};

/// Sets up the process to export its spans, metrics and logs. The export ends when the returned
/// object is destroyed.
///
/// `OTEL_SERVICE_NAME` overrides `service`. The standard variables set destination and amount
/// (docs/configuration.md lists the supported ones); an invalid value is ignored and reported once
/// (DBSPAN_LOG). Call it once, at the start of `main`; a second call while the first result exists
/// is reported.
[[nodiscard]] std::unique_ptr<Providers> setup(const std::string& service, const Setup& setup = {});

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
