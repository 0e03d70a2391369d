#include "tests/support/servers.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace dbspan::test {
namespace {

/// Sets the variables that the ctest fixture wrote to the file in `DBSPAN_TEST_SERVERS`, unless
/// they are set already. Programs that a test starts inherit them.
void ReadFixture() {
  const char* path = std::getenv("DBSPAN_TEST_SERVERS");
  std::ifstream file{path == nullptr ? "" : path};
  for (std::string line; std::getline(file, line);) {
    const std::size_t end = line.find('=');
    if (end != std::string::npos) {
      setenv(line.substr(0, end).c_str(), line.substr(end + 1).c_str(), 0);
    }
  }
}

ServerUrl FromEnvironment(const char* variable, int default_port) {
  static const bool read = (ReadFixture(), true);
  static_cast<void>(read);
  const char* url = std::getenv(variable);
  if (url == nullptr || *url == '\0') {
    throw std::runtime_error{
        std::string{variable} +
        " is not set. `./run test` starts throw-away servers and sets it; to use a "
        "server of your own, set it to that server's URL (README, \"Tests\")."};
  }
  return ParseUrl(url, default_port);
}

}  // namespace

ServerUrl ParseUrl(const std::string& url, int default_port) {
  static const std::regex pattern{
      R"([a-z]+://(?:([^:@/]*)(?::([^@/]*))?@)?(\[[^\]]+\]|[^:/?]+)(?::(\d+))?(?:/([^?]*))?(?:\?.*)?)"};
  std::smatch part;
  if (!std::regex_match(url, part, pattern)) {
    throw std::invalid_argument{
        "a server URL reads scheme://[user[:password]@]host[:port][/database]; the one given does "
        "not"};
  }
  return {url,    part[1], part[2], part[3], part[4].matched ? std::stoi(part[4]) : default_port,
          part[5]};
}

ServerUrl PostgresServer() { return FromEnvironment("DBSPAN_TEST_PG_URL", 5432); }
ServerUrl RedisServer() { return FromEnvironment("DBSPAN_TEST_REDIS_URL", 6379); }
ServerUrl MySqlServer() { return FromEnvironment("DBSPAN_TEST_MYSQL_URL", 3306); }

}  // namespace dbspan::test
