#pragma once

#include <cstdint>

#include "dbspan/version.h"
#include "recorder/recording_thread.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// The recorder that a thread used last, and its part of it.
struct Bound {
  std::uint64_t recorder;
  RecordingThread* thread;
  std::int64_t tried_at;
};

// Plain data without a destructor, because a thread may record while it ends and afterwards. Not in
// the TLS model initial-exec, for the reason in core/process/per_thread.h.
inline thread_local Bound bound;

}  // namespace detail

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
