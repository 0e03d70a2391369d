// Linked into recorder_program_without_threads: simulates a system that cannot create threads.
#include <pthread.h>

#include <cerrno>

extern "C" int pthread_create(pthread_t* /*thread*/, const pthread_attr_t* /*attributes*/,
                              void* (* /*main*/)(void*), void* /*argument*/) noexcept {
  return EAGAIN;
}
