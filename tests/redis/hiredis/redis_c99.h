#ifndef DBSPAN_TESTS_INTEGRATION_REDIS_C99_H
#define DBSPAN_TESTS_INTEGRATION_REDIS_C99_H

#ifdef __cplusplus
extern "C" {
#endif

/* Sets and reads a key from C; returns the length of what it read, or -1. */
int ReadBackFromC(const char* host, int port);

#ifdef __cplusplus
}
#endif

#endif
