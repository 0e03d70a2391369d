#include "dbspan/redis/context.h"

#include <utility>

#include "dbspan/default_instrumenter.h"
#include "dbspan/redis/async_context.h"
#include "dbspan/redis/instrumentation.h"
#include "redis/client/async_state.h"
#include "redis/client/connect.h"
#include "redis/client/state.h"

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

void UseInstrumenter(redisContext* context, std::shared_ptr<const Instrumenter> instrumenter) {
  hiredis::ContextState* const state = hiredis::ContextRegistry::Instance().Find(context);
  if (state == nullptr) return;
  state->pipeline.FailAll({});  // the operations in it refer to the previous instrumenter
  if (instrumenter == nullptr) instrumenter = Redis::instrumenter().Get();
  state->instrumenter = std::move(instrumenter);
}

void UseInstrumenter(redisAsyncContext* context, std::shared_ptr<const Instrumenter> instrumenter) {
  if (context == nullptr) return;
  hiredis::AsyncEndpoints::Instance().SetInstrumenter(*context, std::move(instrumenter));
}

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
