#pragma once

#include <valkey/async.h>
#include <valkey/valkey.h>

// libvalkey, by the names that redis/client/ is written in.
#define DBSPAN_CLIENT_NAMESPACE valkey
#define DBSPAN_CLIENT_TITLE "libvalkey"
#define DBSPAN_CLIENT_ID 3  // permanent (dbspan/detail/client_id.h)
#define DBSPAN_CLIENT_SONAMES "libvalkey.", "libvalkey-"
#define DBSPAN_NATIVE(name) valkey##name
#define DBSPAN_CONSTANT(name) VALKEY_##name
#define DBSPAN_CLIENT_PREFIX "VALKEY_"
#define DBSPAN_OURS(name) dbspan_valkey##name
#define DBSPAN_CLIENT_HAS_OPTIONS
#define DBSPAN_CLIENT_LEAVES_REPLIES
#define DBSPAN_CLIENT_HAS_RESP3
