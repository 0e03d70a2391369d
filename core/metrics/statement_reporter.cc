#include "core/metrics/statement_reporter.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "core/process/floating_point_guard.h"
#include "core/process/last_thread.h"
#include "core/process/signal_guard.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kOthers = "(other statements)";

}  // namespace

StatementReporter::StatementReporter(std::string_view scope, std::chrono::nanoseconds interval,
                                     std::size_t statements, Publish publish)
    : scope_(scope),
      interval_(interval),
      statements_(statements),
      publish_(std::move(publish)),
      thread_([this] {
        const SignalGuard signal_guard;
        const FloatingPointGuard floating_point_guard;
        return std::thread{[this] {
          pthread_setname_np(pthread_self(), "dbspan-report");
          Run();
        }};
      }()) {
  LastThread::OnOwnThread();
}

StatementReporter::~StatementReporter() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
  PublishCollected();
}

void StatementReporter::Add(std::string_view statement, std::chrono::nanoseconds duration,
                            bool failed) {
  const std::lock_guard lock{mutex_};
  auto found = times_.find(statement);
  if (found == times_.end()) {
    if (times_.size() >= kMostStatements) statement = kOthers;
    found = times_.try_emplace(std::string{statement}).first;
  }
  StatementTime& time = found->second;
  ++time.count;
  time.errors += failed ? 1 : 0;
  time.total += duration;
  time.longest = std::max(time.longest, duration);
}

StatementReport StatementReporter::Snapshot() const {
  const std::lock_guard lock{mutex_};
  return ReportOf(times_);
}

StatementReport StatementReporter::ReportOf(const Times& times) const {
  StatementReport report;
  report.scope = scope_;
  report.interval = interval_;
  report.statements.reserve(times.size());
  for (const auto& [statement, time] : times) {
    report.statements.push_back(time);
    report.statements.back().statement = statement;
  }
  const std::size_t shown = std::min(statements_, report.statements.size());
  const auto middle = report.statements.begin() + static_cast<std::ptrdiff_t>(shown);
  std::partial_sort(report.statements.begin(), middle, report.statements.end(),
                    [](const auto& a, const auto& b) { return a.total > b.total; });
  report.statements.erase(middle, report.statements.end());
  return report;
}

void StatementReporter::Run() {
  std::unique_lock lock{mutex_};
  while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) {
    lock.unlock();
    PublishCollected();
    lock.lock();
  }
}

void StatementReporter::PublishCollected() try {
  Times collected;
  {
    const std::lock_guard lock{mutex_};
    collected.swap(times_);
  }
  if (!collected.empty()) publish_(ReportOf(collected));
} catch (...) {  // no memory: this report is lost
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
