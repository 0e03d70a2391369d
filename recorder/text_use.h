#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "recorder/recording_thread.h"
#include "recorder/texts.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// While this object exists, the current generation of statements is not forgotten. A stack object
/// of the thread that records.
class TextUse {
 public:
  /// `thread` is the calling thread's; null if there is no memory for it.
  TextUse(RecordingThread* thread, const Texts& texts) noexcept : thread_(thread) {
    if (thread_ != nullptr) generation_ = Begin(*thread_, texts);
  }
  TextUse(const TextUse&) = delete;
  TextUse& operator=(const TextUse&) = delete;
  ~TextUse() {
    if (thread_ != nullptr) thread_->EndTextUse(generation_);
  }

  /// False if there is no memory for the thread. Then ids of statements must not be used.
  explicit operator bool() const noexcept { return thread_ != nullptr; }
  /// Returns whether this statement belongs to the generation that is kept.
  bool IsCurrent(TextId statement) const noexcept {
    return statement != 0 && thread_ != nullptr && Texts::GenerationOf(statement) == generation_;
  }
  /// Lets the use continue after this object is destroyed. The caller ends it later
  /// (RecordingThread::EndTextUse).
  void Continue() noexcept { thread_ = nullptr; }

 private:
  static std::uint32_t Begin(RecordingThread& thread, const Texts& texts) noexcept {
    std::uint32_t generation = texts.generation();
    while (true) {
      thread.BeginTextUse(generation);
      const std::uint32_t now = texts.generation();
      if (now == generation) return generation;
      thread.EndTextUse(generation);
      generation = now;
    }
  }

  RecordingThread* thread_;
  std::uint32_t generation_ = 0;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
