/* Traced libvalkey over TLS: include this instead of <valkey/tls.h>. */
#ifndef DBSPAN_VALKEY_TLS_H
#define DBSPAN_VALKEY_TLS_H

#include "dbspan/valkey.h"

#include <valkey/tls.h>

#endif
