/* Traced libvalkey with <valkey/async.h>: include this instead of it. */
#ifndef DBSPAN_VALKEY_ASYNC_H
#define DBSPAN_VALKEY_ASYNC_H

#include "dbspan/valkey.h"

#include <valkey/async.h>

#endif
