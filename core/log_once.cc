#include "core/log_once.h"

#include <cstdio>
#include <mutex>
#include <set>

namespace dbspan {

void LogOnce(const std::string& message) {
  static std::mutex mutex;
  // Never destroyed: connections may be used while the process exits.
  static auto& logged = *new std::set<std::string>;
  const std::lock_guard lock{mutex};
  // Not std::cerr: this may be called before it is there, while libraries are being loaded.
  if (logged.insert(message).second) std::fputs(("[dbspan] " + message + '\n').c_str(), stderr);
}

}  // namespace dbspan
