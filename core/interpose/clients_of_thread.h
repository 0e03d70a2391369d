#pragma once

#include <array>

#include "core/process/per_thread.h"
#include "dbspan/detail/client_id.h"
#include "dbspan/version.h"

namespace dbspan::interpose {
inline namespace DBSPAN_VERSION_NAMESPACE {

class InsideSomeClient;

/// What a thread does in each client, by ClientId.
struct ClientsOfThread {
  std::array<const InsideSomeClient*, detail::kMostClients> innermost;
  std::array<const void*, detail::kMostClients> functions;  ///< Behind<Client>::Functions.
};

using OwnClients = PerThread<ClientsOfThread>;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::interpose
