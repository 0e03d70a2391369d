#pragma once

#include <dlfcn.h>

#include <string>

#include "tests/process/case.h"

namespace dbspan::process {

inline const char* OrNone(const char* text) { return text == nullptr ? "no error" : text; }

/// Prints what `dlerror` returns after `use`, if an error was pending before it, and if its text
/// was already taken.
template <class Use>
void SayDlerrorAfter(const char* what, const Use& use) {
  const auto fail = [] { dlopen("/nonexistent/library.so", RTLD_NOW); };
  fail();
  use();
  const char* const text = dlerror();
  Say("%s: %s", what, OrNone(text));
  use();
  Say("taken before: %s", OrNone(text));
  Say("then: %s", OrNone(dlerror()));
}

}  // namespace dbspan::process
