#include "cli/own_protocol.h"

#include <array>
#include <string_view>

namespace dbspan::cli {
namespace {

struct Language {
  std::string_view executable;  ///< Beginning of the file name; only digits and `.-` may follow.
  const char* name;
  const char* clients;
};

constexpr std::array<Language, 11> kLanguages{
    {{"python", "Python", "PyMySQL, pg8000, asyncpg and redis-py"},
     {"pypy", "Python", "PyMySQL, pg8000, asyncpg and redis-py"},
     {"php", "PHP", "mysqli and PDO for MySQL (mysqlnd) and Predis"},
     {"php-fpm", "PHP", "mysqli and PDO for MySQL (mysqlnd) and Predis"},
     {"ruby", "Ruby", "redis-rb and trilogy"},
     {"perl", "Perl", "Redis.pm and DBD::PgPP"},
     {"java", "Java", "JDBC drivers, Jedis and Lettuce"},
     {"node", "JavaScript", "pg, mysql2, ioredis and redis"},
     {"nodejs", "JavaScript", "pg, mysql2, ioredis and redis"},
     {"dotnet", ".NET", "Npgsql, MySqlConnector and StackExchange.Redis"},
     {"beam.smp", "Erlang and Elixir", "Postgrex, MyXQL and Redix"}}};

bool IsOfLanguage(std::string_view name, const Language& language) {
  return name.substr(0, language.executable.size()) == language.executable &&
         name.find_first_not_of("0123456789.-", language.executable.size()) ==
             std::string_view::npos;
}

}  // namespace

OwnProtocol OwnProtocolOf(const std::string& executable) {
  const std::string_view name = std::string_view{executable}.substr(executable.rfind('/') + 1);
  for (const Language& language : kLanguages) {
    if (!IsOfLanguage(name, language)) continue;
    return {std::string{"may use a client written in "} + language.name +
                ", whose calls are not seen: " + language.clients +
                " speak the databases' protocols themselves",
            std::string{"instrument it with OpenTelemetry for "} + language.name +
                "; its spans are shown if it exports OTLP"};
  }
  return {};
}

}  // namespace dbspan::cli
