#include "core/interpose/function_finder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::string_view kPreloaded = "libdbspan.so";
constexpr std::string_view kNewerFunctions = "libdbspan_";

/// Tells whether an object is libdbspan_<client>_<level>.so, whose functions call ours again
/// (newer_functions.c).
bool IsOfNewerFunctions(const LoadedObject& object) noexcept {
  const std::string_view file = object.file;
  return file.substr(file.rfind('/') + 1).substr(0, kNewerFunctions.size()) == kNewerFunctions;
}

void* Lookup(void* handle, const char* name, const std::string& version) noexcept {
  void* symbol = version.empty() ? nullptr : dlvsym(handle, name, version.c_str());
  return symbol != nullptr ? symbol : dlsym(handle, name);
}

}  // namespace

FunctionFinder::FunctionFinder(LoadedObject caller, const LoadedObject& wrappers)
    : caller_(std::move(caller)), wrappers_(wrappers) {
  if (caller_) handle_ = Open(caller_);
  // For a linked copy these lead to the preloaded one.
  if (OwnObject().soname != kPreloaded) {
    const void* const preloaded = dlsym(RTLD_DEFAULT, "dbspan_handshake");
    if (preloaded != nullptr) preloaded_ = ObjectAt(preloaded);
    return;
  }
  for (LoadedObject& object : AllObjects()) {
    if (IsOfNewerFunctions(object)) newer_.push_back(std::move(object));
  }
}

void* FunctionFinder::operator()(const char* name) {
  const std::string version = caller_ ? VersionReferredTo(caller_, name) : std::string{};
  void* symbol = NotOurs(Lookup(RTLD_NEXT, name, version));
  if (symbol == nullptr && handle_ != nullptr) {
    symbol = NotOurs(Lookup(handle_.get(), name, version));
  }
  if (symbol != nullptr && !version.empty()) symbol = ThroughPreloaded(name, symbol);
  // Last resort: the return address may belong to the caller's caller (tail call), or a library
  // may rely on what another library needs.
  return symbol != nullptr ? symbol : FindAnywhere(name);
}

/// A reference with a version passes by the preloaded copy, whose functions have none. Returns the
/// function of that copy if it leads to the same function of the client.
void* FunctionFinder::ThroughPreloaded(const char* name, void* symbol) const {
  if (!preloaded_) return symbol;
  void* const next = dlsym(RTLD_NEXT, name);
  if (!preloaded_.Contains(next)) return symbol;
  const Handle client = Open(ObjectAt(symbol));
  return client != nullptr && dlsym(client.get(), name) == symbol ? next : symbol;
}

bool FunctionFinder::HasFile(const char* name) const {
  return std::any_of(newer_.begin(), newer_.end(), [name](const auto& object) {
    return object.file.substr(object.file.rfind('/') + 1) == name;
  });
}

void* FunctionFinder::NotOurs(void* symbol) const noexcept {
  const bool ours = OwnObject().Contains(symbol) || wrappers_.Contains(symbol) ||
                    std::any_of(newer_.begin(), newer_.end(),
                                [symbol](const auto& object) { return object.Contains(symbol); });
  return ours ? nullptr : symbol;
}

void* FunctionFinder::FindAnywhere(const char* name) {
  if (!searched_) handles_ = OpenAll();
  searched_ = true;
  for (const Handle& handle : handles_) {
    void* symbol = NotOurs(dlsym(handle.get(), name));
    if (symbol != nullptr) return symbol;
  }
  return nullptr;
}

FunctionFinder::Handle FunctionFinder::Open(const LoadedObject& object) noexcept {
  const char* file = object.file.empty() ? nullptr : object.file.c_str();
  return Handle{dlopen(file, RTLD_LAZY | RTLD_NOLOAD)};
}

std::vector<FunctionFinder::Handle> FunctionFinder::OpenAll() {
  std::vector<Handle> handles;
  for (const LoadedObject& object : AllObjects()) {
    if (object.file.empty()) continue;  // the program: the global order was searched before
    Handle handle = Open(object);
    if (handle != nullptr) handles.push_back(std::move(handle));
  }
  return handles;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
