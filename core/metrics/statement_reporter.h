#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "dbspan/statement_report.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Sums the time that statements take, and reports the most expensive ones at an interval.
///
/// Safe from any thread. Bounded: after `kMostStatements` different statements in an interval, all
/// others are counted as one. Owns the thread that calls `publish`; the destructor publishes the
/// rest.
class StatementReporter {
 public:
  static constexpr std::size_t kMostStatements = 2000;
  using Publish = std::function<void(const StatementReport&)>;

  StatementReporter(std::string_view scope, std::chrono::nanoseconds interval,
                    std::size_t statements, Publish publish);
  StatementReporter(const StatementReporter&) = delete;
  StatementReporter& operator=(const StatementReporter&) = delete;
  ~StatementReporter();

  void Add(std::string_view statement, std::chrono::nanoseconds duration, bool failed);
  /// Returns the data collected since the last report, and keeps it.
  StatementReport Snapshot() const;

 private:
  using Times = std::map<std::string, StatementTime, std::less<>>;

  StatementReport ReportOf(const Times& times) const;
  void Run();
  void PublishCollected();

  const std::string scope_;
  const std::chrono::nanoseconds interval_;
  const std::size_t statements_;
  const Publish publish_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  Times times_;
  std::thread thread_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
