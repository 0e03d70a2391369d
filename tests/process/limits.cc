// Small resource limits that are set before the first call: `memory`, `threads` or `descriptors`.
#include <sys/resource.h>
#include <unistd.h>

#include <cstring>

#include "tests/process/redis_case.h"

namespace {

void Limit(int what, rlim_t most) {
  const rlimit limit{most, most};
  if (setrlimit(static_cast<__rlimit_resource_t>(what), &limit) != 0) {
    dbspan::process::GiveUp("no limit");
  }
}

/// Returns the size of the address space that the process uses, in bytes.
rlim_t AddressSpace() {
  FILE* const file = std::fopen("/proc/self/statm", "r");
  unsigned long pages = 0;
  if (file == nullptr || std::fscanf(file, "%lu", &pages) != 1) dbspan::process::GiveUp("statm");
  std::fclose(file);
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

int main(int, char** arguments) {
  const dbspan::process::Telemetry telemetry;
  const char* what = arguments[1];
  if (std::strcmp(what, "memory") == 0) {
    Limit(RLIMIT_AS, AddressSpace() + rlim_t{8} * 1024 * 1024);
  } else if (std::strcmp(what, "threads") == 0) {
    // RLIMIT_NPROC does not apply to root.
    if (setuid(65534) != 0) dbspan::process::GiveUp("not root");
    Limit(RLIMIT_NPROC, 1);
  } else {
    Limit(RLIMIT_NOFILE, 8);
  }
  for (int i = 0; i < 3; ++i) {
    redisContext* const context = dbspan::process::ConnectRedis();
    for (int j = 0; j < 50; ++j) dbspan::process::UseRedis(context);
    redisFree(context);
  }
  return 3;
}
