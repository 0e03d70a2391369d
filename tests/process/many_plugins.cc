// Twenty plugins are loaded at once, used, and unloaded. They are copies of one plugin, so that
// each has its own copy of the libraries inside it.
#include <dlfcn.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/process/case.h"

namespace {

constexpr int kPlugins = 20;

void* LoadCopy(int number) {
  const char* const directory = std::getenv("PROCESS_DIRECTORY");
  if (directory == nullptr) dbspan::process::GiveUp("PROCESS_DIRECTORY is not set");
  const std::string file = std::string{directory} + "/plugin" + std::to_string(number) + ".so";
  std::filesystem::copy_file(PROCESS_PLUGIN, file);
  void* const plugin = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (plugin == nullptr) dbspan::process::Say("plugin %d: not loaded", number);
  return plugin;
}

void Use(void* plugin) { reinterpret_cast<void (*)()>(dlsym(plugin, "use_plugin"))(); }

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  std::vector<void*> plugins;
  for (int i = 0; i < kPlugins; ++i) {
    if (void* const plugin = LoadCopy(i)) plugins.push_back(plugin);
  }
  for (void* const plugin : plugins) Use(plugin);
  std::thread other{[&] {
    for (void* const plugin : plugins) Use(plugin);
  }};
  other.join();
  for (void* const plugin : plugins) dlclose(plugin);
}
