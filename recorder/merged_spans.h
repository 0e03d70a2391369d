#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Merges fast operations of a thread into one span, if they have the same parent and are alike
/// (same endpoint, summary, and pattern of a command's text) and are faster than
/// `RecorderSettings::merge_faster_than`. An operation keeps its own span if it failed, is slow, or
/// has other events, links or attributes. Metrics still count every operation.
///
/// A merged span ends when its parent (a `ScopedSpan`) ends, when nothing was added for 100 ms,
/// when it is 10 s long, and when its thread ends. Each thread has at most 16 of them; a new one
/// then ends the one that was least recently added to.
///
/// All functions are safe from any thread and throw nothing. `Take`, `EndBelow` and `EndIdle` do
/// not wait for a lock.
///
/// Not used if records lie in a file that outlives the process (rings/): a merged span is in
/// private memory until it ends.
class MergedSpans {
 public:
  static constexpr std::size_t kMost = 16;

  /// Merges an operation that has succeeded and ended at `when`, in steady nanoseconds. Returns
  /// false and changes nothing if the operation needs its own span.
  static bool Take(Recorder& recorder, OpenSpan& open, const Ending& ending,
                   std::int64_t when) noexcept;
  /// Ends the merged spans of this thread whose parent is `parent`.
  static void EndBelow(Recorder& recorder, const SpanId& parent) noexcept;
  /// Ends the merged spans of all threads to which nothing was added for 100 ms.
  static void EndIdle(Recorder& recorder) noexcept;
  /// Ends the merged spans of all threads. Waits until a thread that is merging has finished, but
  /// not longer than some milliseconds.
  static void EndAll(Recorder& recorder) noexcept;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
