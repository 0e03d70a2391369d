#pragma once

#include <cstdint>

#include "recorder/recorder.h"

namespace dbspan::recorder {

/// Makes one span of the operations of a thread that are below one parent, do the same (endpoint,
/// summary, pattern of a command's text) and are faster than `RecorderSettings::merge_faster_than`.
/// Failed and slow ones, and those with other events, links or attributes, stay whole.
/// Everything is measured one by one.
///
/// A merged span ends when its parent does (a `ScopedSpan`), when nothing was added for 100 ms,
/// when it is 10 s long, and with its thread. Bounded: 16 spans for each thread, of which the one
/// that was added to least recently ends for another.
///
/// Functions are safe from any thread, wait for none, and let nothing through.
class MergedSpans {
 public:
  static constexpr std::size_t kMost = 16;

  /// Takes an operation that has succeeded, at `when` in steady nanoseconds. Returns false, and has
  /// done nothing, if it stays whole.
  static bool Take(Recorder& recorder, OpenSpan& open, const Ending& ending,
                   std::int64_t when) noexcept;
  /// Ends those of this thread that are below `parent`.
  static void EndBelow(Recorder& recorder, const SpanId& parent) noexcept;
  /// Ends those of all threads to which nothing was added lately.
  static void EndIdle(Recorder& recorder) noexcept;
  /// Ends all.
  static void EndAll(Recorder& recorder) noexcept;
};

}  // namespace dbspan::recorder
