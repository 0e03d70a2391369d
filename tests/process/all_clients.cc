// Three clients in one program, each called from the others' callbacks.
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

using dbspan::process::Ask;
using dbspan::process::Say;

namespace {

struct Clients {
  PGconn* postgres = dbspan::process::ConnectPostgres();
  PGconn* other_postgres = dbspan::process::ConnectPostgres();
  redisContext* redis = dbspan::process::ConnectRedis();
  MYSQL* mysql = dbspan::process::ConnectMySql();
};

// A notice receiver that queries other servers, and its own server over another connection.
void OnNotice(void* data, const PGresult* /*notice*/) {
  const auto& clients = *static_cast<Clients*>(data);
  Say("notice: %s %s %s", Ask(clients.redis, "PING").c_str(),
      Ask(clients.mysql, "SELECT 21").c_str(), Ask(clients.other_postgres, "SELECT 22").c_str());
}

// A source for LOAD DATA LOCAL: the client calls back to read the lines, and the callback queries
// another server for each.
struct File {
  const Clients& clients;
  int lines;
};

int OpenFile(void** file, const char* /*name*/, void* data) {
  *file = new File{*static_cast<Clients*>(data), 3};
  return 0;
}
int ReadFile(void* data, char* buffer, unsigned int /*size*/) {
  auto& file = *static_cast<File*>(data);
  if (file.lines-- == 0) return 0;
  const std::string value = Ask(file.clients.other_postgres, "SELECT 23");
  return std::snprintf(buffer, 64, "%s\n", value.c_str());
}
void CloseFile(void* file) { delete static_cast<File*>(file); }
int FileError(void* /*file*/, char* /*message*/, unsigned int /*size*/) { return 0; }

}  // namespace

int main() {
  const dbspan::process::Telemetry telemetry;
  Clients clients;
  Say("%s", Ask(clients.postgres, "SELECT 11").c_str());
  Say("%s", Ask(clients.redis, "ECHO 12").c_str());
  Say("%s", Ask(clients.mysql, "SELECT 13").c_str());

  PQsetNoticeReceiver(clients.postgres, &OnNotice, &clients);
  Say("%s", Ask(clients.postgres, "DO $$ BEGIN RAISE NOTICE 'n'; END $$").c_str());

  const std::string table = dbspan::process::OwnName();
  Ask(clients.mysql, ("CREATE TEMPORARY TABLE " + table + " (a INT)").c_str());
  mysql_set_local_infile_handler(clients.mysql, &OpenFile, &ReadFile, &CloseFile, &FileError,
                                 &clients);
  Say("%s", Ask(clients.mysql, ("LOAD DATA LOCAL INFILE 'x' INTO TABLE " + table).c_str()).c_str());
  Say("%s", Ask(clients.mysql, ("SELECT SUM(a) FROM " + table).c_str()).c_str());

  mysql_close(clients.mysql);
  redisFree(clients.redis);
  PQfinish(clients.postgres);
  PQfinish(clients.other_postgres);
}
