/* Traced libvalkey with <valkey/tls.h>: include this instead of it. */
#ifndef DBSPAN_VALKEY_TLS_H
#define DBSPAN_VALKEY_TLS_H

#include "dbspan/valkey.h"

#include <valkey/tls.h>

#endif
