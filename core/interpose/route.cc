#include "core/interpose/route.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <type_traits>

#include "core/interpose/cancellation.h"
#include "core/interpose/clients_of_thread.h"
#include "core/interpose/dlerror_guard.h"
#include "core/interpose/errno_guard.h"
#include "core/interpose/function_finder.h"
#include "core/interpose/loaded_object.h"
#include "core/interpose/meeting_symbols.h"
#include "core/log/log_once.h"
#include "core/process/process_life.h"
#include "core/text/starts_with.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

bool IsLibraryOf(const ClientLibrary& library, const LoadedObject& object) noexcept {
  for (const char* const* name = library.sonames; *name != nullptr; ++name) {
    if (StartsWith(object.soname, *name)) return true;
  }
  return false;
}

Route::Callers CallersIn(const ClientLibrary& library, const LoadedObject& caller,
                         const LoadedObject& wrappers, const LoadedObject& client) {
  if (caller && caller.begin == wrappers.begin) {
    // libdbspan.so contains no application code: all calls from it are dbspan's own.
    return wrappers.soname == "libdbspan.so" ? Route::Callers::kClient : Route::Callers::kBeside;
  }
  // The name is compared too, because `client` may be another copy of dbspan between us and the
  // client.
  const bool inside = caller && (caller.begin == client.begin || IsLibraryOf(library, caller));
  return inside ? Route::Callers::kClient : Route::Callers::kApplication;
}

/// Reports the newer functions of the client that a caller refers to, if the preloaded library that
/// defines them is missing: calls of them go past dbspan. Tested at the first call of the caller.
void ReportMissingLibrary(const LoadedObject& caller, FunctionFinder& find) {
  if (dbspan_newer_library == nullptr || !caller) return;
  for (const char* const function : FunctionsReferredTo(caller)) {
    const char* const library = dbspan_newer_library(function);
    if (library == nullptr || find.HasFile(library) || find(function) == nullptr) continue;
    const std::string name = caller.soname.empty() ? "the program" : caller.soname;
    LogOnce(library, std::string{"calls of "} + function + " by " + name +
                         " are not recorded: add " + library + " to LD_PRELOAD");
  }
}

std::size_t IndexOf(const ClientLibrary& library, const char* name) noexcept {
  std::size_t i = 0;
  while (i < library.count && std::strcmp(library.functions[i], name) != 0) ++i;
  return i;
}

}  // namespace

std::atomic<bool> Routes::any_passes_{false};
std::atomic<Routes*> Routes::all_passed_{nullptr};

// The stores here and in StopAllPassing are sequentially consistent, like the switches and the
// counts of open work. If one thread lets calls pass while another switches the client on, at least
// one of them sees the store of the other.
void Routes::BeginPassing() noexcept {
  if (!has_passed_.exchange(true)) {
    Routes* first = all_passed_.load();
    do {
      next_ = first;
    } while (!all_passed_.compare_exchange_weak(first, this));
  }
  any_passes_.store(true);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

void Routes::StopAllPassing() noexcept {
  any_passes_.store(false);
  for (Routes* routes = all_passed_.load(); routes != nullptr; routes = routes->next_) {
    routes->passing_.store(&kNoRoute);
  }
}

bool Routes::IsStillLoaded(const Route& route) noexcept {
  return route.unloads.load(std::memory_order_relaxed) == CountUnloads();
}

Route* Routes::Make(const void* caller) {
  OwnClients::Locate();
  LoadedObject object = ObjectAt(caller);
  auto route = std::make_unique<Route>();
  route->begin = object.begin;
  route->size = object ? object.end - object.begin : 0;
  route->unloads = CountUnloads();
  const bool stays = !object || StaysLoaded(object);
  const LoadedObject wrappers = ObjectAt(&library_);  // library_ is in the wrappers' object
  FunctionFinder find{object, wrappers};
  auto functions = std::make_unique<void*[]>(library_.count + 1);
  for (std::size_t i = 0; i < library_.count; ++i) functions[i] = find(library_.functions[i]);
  ReportMissingLibrary(object, find);
  void* checked = functions[IndexOf(library_, library_.checked)];
  if (checked == nullptr) EndWithout(library_.checked);
  const LoadedObject client = ObjectAt(checked);
  route->stays = stays && StaysLoaded(client);
  route->callers = CallersIn(library_, object, wrappers, client);
  if (const char* unfit = library_.identify(functions.get())) {
    route->callers = Route::Callers::kUnreadable;
    LogOnce("calls of " + client.file + " are not recorded: it is " + unfit +
            ". Build dbspan with the headers of that client");
  }
  route->functions = functions.release();
  return route.release();
}

const Route& Routes::Find(const void* caller) noexcept {
  const ErrnoGuard errno_guard;
  const DlerrorGuard dlerror_guard;
  const CancellationGuard cancellation_guard;
  try {
    return FindOrMake(caller);
  } catch (...) {
    return WithoutMemory();
  }
}

/// Returns the route for calls when there is no memory to find theirs: they go to the next
/// functions in the global order and are not recorded.
const Route& Routes::WithoutMemory() noexcept {
  Route* known = without_memory_.load();
  if (known != nullptr) return *known;
  auto** const functions = static_cast<void**>(std::calloc(library_.count + 1, sizeof(void*)));
  auto* const memory = static_cast<Route*>(std::calloc(1, sizeof(Route)));
  if (functions == nullptr || memory == nullptr) std::abort();  // the call cannot be forwarded
  auto* const made = new (memory) Route;
  for (std::size_t i = 0; i < library_.count; ++i) {
    functions[i] = dlsym(RTLD_NEXT, library_.functions[i]);
  }
  made->functions = functions;
  made->callers = Route::Callers::kUnreadable;
  if (without_memory_.compare_exchange_strong(known, made)) return *made;
  return *known;
}

const Route& Routes::FindOrMake(const void* caller) {
  static std::mutex mutex;  // no destructor: clients are used while the process exits
  static_assert(std::is_trivially_destructible_v<std::mutex>);
  {
    const TelemetryUse no_fork_meanwhile;
    const std::lock_guard lock{mutex};
    for (Route* route = first_.load(); route != nullptr; route = route->next) {
      if (route->Covers(caller) && IsValid(*route)) return *route;
    }
    Route* nowhere = nowhere_.load();
    if (nowhere != nullptr && !ObjectAt(caller)) return *nowhere;
  }
  // Not under the mutex: Make takes the dynamic linker's lock, and a thread that holds that lock
  // may call this function, for example in a plugin's constructor.
  Route* made = Make(caller);
  const TelemetryUse no_fork_meanwhile;
  const std::lock_guard lock{mutex};
  // A route that was found earlier for the same addresses is valid again if it has the same
  // functions.
  for (Route* route = first_.load(); route != nullptr; route = route->next) {
    const bool same =
        route->begin == made->begin && route->size == made->size &&
        route->callers == made->callers && route->stays == made->stays &&
        std::equal(route->functions, route->functions + library_.count, made->functions);
    if (!same) continue;
    route->unloads.store(made->unloads.load());
    delete[] made->functions;
    delete made;
    return *route;
  }
  made->next = first_.load();
  first_.store(made, std::memory_order_release);
  if (made->callers == Route::Callers::kClient && made->stays) {
    client_.store(made, std::memory_order_release);
  }
  if (made->size == 0) nowhere_.store(made);
  return *made;
}

void EndWithout(const char* function) noexcept {
  std::fprintf(stderr,
               "[dbspan] %s was called, but no library that defines it is loaded: link the program "
               "with its client\n",
               function);
  std::abort();
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
