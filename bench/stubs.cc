// Answers of the stubs: the parts of each protocol that the clients of the benchmarks need.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "bench/stub_server.h"

namespace dbspan::bench {
namespace {

std::string BigEndian(std::uint32_t value, int bytes) {
  std::string text;
  while (bytes-- > 0) text.push_back(static_cast<char>(value >> (8 * bytes)));
  return text;
}

std::string LittleEndian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

std::string Terminated(std::string_view text) { return std::string{text} + '\0'; }

/// Returns a message of the PostgreSQL protocol (PostgreSQL's manual, "Message Formats").
std::string PgMessage(char type, const std::string& body) {
  return type + BigEndian(static_cast<std::uint32_t>(body.size() + 4), 4) + body;
}

std::string PgTextColumn(std::string_view name) {
  constexpr int kText = 25;
  return Terminated(name) + BigEndian(0, 4) + BigEndian(0, 2) + BigEndian(kText, 4) +
         BigEndian(0xFFFF, 2) + BigEndian(0xFFFFFFFF, 4) + BigEndian(0, 2);
}

std::string PgValue(std::string_view value) {
  return BigEndian(static_cast<std::uint32_t>(value.size()), 4) + std::string{value};
}

/// Returns a packet of the MySQL protocol (MariaDB's documentation, "Client/Server Protocol").
std::string MySqlPacket(int number, const std::string& body) {
  return LittleEndian(static_cast<std::uint32_t>(body.size()), 3) + static_cast<char>(number) +
         body;
}

std::string MySqlText(std::string_view text) {
  return static_cast<char>(text.size()) + std::string{text};
}

std::string MySqlColumn(std::string_view name) {
  constexpr char kVarString = '\xFD';
  constexpr int kUtf8Mb4 = 45;
  return MySqlText("def") + MySqlText("shop") + MySqlText("bench") + MySqlText("bench") +
         MySqlText(name) + MySqlText(name) + '\x0C' + LittleEndian(kUtf8Mb4, 2) +
         LittleEndian(80, 4) + kVarString + LittleEndian(0, 5);
}

using MySqlValues = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Returns a result of equal rows with these columns and values. `row_start` is the start of a row
/// in the protocol of prepared statements; otherwise it is empty.
std::string MySqlRows(int rows, const MySqlValues& values, const std::string& row_start = {}) {
  const std::string end = std::string{'\xFE'} + LittleEndian(0, 2) + LittleEndian(2, 2);
  int number = 1;
  std::string answer = MySqlPacket(number++, std::string(1, static_cast<char>(values.size())));
  std::string row = row_start;
  for (const auto& [name, value] : values) {
    answer += MySqlPacket(number++, MySqlColumn(name));
    row += MySqlText(value);
  }
  answer += MySqlPacket(number++, end);
  while (rows-- > 0) answer += MySqlPacket(number++, row);
  return answer + MySqlPacket(number, end);
}

std::string MySqlRow(const MySqlValues& values) { return MySqlRows(1, values); }

/// Returns the answer to a prepare: a statement with one column and no parameters.
std::string MySqlPrepared() {
  const std::string end = std::string{'\xFE'} + LittleEndian(0, 2) + LittleEndian(2, 2);
  return MySqlPacket(
             1, LittleEndian(0, 1) + LittleEndian(1, 4) + LittleEndian(1, 2) + LittleEndian(0, 5)) +
         MySqlPacket(2, MySqlColumn("name")) + MySqlPacket(3, end);
}

std::string MySqlGreeting() {
  // Flags: long passwords and columns, databases, protocol 4.1, transactions, secure
  // authentication, several results, authentication by plug-ins.
  constexpr std::uint32_t kCapabilities = 0x000FA20D;
  return MySqlPacket(0, '\x0A' + Terminated("5.5.5-10.11.6-MariaDB") + LittleEndian(1, 4) +
                            Terminated("12345678") + LittleEndian(kCapabilities, 2) + '\x2D' +
                            LittleEndian(2, 2) + LittleEndian(kCapabilities >> 16U, 2) + '\x15' +
                            std::string(10, '\0') + Terminated("123456789012") +
                            Terminated("mysql_native_password"));
}

std::string MySqlOk(int number) {
  return MySqlPacket(number, LittleEndian(0, 3) + LittleEndian(2, 2) + LittleEndian(0, 2));
}

Target TargetOf(StubServer::Greet greet, std::string answer) {
  Target target;
  target.stub = std::make_shared<StubServer>(std::move(greet), std::move(answer));
  target.server.host = "127.0.0.1";
  target.server.port = target.stub->port();
  target.server.user = target.server.password = target.server.database = "shop";
  return target;
}

}  // namespace

Target StubbedRedis() {
  const auto greet = [](std::string_view message) { return message.empty() ? "" : "+OK\r\n"; };
  return TargetOf(greet, "$3\r\nAnn\r\n");
}

namespace {

Target StubbedPostgresWith(const std::string& before) {
  const std::string ready = PgMessage('Z', "I");
  const auto greet = [ready](std::string_view message) {
    if (message.empty()) return std::string{};
    std::string settings;
    for (const auto& [name, value] :
         {std::pair{"server_version", "15.8"}, std::pair{"client_encoding", "UTF8"},
          std::pair{"integer_datetimes", "on"}, std::pair{"standard_conforming_strings", "on"}}) {
      settings += PgMessage('S', Terminated(name) + Terminated(value));
    }
    return PgMessage('R', BigEndian(0, 4)) + settings + PgMessage('K', BigEndian(1, 8)) + ready;
  };
  Target target = TargetOf(
      greet,
      before + PgMessage('T', BigEndian(2, 2) + PgTextColumn("relname") + PgTextColumn("relkind")) +
          PgMessage('D', BigEndian(2, 2) + PgValue("pg_class") + PgValue("r")) +
          PgMessage('C', Terminated("SELECT 1")) + ready);
  target.server.text = "host=127.0.0.1 port=" + std::to_string(target.server.port) +
                       " user=shop dbname=shop sslmode=disable gssencmode=disable";
  return target;
}

}  // namespace

Target StubbedPostgres() { return StubbedPostgresWith({}); }

Target StubbedPostgresPrepared() {
  return StubbedPostgresWith(PgMessage('1', {}) + PgMessage('2', {}));
}

namespace {

Target StubbedMySqlWith(std::string answer) {
  enum class Said { kNothing, kGreeting, kOk };
  const auto greet = [said = Said::kNothing](std::string_view message) mutable {
    if (said == Said::kNothing) {
      said = Said::kGreeting;
      return MySqlGreeting();
    }
    if (said == Said::kGreeting) {
      said = Said::kOk;
      return MySqlOk(2);
    }
    constexpr char kPrepare = '\x16';
    constexpr std::size_t kHeader = 4;
    if (message.size() > kHeader && message[kHeader] == kPrepare) return MySqlPrepared();
    // If a client sends a query while it connects, it is one for variables of the session.
    const bool asks = message.find("SHOW") != std::string_view::npos ||
                      message.find("SELECT") != std::string_view::npos;
    return asks ? MySqlRow({{"Variable_name", "sql_mode"}, {"Value", ""}}) : MySqlOk(1);
  };
  return TargetOf(greet, std::move(answer));
}

}  // namespace

Target StubbedMySql() { return StubbedMySqlWith(MySqlRow({{"name", "Ann"}})); }
Target StubbedMySqlRows() { return StubbedMySqlWith(MySqlRows(100, {{"name", "Ann"}})); }
Target StubbedMySqlPrepared() {
  return StubbedMySqlWith(MySqlRows(1, {{"name", "Ann"}}, std::string(2, '\0')));
}

}  // namespace dbspan::bench
