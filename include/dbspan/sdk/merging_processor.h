#pragma once

#include <opentelemetry/sdk/trace/processor.h>

#include <chrono>
#include <memory>

#include "dbspan/version.h"

namespace dbspan::sdk {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns a processor that makes one span of fast operations that do the same below one parent,
/// and passes that on to `next`: of a loop of 10,000 GETs one is left, which says how many there
/// were and how long they took (`dbspan.merged.*`).
///
/// Merged are client spans with `db.system.name` that are shorter than `faster_than`, were ended by
/// one thread, and are equal in everything but times, rows, hits, misses, and the digits in the
/// keys of commands. Failed ones, and those with other events or with links, stay whole. A merged
/// span ends with its parent, with the first span that ends 100 ms after the last of them or 10 s
/// after the first, with a flush, and when 256 others wait. Safe from any thread.
std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> MakeMergingProcessor(
    std::unique_ptr<opentelemetry::sdk::trace::SpanProcessor> next,
    std::chrono::nanoseconds faster_than);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sdk
