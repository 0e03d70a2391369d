#pragma once

#include "core/span/sink.h"
#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The sink that records operations with the recorder of the process (process.h).
const Sink& OperationSink() noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
