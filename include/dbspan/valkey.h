/* Traced libvalkey, for C99 and C++: include this instead of <valkey/valkey.h> and change nothing
 * else. You can still include <valkey/async.h> and <valkey/tls.h> afterwards. The functions are
 * redirected as <dbspan/hiredis.h> describes.
 */
#ifndef DBSPAN_VALKEY_H
#define DBSPAN_VALKEY_H

#define DBSPAN_NATIVE(name) valkey##name
#define DBSPAN_TRACED(name) dbspan_valkey##name
#define DBSPAN_TRACED_TEXT(name) "dbspan_valkey" #name
#define DBSPAN_INCLUDE_DBSPAN_VALKEY_H_BEFORE_THE_FIRST_USE_OF(name, text) \
  extern __typeof__(name) name __asm__(text);
#define DBSPAN_REDECLARE(name, text) \
  DBSPAN_INCLUDE_DBSPAN_VALKEY_H_BEFORE_THE_FIRST_USE_OF(name, text)
#ifdef VALKEY_VALKEY_H
#define DBSPAN_SYNC_IS_DECLARED
#endif
#ifdef VALKEY_ASYNC_H
#define DBSPAN_ASYNC_IS_DECLARED
#endif
#include "dbspan/detail/redis/redirect.h"
#undef DBSPAN_INCLUDE_DBSPAN_VALKEY_H_BEFORE_THE_FIRST_USE_OF

#include <valkey/valkey.h>

#endif
