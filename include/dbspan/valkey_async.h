/* Traced asynchronous libvalkey: include this instead of <valkey/async.h>. */
#ifndef DBSPAN_VALKEY_ASYNC_H
#define DBSPAN_VALKEY_ASYNC_H

#include "dbspan/valkey.h"

#include <valkey/async.h>

#endif
