#pragma once

#include "bench/client_bench.h"

namespace dbspan::bench {

/// The connector's own driver and spans around it by hand: its own header, untraced.
ClientCalls::Call BareMySqlSelect();
ClientCalls::Call MySqlSelectByHand(const ByHand& by_hand);
/// Through <dbspan/mysql_driver.h>.
ClientCalls::Call TracedMySqlSelect(const Options& options);

/// Ten million rows, read one by one.
ClientCalls::Call BareMySqlStream();
ClientCalls::Call TracedMySqlStream(const Options& options);

}  // namespace dbspan::bench
