#pragma once

#include "core/span/sink.h"

namespace dbspan::recorder {

/// The sink that records operations with the recorder of the process (process.h).
const Sink& OperationSink() noexcept;

}  // namespace dbspan::recorder
