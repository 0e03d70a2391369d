// Two plugins, each with its own copy of its libraries, are loaded, used and unloaded repeatedly:
// one after the other, both at once, from threads that end later, and around forks. They are loaded
// with RTLD_LOCAL, and also with RTLD_DEEPBIND if the argument is "deep".
#include <dlfcn.h>

#include <cstring>
#include <thread>

#include "tests/process/case.h"
#include "tests/process/forks.h"

namespace {

int mode = RTLD_NOW | RTLD_LOCAL;

constexpr const char* kOne = PROCESS_PLUGIN;
constexpr const char* kOther = PROCESS_OTHER_PLUGIN;

class Plugin {
 public:
  explicit Plugin(const char* file) : handle_(dlopen(file, mode)) {
    if (handle_ == nullptr) dbspan::process::GiveUp(dlerror());
  }
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  ~Plugin() { dlclose(handle_); }

  void Use() const { reinterpret_cast<void (*)()>(dlsym(handle_, "use_plugin"))(); }
  /// Calls the plugin and returns the number of right answers.
  int Ask() const { return reinterpret_cast<int (*)()>(dlsym(handle_, "ask_plugin"))(); }

 private:
  void* handle_;
};

void LoadAndUse(const char* file) { Plugin{file}.Use(); }

void UseInChild(const Plugin& plugin) {
  const pid_t child = fork();
  if (child == 0) {
    plugin.Use();
    _exit(4);
  }
  dbspan::process::Await(child);
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 1 && std::strcmp(arguments[1], "deep") == 0) mode |= RTLD_DEEPBIND;
  const dbspan::process::Telemetry telemetry;
  for (int i = 0; i < 3; ++i) {
    LoadAndUse(kOne);
    LoadAndUse(kOther);
  }
  std::thread{LoadAndUse, kOne}.join();
  {
    const Plugin one{kOne};
    const Plugin other{kOther};
    int right = 0;
    int also_right = 0;
    std::thread first{[&] { right = one.Ask(); }};
    std::thread second{[&] { also_right = other.Ask(); }};
    UseInChild(one);
    first.join();
    second.join();
    dbspan::process::Say("%d and %d right answers", right, also_right);
    UseInChild(one);
  }
  std::thread later{[] {
    LoadAndUse(kOne);
    LoadAndUse(kOther);
    sched_yield();
  }};
  later.join();
  const Plugin again{kOne};
  UseInChild(again);
  return 3;
}
