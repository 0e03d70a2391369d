#include "core/next_symbol.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

#include "core/errno_guard.h"

namespace dbspan {

void* NextSymbol(const char* name, const char* library) noexcept {
  const ErrnoGuard errno_guard;
  void* symbol = dlsym(RTLD_NEXT, name);
  if (symbol != nullptr) return symbol;
  // Loaded by dlopen(RTLD_LOCAL), for a plugin, say: there, but not in the order of lookup.
  void* loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  if (loaded != nullptr) symbol = dlsym(loaded, name);
  if (symbol != nullptr) return symbol;
  std::fprintf(stderr,
               "[dbspan] %s was called, but %s, which defines it, is not loaded: link the program "
               "with it\n",
               name, library);
  std::abort();
}

}  // namespace dbspan
