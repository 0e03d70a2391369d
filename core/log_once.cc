#include "core/log_once.h"

#include <iostream>
#include <mutex>
#include <set>

namespace dbspan {

void LogOnce(const std::string& message) {
  static std::mutex mutex;
  // Never destroyed: connections may be used while the process exits.
  static auto& logged = *new std::set<std::string>;
  const std::lock_guard lock{mutex};
  if (logged.insert(message).second) std::cerr << "[dbspan] " << message << '\n';
}

}  // namespace dbspan
