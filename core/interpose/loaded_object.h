#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An executable or shared object in memory, as the dynamic linker describes it. A snapshot: the
/// object may be unloaded at any time, unless it stays (see `StaysLoaded`).
struct LoadedObject {
  std::uintptr_t base = 0;     ///< Load address, to which the addresses in its file are relative.
  std::uintptr_t begin = 0;    ///< Its first byte.
  std::uintptr_t end = 0;      ///< One past its last byte; 0 if there is no object.
  std::uintptr_t dynamic = 0;  ///< Its dynamic section.
  std::string file;            ///< The name it was loaded by; empty for the program itself.
  std::string soname;          ///< Its DT_SONAME, or the last part of `file` if it has none.

  explicit operator bool() const noexcept { return end != 0; }
  bool Contains(const void* address) const noexcept {
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    return at >= begin && at < end;
  }
};

/// Returns the object that contains an address; an empty one for code generated at run time.
LoadedObject ObjectAt(const void* address);
/// Returns the object that this code is linked into.
const LoadedObject& OwnObject();
/// Returns all objects in the order they were loaded.
std::vector<LoadedObject> AllObjects();

/// Tells whether an object stays loaded until the process ends: the program, the libraries it
/// needs, and objects linked with `-z nodelete`.
bool StaysLoaded(const LoadedObject& object);
/// Counts the objects that were unloaded so far. Takes the dynamic linker's lock.
unsigned long long CountUnloads() noexcept;

/// Returns the names of the symbols that an object refers to and does not define. They are valid
/// while the object is loaded.
std::vector<const char*> FunctionsReferredTo(const LoadedObject& object);
/// Returns the version of an undefined symbol that an object refers to, such as
/// "libmysqlclient_18"; empty if it refers to no version or does not refer to the symbol.
std::string VersionReferredTo(const LoadedObject& object, const char* symbol);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
