#include <cstring>
#include <string>
#include <utility>

#include "core/log/log_once.h"
#include "recorder/export/export_thread.h"
#include "recorder/otlp/spans.h"

// The part of ExportThread that makes requests of records and measurements.
namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

// Shortest time between two generations of interned statements.
constexpr std::int64_t kTextsPeriod = 30'000 * kNanosecondsPerMillisecond;

}  // namespace

void ExportThread::Batch::Add(ScopeId scope, std::string_view item) {
  if (request.size() == 0) since = SteadyNow();
  request.Add(scope, item);
}

bool ExportThread::Batch::IsDue(std::int64_t now) const noexcept {
  return request.size() != 0 && now >= since + Nanoseconds(settings.delay);
}

// Returns whether all records were drained.
bool ExportThread::Drain(bool everything) {
  if (!settings_.exports_records()) return true;
  for (bool full = true; full && SteadyNow() < deadline_.load();) {
    full = false;
    recorder_.Drain([&](const char* record) {
      if (Take(record)) return true;
      full = true;
      return false;
    });
    ExportBatches(everything);
    const bool pending = spans_.request.size() + logs_.request.size() != 0;
    if (!keeps_rest_ || !pending) recorder_.Release();
    if (!full) return true;
  }
  return false;
}

// Drops the older generation in the first complete drain after it was found unused. Until then, all
// records that refer to it are drained and encoded.
void ExportThread::ForgetTexts(bool drained) {
  // Texts are kept while the thread stops, because another pipeline may use them already.
  if (!forgets_texts_ || keeps_rest_ || stopping_.load()) return;
  if (older_texts_are_unused_ && drained) {
    recorder_.texts().DropOlder();
    older_texts_are_unused_ = false;
  }
  older_texts_are_unused_ = recorder_.IsOlderGenerationUnused();
  recorder_.RenewTexts(kTextsPeriod);
}

// Returns false if the record must wait until the batch is sent.
bool ExportThread::Take(const char* record) {
  RecordHeader header;
  std::memcpy(&header, record, sizeof header);
  Batch& batch = header.kind == RecordKind::kLog ? logs_ : spans_;
  if (batch.IsFull()) return false;
  if (header.kind == RecordKind::kLog) {
    ForEachParticular(record, [&](const ParticularView& particular) {
      batch.Add(header.scope, particular.text);
    });
  } else {
    item_.clear();
    otlp::EncodeSpan(record, recorder_.texts(), item_);
    batch.Add(header.scope, item_);
  }
  return true;
}

void ExportThread::ExportBatches(bool everything) {
  const auto is_wanted = [&](const Batch& batch) {
    return batch.IsFull() || batch.IsDue(SteadyNow()) || (everything && batch.request.size() != 0);
  };
  if (is_wanted(spans_)) {
    const std::size_t spans = spans_.request.size();
    const std::size_t lost = span_exporter_.Export(spans_.request.Take(), spans);
    recorder_.CountExported(spans - lost);
    recorder_.CountDroppedExport(lost);
  }
  if (is_wanted(logs_)) {
    const std::size_t records = logs_.request.size();
    log_exporter_.Export(logs_.request.Take(), records);
  }
}

void ExportThread::ExportMetrics() {
  metrics_due_ = SteadyNow() + Nanoseconds(settings_.metric_interval);
  if (!settings_.metrics.exported()) return;
  std::string request = metrics_.Build(recorder_, UnixNow());
  if (!request.empty()) metric_exporter_.Export(std::move(request), 1);
}

bool ExportThread::HasExported() const noexcept {
  return span_exporter_.is_open() || log_exporter_.is_open() || metric_exporter_.is_open();
}

// Drops and counts all remaining records, because the time for exporting is over.
void ExportThread::DropRest() {
  if (!settings_.exports_records()) return;
  std::size_t spans = spans_.request.size();
  recorder_.Drain([&spans](const char* /*record*/) {
    ++spans;
    return true;
  });
  left_nothing_.store(spans == 0);
  if (spans == 0 || keeps_rest_) return;
  recorder_.CountDroppedExport(spans);
  LogOnce("recorder.dropped_at_exit", std::to_string(spans) +
                                          " spans were not exported before the process ended; " +
                                          "DBSPAN_EXIT_TIMEOUT (ms) sets how long it may wait");
}

void ExportThread::ReportLosses() {
  const SpanCounts counts = recorder_.counts();
  if (counts.dropped_queue == 0) return;
  LogOnce(
      "recorder.dropped_queue",
      "more spans are recorded than can be exported: " + std::to_string(counts.dropped_queue) +
          " were dropped so far, which dbspan.recorder.spans counts; raise DBSPAN_RECORDER_MEMORY "
          "(MiB) or OTEL_BSP_MAX_EXPORT_BATCH_SIZE");
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
