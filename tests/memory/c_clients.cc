// Sends statements and commands with a secret through the clients' C functions, and searches the
// memory of the process for it after each group of calls. Connections, prepared statements and
// transactions stay open, because dbspan keeps most for those. The clients' own buffers are
// overwritten by longer calls.
#include <string>

#include "tests/memory/secret.h"
#include "tests/process/mysql_case.h"
#include "tests/process/pg_case.h"
#include "tests/process/redis_case.h"

namespace {

using dbspan::memory::Make;
using dbspan::memory::Report;
using dbspan::memory::Text;
using dbspan::process::Ask;
using dbspan::process::ValueOf;

/// A literal that is longer than all texts with the secret.
const std::string& Filler() {
  static const std::string filler(3000, 'x');
  return filler;
}

void Overwrite(PGconn* connection) {
  Ask(connection, ("SELECT '" + Filler() + "'").c_str());
  Ask(connection, ("SELECT '" + Filler() + "'::int").c_str());  // for buffers of errors
}

void ReadAll(PGconn* connection) {
  while (PGresult* const result = PQgetResult(connection)) PQclear(result);
}

void UsePostgres() {
  PGconn* const connection = dbspan::process::ConnectPostgres();
  Make([&] {
    for (const char* const statement :
         {"SELECT length('%')", "/* % */ SELECT 1", "SELECT U&'%', E'%\\n', $$%$$",
          "SELECT '%'::int", "SELECT $1::text, '%", "DO $$ BEGIN RAISE EXCEPTION '%'; END $$"}) {
      ValueOf(PQexec(connection, Text{statement}.c_str()));
    }
    {
      const Text value{"%"};
      const char* const values[] = {value.c_str()};
      ValueOf(PQexecParams(connection, Text{"SELECT length($1 || '%')"}.c_str(), 1, nullptr, values,
                           nullptr, nullptr, 0));
    }
    Overwrite(connection);
  });
  Report("libpq_text");

  const auto text = [](const char* format) { return Text{format}; };
  Make([&] {
    PQclear(PQprepare(connection, "one", text("SELECT length('%'), $1::int").c_str(), 1, nullptr));
    PQclear(PQprepare(connection, "refused", text("SELECT '%'::int").c_str(), 0, nullptr));
    PQsendPrepare(connection, "two", text("SELECT length('%') + $1::int").c_str(), 1, nullptr);
    ReadAll(connection);
    const char* const values[] = {"7"};
    for (const char* const name : {"one", "two"}) {
      ValueOf(PQexecPrepared(connection, name, 1, values, nullptr, nullptr, 0));
      PQsendQueryPrepared(connection, name, 1, values, nullptr, nullptr, 0);
      ReadAll(connection);
    }
    Overwrite(connection);
  });
  Report("libpq_prepared");

  Make([&] {
    PQsendQuery(connection, text("SELECT length('%'); SELECT '%'").c_str());
    ReadAll(connection);
    Ask(connection, text("COPY (SELECT 1 WHERE '%' = '') TO STDOUT").c_str());
    for (char* row = nullptr; PQgetCopyData(connection, &row, 0) > 0;) PQfreemem(row);
    ReadAll(connection);
    Overwrite(connection);
  });
  Report("libpq_sent");
#ifdef LIBPQ_HAS_PIPELINING
  Make([&] {
    PQenterPipelineMode(connection);
    PQsendPrepare(connection, "three", text("SELECT length('%')").c_str(), 0, nullptr);
    PQsendQueryPrepared(connection, "three", 0, nullptr, nullptr, nullptr, 0);
    PQsendQueryParams(connection, text("SELECT '%'").c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                      0);
    PQpipelineSync(connection);
    for (int request = 0; request < 4; ++request) ReadAll(connection);
    PQexitPipelineMode(connection);
    Overwrite(connection);
  });
  Report("libpq_pipeline");
#endif
}

void Overwrite(MYSQL* connection) {
  Ask(connection, ("SELECT '" + Filler() + "'").c_str());
  Ask(connection, ("SELEC '" + Filler() + "'").c_str());  // for buffers of errors
}

void UseMySql() {
  MYSQL* const connection = dbspan::process::ConnectMySql();
  Make([&] {
    for (const char* const statement :
         {"SELECT length('%')", "SELECT \"%\"", "/* % */ SELECT 1", "SELECT '%",
          "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '%'"}) {
      Ask(connection, Text{statement}.c_str());
    }
    Overwrite(connection);
  });
  Report("mysql_text");

  Make([&] {
    MYSQL_STMT* const statement = mysql_stmt_init(connection);
    {
      const Text text{"SELECT length('%') AS a"};
      mysql_stmt_prepare(statement, text.c_str(), text.size());
    }
    for (int i = 0; i < 2; ++i) {
      mysql_stmt_execute(statement);
      mysql_stmt_store_result(statement);
      mysql_stmt_free_result(statement);
    }
    MYSQL_STMT* const refused = mysql_stmt_init(connection);
    {
      const Text text{"SELECT '%' FROM"};
      mysql_stmt_prepare(refused, text.c_str(), text.size());
    }
    mysql_stmt_close(refused);
    Overwrite(connection);
  });
  Report("mysql_prepared");
}

void Overwrite(redisContext* redis) {
  for (int i = 0; i < 2; ++i) Ask(redis, "ECHO " + Filler());
  Ask(redis, Filler());  // an unknown command, for buffers of errors
}

void Send(redisContext* redis, const char* format) {
  const Text value{"%"};
  freeReplyObject(redisCommand(redis, format, value.c_str()));
}

void UseRedis() {
  redisContext* const redis = dbspan::process::ConnectRedis();
  const std::string key = "memory:" + dbspan::process::OwnName();
  const auto with_key = [&key](const char* before, const char* after) {
    return before + (" " + key + " ") + after;
  };
  Make([&] {
    for (const std::string& format :
         {with_key("SET", "%s"), with_key("HSET", "field %s"), std::string{"AUTH nobody %s"},
          std::string{"EVAL %s 0"}, std::string{"ECHO %s"}, with_key("EXPIRE", "%s")}) {
      Send(redis, format.c_str());
    }
    Overwrite(redis);
  });
  Report("redis_command");

  Make([&] {
    for (int i = 0; i < 3; ++i) {
      const Text value{"%"};
      redisAppendCommand(redis, with_key("SET", "%s").c_str(), value.c_str());
      redisAppendCommand(redis, with_key("LPUSH", "%s").c_str(), value.c_str());  // an error
    }
    for (int i = 0; i < 6; ++i) {
      void* reply = nullptr;
      redisGetReply(redis, &reply);
      freeReplyObject(reply);
    }
    Overwrite(redis);
  });
  Report("redis_pipeline");

  Make([&] {
    Ask(redis, "MULTI");
    Send(redis, with_key("SET", "%s").c_str());
    Send(redis, "PUBLISH nobody %s");
    Overwrite(redis);
  });
  Report("redis_multi");
  Ask(redis, "EXEC");
  Ask(redis, "DEL " + key);
}

}  // namespace

int main(int argc, char** /*arguments*/) {
  UsePostgres();
  UseMySql();
  UseRedis();
  if (argc > 1) {  // proves that the search finds what is kept
    const Text kept{"SELECT '%'"};
    Report("kept");
  }
}
