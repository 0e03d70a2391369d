// MySQL: a point read and a stream through dbspan. mysql_bare.cc has the calls to compare with; it
// is a separate program.
#include <dbspan/mysql_driver.h>

#include "bench/mysql_session.h"
#include "dbspan/detail/default_instrumenter.h"
#include "dbspan/mysql/instrumentation.h"

namespace dbspan::bench {
namespace {

std::shared_ptr<MySqlSession> Connect(Target target) {
  return std::make_shared<MySqlSession>(*sql::mysql::get_mysql_driver_instance(),
                                        std::move(target));
}

ClientCalls Traced(const char* name, Target (*target)()) {
  return {name,
          {},
          [=](const Options& options) -> ClientCalls::Connect {
            configure<MySql>(options);
            return [=]() -> ClientCalls::Call {
              return [session = Connect(target())] { return session->Read()->rowsCount(); };
            };
          },
          {}};
}

}  // namespace

std::vector<ClientCalls> AllCalls() {
  std::vector<ClientCalls> calls = PointReads(&Traced);
  calls.push_back({kStreams,
                   {},
                   [](const Options& options) -> ClientCalls::Connect {
                     configure<MySql>(options);
                     return []() -> ClientCalls::Call {
                       return [session = Connect(LiveMySql())] { return session->Stream(); };
                     };
                   },
                   {}});
  return calls;
}

}  // namespace dbspan::bench
