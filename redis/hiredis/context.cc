#include "dbspan/redis/context.h"

#include <utility>

#include "dbspan/redis/instrumentation.h"
#include "redis/hiredis/connect_span.h"
#include "redis/hiredis/real.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

timeval TimeoutOf(std::chrono::microseconds duration) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  return {static_cast<time_t>(seconds.count()),
          static_cast<suseconds_t>((duration - seconds).count())};
}

}  // namespace

std::shared_ptr<const Instrumenter> MakeInstrumenter(const Options& options) {
  return std::make_shared<const Instrumenter>(Redis::client(), options);
}

Context Context::Connect(const std::string& host, int port, std::chrono::microseconds timeout,
                         std::shared_ptr<const Instrumenter> instrumenter) {
  const auto connect = [&] {
    if (timeout.count() == 0) return real::redisConnect(host.c_str(), port);
    return real::redisConnectWithTimeout(host.c_str(), port, TimeoutOf(timeout));
  };
  return Context{Connected(connect, std::move(instrumenter))};
}

Context Context::ConnectUnix(const std::string& path, std::chrono::microseconds timeout,
                             std::shared_ptr<const Instrumenter> instrumenter) {
  const auto connect = [&] {
    if (timeout.count() == 0) return real::redisConnectUnix(path.c_str());
    return real::redisConnectUnixWithTimeout(path.c_str(), TimeoutOf(timeout));
  };
  return Context{Connected(connect, std::move(instrumenter))};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
