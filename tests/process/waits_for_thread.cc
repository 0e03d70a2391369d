// While a library is loaded, its constructor waits for threads that make their first calls. The
// dynamic linker's lock is held meanwhile.
#include <dlfcn.h>

#include <thread>

#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;

namespace {

PGconn* postgres = nullptr;
MYSQL* mysql = nullptr;
redisContext* redis = nullptr;

void Use() {
  for (int i = 0; i < 2; ++i) {
    dbspan::process::Say("%s %s %s", Ask(postgres, "SELECT 1").c_str(),
                         Ask(mysql, "SELECT 2").c_str(), Ask(redis, "ECHO 3").c_str());
    dbspan::process::Say("%s %s %s", Ask(postgres, "SELECT 1/0").c_str(),
                         Ask(mysql, "SELEC 2").c_str(), Ask(redis, "ECH 3").c_str());
  }
}

}  // namespace

// The library's constructor calls it.
extern "C" __attribute__((visibility("default"))) void CallBack() {
  for (int i = 0; i < 3; ++i) std::thread{&Use}.join();
}

int main() {
  const dbspan::process::Telemetry telemetry;
  // A connection attempt loads libraries itself.
  postgres = dbspan::process::ConnectPostgres();
  mysql = dbspan::process::ConnectMySql();
  redis = dbspan::process::ConnectRedis();
  Use();
  if (dlopen(DBSPAN_PLUGIN_DIRECTORY "/libprocess_plugin_calls_back.so", RTLD_NOW) == nullptr) {
    dbspan::process::GiveUp(dlerror());
  }
  Use();
}
