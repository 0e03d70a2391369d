// A program without a client that loads plugins repeatedly. The first argument selects the mode of
// dlopen: `local`, `global` or `deep`.
#include <dlfcn.h>

#include <cstring>
#include <string>

#include "tests/process/case.h"

int main(int count, char** arguments) {
  using dbspan::process::Say;
  const dbspan::process::Telemetry telemetry;
  if (count < 3) dbspan::process::GiveUp("usage: plugin_host local|global|deep PLUGIN…");
  int flags = RTLD_NOW;
  if (std::strcmp(arguments[1], "global") == 0) flags |= RTLD_GLOBAL;
  if (std::strcmp(arguments[1], "deep") == 0) flags |= RTLD_DEEPBIND;
  const std::string directory = DBSPAN_PLUGIN_DIRECTORY;
  for (int round = 0; round < 3; ++round) {
    for (int i = 2; i < count; ++i) {
      const std::string file = directory + "/libprocess_plugin_" + arguments[i] + ".so";
      void* plugin = dlopen(file.c_str(), flags);
      if (plugin == nullptr) dbspan::process::GiveUp(dlerror());
      reinterpret_cast<void (*)()>(dlsym(plugin, "run_plugin"))();
      dlclose(plugin);
      Say("closed %s", arguments[i]);
    }
  }
}
