#pragma once

#include <string>

namespace dbspan {

/// Says something about dbspan itself on standard error, the first time only. Safe from any thread.
void LogOnce(const std::string& message);

}  // namespace dbspan
