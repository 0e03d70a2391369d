#pragma once

#include <dlfcn.h>

#include <memory>
#include <vector>

#include "core/interpose/loaded_object.h"
#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Finds the functions that one calling object would call if dbspan were not loaded.
class FunctionFinder {
 public:
  /// `wrappers` is the object that contains our wrappers. It is not OwnObject() if the core is a
  /// shared library and the wrappers are in the program. It must outlive this object.
  FunctionFinder(LoadedObject caller, const LoadedObject& wrappers);

  /// Returns the function of this name; null if no loaded object defines it. Leaves an error for
  /// `dlerror` if it fails.
  void* operator()(const char* name);
  /// Tells whether a library of dbspan for newer functions with this file name is loaded. For the
  /// preloaded copy.
  bool HasFile(const char* name) const;

 private:
  struct CloseHandle {
    void operator()(void* handle) const noexcept { dlclose(handle); }
  };
  using Handle = std::unique_ptr<void, CloseHandle>;

  /// Returns a handle of a loaded object, or null if it has been unloaded meanwhile.
  static Handle Open(const LoadedObject& object) noexcept;
  static std::vector<Handle> OpenAll();
  void* NotOurs(void* symbol) const noexcept;
  void* FindAnywhere(const char* name);
  void* ThroughPreloaded(const char* name, void* symbol) const;

  LoadedObject caller_;
  const LoadedObject& wrappers_;
  Handle handle_;
  std::vector<LoadedObject> newer_;  ///< For the preloaded copy.
  LoadedObject preloaded_;           ///< The preloaded copy; empty: this is it, or there is none.
  bool searched_ = false;
  std::vector<Handle> handles_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
