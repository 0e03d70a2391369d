#include "dbspan/redis/context.h"

#include <utility>

#include "redis/client/connect.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

timeval TimeoutOf(std::chrono::microseconds duration) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  return {static_cast<time_t>(seconds.count()),
          static_cast<suseconds_t>((duration - seconds).count())};
}

}  // namespace

Context Context::Connect(const std::string& host, int port, std::chrono::microseconds timeout,
                         std::shared_ptr<const Instrumenter> instrumenter) {
  const timeval limit = TimeoutOf(timeout);
  const auto connect = [&] {
    return hiredis::ConnectToHost(host.c_str(), port, timeout.count() == 0 ? nullptr : &limit);
  };
  return Context{hiredis::ConnectTraced(connect, std::move(instrumenter))};
}

Context Context::ConnectUnix(const std::string& path, std::chrono::microseconds timeout,
                             std::shared_ptr<const Instrumenter> instrumenter) {
  const timeval limit = TimeoutOf(timeout);
  const auto connect = [&] {
    return hiredis::ConnectToPath(path.c_str(), timeout.count() == 0 ? nullptr : &limit);
  };
  return Context{hiredis::ConnectTraced(connect, std::move(instrumenter))};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
