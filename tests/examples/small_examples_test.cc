// Runs the small programs of examples/ against the servers.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/support/program.h"
#include "tests/support/servers.h"

namespace dbspan::test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

std::string Program(const std::string& name) {
  return std::string{EXAMPLES_DIR} + "/example_" + name;
}

std::string Postgres() { return " '" + PostgresServer().text + "'"; }

std::string Redis() {
  const ServerUrl server = RedisServer();
  return " '" + server.host + "' " + std::to_string(server.port);
}

std::string MySql() {
  const ServerUrl server = MySqlServer();
  return " '" + server.host + "' " + std::to_string(server.port) + " '" + server.user + "' '" +
         server.password + "' '" + server.database + "'";
}

TEST(SmallExamplesTest, Libpq) {
  const std::string output = OutputOf(Program("libpq") + Postgres());

  EXPECT_THAT(output, HasSubstr("3 rows\n"));
  EXPECT_THAT(output, ContainsRegex("SELECT generate_series [^\n]*3 rows"));
  EXPECT_THAT(output, ContainsRegex("SELECT nowhere [^\n]*ERROR 42P01"));
}

TEST(SmallExamplesTest, Libpqxx) {
  const std::string output = OutputOf(Program("libpqxx") + Postgres());

  EXPECT_THAT(output, HasSubstr("2 rows\n"));
  EXPECT_THAT(output, ContainsRegex("INSERT cities [^\n]*3 affected"));
  EXPECT_THAT(output, ContainsRegex("SELECT cities [^\n]*2 rows"));
  EXPECT_THAT(output, ContainsRegex("SELECT nowhere [^\n]*ERROR 42P01"));
}

TEST(SmallExamplesTest, Hiredis) {
  const std::string output = OutputOf(Program("hiredis") + Redis());

  EXPECT_THAT(output, ContainsRegex("GET [^\n]*hit"));
  EXPECT_THAT(output, ContainsRegex("GET [^\n]*miss"));
  EXPECT_THAT(output, ContainsRegex("PIPELINE "));
  EXPECT_THAT(output, ContainsRegex("LPUSH [^\n]*ERROR WRONGTYPE"));
}

TEST(SmallExamplesTest, MySqlCApi) {
  const std::string output = OutputOf(Program("mysql_capi") + MySql());

  EXPECT_THAT(output, HasSubstr("2 rows\n"));
  EXPECT_THAT(output, ContainsRegex("INSERT cities [^\n]*3 affected"));
  EXPECT_THAT(output, ContainsRegex("SELECT cities [^\n]*2 rows"));
  EXPECT_THAT(output, ContainsRegex("SELECT nowhere [^\n]*ERROR"));
}

TEST(SmallExamplesTest, MySqlConnector) {
  const std::string output = OutputOf(Program("mysql_connector") + MySql());

  EXPECT_THAT(output, HasSubstr("2 rows\n"));
  EXPECT_THAT(output, ContainsRegex("INSERT cities [^\n]*3 affected"));
  EXPECT_THAT(output, ContainsRegex("SELECT cities [^\n]*2 rows"));
  EXPECT_THAT(output, ContainsRegex("SELECT nowhere [^\n]*ERROR"));
}

TEST(SmallExamplesTest, StreamingAnswer) {
  const std::string output = OutputOf(Program("streaming_answer") + Postgres() + Redis());

  EXPECT_THAT(output, HasSubstr("Tea needs four minutes."));
  EXPECT_THAT(output, ContainsRegex("answer question [^\n]*\n"
                                    "├─ retrieval documents [^\n]*\n"
                                    "│ +├─ GET [^\n]*miss\n"
                                    "│ +├─ SELECT documents [^\n]*5 rows\n"
                                    "│ +└─ SETEX [^\n]*\n"
                                    "└─ chat stand-in-1 "));
  EXPECT_THAT(output, ContainsRegex("├─ retrieval documents [^\n]*\n│ +└─ GET [^\n]*hit\n"));
}

TEST(SmallExamplesTest, Retries) {
  const std::string output = OutputOf(Program("retries") + Postgres());

  EXPECT_THAT(output, HasSubstr("booked at attempt 3\n"));
  // Debian 12's libpqxx throws this exception without the SQLSTATE.
  EXPECT_THAT(output, ContainsRegex("book [^\n]*\n"
                                    "├─ attempt [^\n]*ERROR pqxx::serialization_failure *\n"
                                    "│ +├─ UPDATE seats [^\n]*1 affected\n"
                                    "│ +└─ DO [^\n]*ERROR (pqxx::serialization_failure|40001) *\n"
                                    "├─ attempt "));
}

TEST(SmallExamplesTest, Logs) {
  const std::string output = OutputOf(Program("logs") + Redis());

  EXPECT_THAT(output, ContainsRegex("info trace_id=[0-9a-f]{32} span_id=[0-9a-f]{16} "
                                    "a visitor has come\n"));
  EXPECT_THAT(output, ContainsRegex("fmt trace_id=[0-9a-f]{32} visits=[0-9]+\n"));
  const auto id = output.substr(output.find("trace_id=") + 9, 32);
  EXPECT_THAT(output, HasSubstr("trace " + id + "\n"));
}

TEST(SmallExamplesTest, HttpServerContinuesTheCallersTrace) {
  const std::unique_ptr<FILE, int (*)(FILE*)> server{
      popen(("OTEL_TRACES_EXPORTER=console OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none " +
             Program("http_server") + Redis() + " 2>&1")
                .c_str(),
            "r"),
      &pclose};
  std::array<char, 4096> line{};
  ASSERT_NE(std::fgets(line.data(), line.size(), server.get()), nullptr);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(line.data())));
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request =
      "GET /visits HTTP/1.1\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      "\r\n\r\n";
  ASSERT_EQ(write(connection, request.data(), request.size()),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  for (ssize_t count = 0; (count = read(connection, line.data(), line.size())) > 0;) {
    answer.append(line.data(), static_cast<std::size_t>(count));
  }
  close(connection);
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 200 OK"));

  std::string output;
  while (std::fgets(line.data(), line.size(), server.get()) != nullptr) output += line.data();
  EXPECT_THAT(output, ContainsRegex("\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"[^{]*INCR "));
  EXPECT_THAT(output,
              ContainsRegex("GET /visits\n *trace_id *: 0af7651916cd43dd8448eb211c80319c\n"));
  EXPECT_THAT(output, ContainsRegex("parent_span_id: b7ad6b7169203331\n"));
}

}  // namespace
}  // namespace dbspan::test
