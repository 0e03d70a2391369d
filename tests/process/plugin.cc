// A plugin is loaded, used and unloaded, again and again, also from a thread that ends later.
#include <dlfcn.h>

#include <thread>

#include "tests/process/case.h"

namespace {

void LoadAndUse() {
  void* const plugin = dlopen(PROCESS_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  if (plugin == nullptr) dbspan::process::GiveUp(dlerror());
  reinterpret_cast<void (*)()>(dlsym(plugin, "use_plugin"))();
  dlclose(plugin);
}

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  for (int i = 0; i < 3; ++i) LoadAndUse();
  std::thread{LoadAndUse}.join();
  return 3;
}
