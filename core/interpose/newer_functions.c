/* libdbspan_<client>_<level>.so: a library in addition to libdbspan.so that wraps the functions
 * that only newer versions of a client have. It is a separate library because programs test whether
 * these functions exist to find out which version of the client they run with.
 *
 * Each function is a jump, so that the return address is still the caller's: to dbspan's wrapper,
 * or to the client's function if libdbspan.so is not loaded. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

/* Written by CMake: DBSPAN_NEWER_FUNCTIONS(F). */
#include "newer_functions.h"

#if defined(__x86_64__)
#define DBSPAN_JUMP(name)                                                                 \
  __asm__(".text\n\t.p2align 4\n\t.globl " #name "\n\t.type " #name ", @function\n" #name \
          ":\n\tendbr64\n\tjmp *dbspan_to_" #name "(%rip)\n\t.size " #name ", .-" #name "\n");
#elif defined(__aarch64__)
#define DBSPAN_JUMP(name)                                                                          \
  __asm__(".text\n\t.p2align 4\n\t.globl " #name "\n\t.type " #name ", %function\n" #name          \
          ":\n\thint 34\n\tadrp x16, dbspan_to_" #name "\n\tldr x16, [x16, :lo12:dbspan_to_" #name \
          "]\n\tbr x16\n\t.size " #name ", .-" #name "\n");
#else
#error "the jump to another function is not written for this processor"
#endif

#define DBSPAN_TARGET(name) \
  __attribute__((visibility("hidden"), used)) void* dbspan_to_##name = NULL;
DBSPAN_NEWER_FUNCTIONS(DBSPAN_TARGET)
DBSPAN_NEWER_FUNCTIONS(DBSPAN_JUMP)

__attribute__((constructor(101))) static void FindTargets(void) {
  void* (*handshake)(const char*) = NULL;
  *(void**)(&handshake) = dlsym(RTLD_DEFAULT, "dbspan_handshake");
#define DBSPAN_FIND(name)                                         \
  dbspan_to_##name = handshake == NULL ? NULL : handshake(#name); \
  if (dbspan_to_##name == NULL) dbspan_to_##name = dlsym(RTLD_NEXT, #name);
  DBSPAN_NEWER_FUNCTIONS(DBSPAN_FIND)
  dlerror();
}
