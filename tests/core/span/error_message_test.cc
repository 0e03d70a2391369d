#include "core/span/error_message.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/case_name.h"

namespace dbspan {
namespace {

Error Words(std::string message) {
  Error error;
  error.type = "x";
  error.message = std::move(message);
  return error;
}

struct MessageCase {
  const char* rule;
  const char* message;
  const char* redacted;
};

class RedactedMessageTest : public ::testing::TestWithParam<MessageCase> {};

TEST_P(RedactedMessageTest, ShowsFixedTextOnly) {
  EXPECT_EQ(RecordableMessage(Words(GetParam().message), ErrorMessages::kRedacted),
            GetParam().redacted)
      << GetParam().rule;
}

const MessageCase kCases[] = {
    {"plain words stay", "integer out of range", "integer out of range"},
    {"DETAIL and CONTEXT are other lines",
     "ERROR:  duplicate key value violates unique constraint \"k\"\nDETAIL:  Key (email)=(a@b).",
     "ERROR:  duplicate key value violates unique constraint ?"},
    {"types of SQL stay", "invalid input syntax for type integer: \"4711\"",
     "invalid input syntax for type integer: ?"},
    {"types of users do not", "invalid input syntax for type mood: \"4711\"",
     "invalid input syntax for type ?: ?"},
    {"a type in quotes is a value", "invalid input value for enum mood: \"integer\"",
     "invalid input value for enum ?: ?"},
    {"quotes of German", "FEHLER:  ungültige Eingabesyntax für Typ integer: »X1«",
     "FEHLER:  ungültige Eingabesyntax für Typ integer: ?"},
    {"quotes of French", "ERREUR:  syntaxe en entrée invalide pour le type integer : « X1 »",
     "ERREUR:  syntaxe en entrée invalide pour le type integer : ?"},
    {"quotes of Polish", "BŁĄD:  nieprawidłowa składnia wejścia dla typu integer: „X1”",
     "BŁĄD:  nieprawidłowa składnia wejścia dla typu integer: ?"},
    {"quotes of Japanese", "ERROR:  リレーション\"X1\"は存在しません",
     "ERROR:  リレーション?は存在しません"},
    {"a quote behind a letter", "表'shop.X1'在引擎中不存在", "表?在引擎中不存在"},
    {"values of two lines",
     "ERROR:  invalid input syntax for type integer: \"5\" X1\n x\"\nLINE 1: y",
     "ERROR:  invalid input syntax for type integer: ?"},
    {"values of two lines in the middle", "ERROR:  relation \"X1\n x\" does not exist\nLINE 1: y",
     "ERROR:  relation ? does not exist"},
    {"bytes", "ERROR:  invalid byte sequence for encoding \"UTF8\": 0x53 0x45",
     "ERROR:  invalid byte sequence for encoding ?: ?"},
    {"dates", "date/time field value out of range: \"1985-02-30\"",
     "date/time field value out of range: ?"},
    {"dates without quotes", "date field value out of range: 1985-02-30",
     "date field value out of range: ?"},
    {"positions stay", "Syntax error at offset 12 near X1", "Syntax error at offset 12 near ?"},
    {"long numbers are no positions", "Syntax error at offset 471147 near X1",
     "Syntax error at offset ? near ?"},
    {"both quoted parts", "Duplicate entry 'a@b' for key 'PRIMARY'", "Duplicate entry ? for key ?"},
    {"quotes inside the value", "Duplicate entry 'O'Brien' for key 'name'",
     "Duplicate entry ? for key ?"},
    {"a name of two parts is one", "Table 'shop.x' doesn't exist", "Table ? doesn't exist"},
    {"a message that is cut short", "Duplicate entry 'secret", "Duplicate entry ?"},
    {"codes of Redis", "ERR unknown command `x`, with args beginning with: `secret`,",
     "ERR unknown command ?, with args beginning with: ?"},
    {"codes that are not known", "X1 unknown command", ""},
    {"a message in a message",
     "connection to server at \"::1\", port 1 failed: Connection refused\n\tIs the server running?",
     "connection to server at ?, port ? failed: Connection refused"},
    {"passwords", "invalid percent-encoded token: \"X1%zz\"", "invalid percent-encoded token: ?"},
    {"words that are not known", "account 4711 of alice is closed", ""},
    {"words of users that look like a known message", "relation \"alice\" does not exist, she said",
     "relation ?"},
    {"not UTF-8", "bad \xFF byte", ""},
    {"a value that is not UTF-8", "relation \"\xFF\" does not exist", "relation ? does not exist"},
    {"syntax error, German", "FEHLER:  Syntaxfehler bei »X1«", "FEHLER:  Syntaxfehler bei ?"},
    {"syntax error, Spanish", "ERROR:  error de sintaxis en o cerca de «X1»",
     "ERROR:  error de sintaxis en o cerca de ?"},
    {"syntax error, French", "ERREUR:  erreur de syntaxe sur ou près de « X1 »",
     "ERREUR:  erreur de syntaxe sur ou près de ?"},
    {"syntax error, Italian", "ERRORE:  errore di sintassi a o presso \"X1\"",
     "ERRORE:  errore di sintassi a o presso ?"},
    {"syntax error, Japanese", "ERROR:  \"X1\"またはその近辺で構文エラー",
     "ERROR:  ?またはその近辺で構文エラー"},
    {"syntax error, Korean", "오류:  구문 오류, \"X1\" 부근", "오류:  구문 오류, ? 부근"},
    {"syntax error, Polish", "BŁĄD:  błąd składni w lub blisko \"X1\"",
     "BŁĄD:  błąd składni w lub blisko ?"},
    {"syntax error, Portuguese", "ERRO:  erro de sintaxe em ou próximo a \"X1\"",
     "ERRO:  erro de sintaxe em ou próximo a ?"},
    {"syntax error, Russian", "ОШИБКА:  ошибка синтаксиса (примерное положение: \"X1\")",
     "ОШИБКА:  ошибка синтаксиса (примерное положение: ?)"},
    {"syntax error, Swedish", "FEL:  syntaxfel vid eller nära \"X1\"",
     "FEL:  syntaxfel vid eller nära ?"},
    {"syntax error, Ukrainian", "ПОМИЛКА:  синтаксична помилка в або поблизу \"X1\"",
     "ПОМИЛКА:  синтаксична помилка в або поблизу ?"},
    {"syntax error, Chinese", "错误:  语法错误 在 \"X1\" 或附近的",
     "错误:  语法错误 在 ? 或附近的"},
    {"nothing", "", ""},
    {"a severity alone", "ERROR:  ", ""},
};
INSTANTIATE_TEST_SUITE_P(Rules, RedactedMessageTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(ErrorMessageTest, NothingThatIsPutIntoAMessageIsShown) {
  for (const MessageCase& each : kCases) {
    const std::string message = each.message;
    for (std::size_t at = 0; at <= message.size(); ++at) {
      for (const char* mark :
           {"Zqj", " Zqj ", "'Zqj\n", "»Zqj", "1985Zqj", "ERROR:  Zqj", "Zqj: "}) {
        std::string marked = message;
        marked.insert(at, mark);
        const std::string shown = RecordableMessage(Words(marked), ErrorMessages::kRedacted);
        EXPECT_EQ(shown.find("Zqj"), std::string::npos) << marked;
        EXPECT_EQ(shown.find("1985"), std::string::npos) << marked;
      }
    }
  }
}

// `@` stands for the text that ends a value. MariaDB's catalogues end some placeholders with a
// letter (`%-.192sT`) that is not part of the message.
const MessageCase kEndsOfValues[] = {
    {"key", "Duplicate entry 'X1@' for key 'x'", "Duplicate entry ? for key ?"},
    {"number of key", "Duplicate entry 'X1@' for key 1", "Duplicate entry ? for key ?"},
    {"key, German", "Doppelter Eintrag 'X1@' für Schlüssel 1",
     "Doppelter Eintrag ? für Schlüssel ?"},
    {"key, French", "Duplicata du champ 'X1@' pour la clef 1",
     "Duplicata du champ ? pour la clef ?"},
    {"integer", "Incorrect integer value: 'X1@' for column 'c' at row 1",
     "Incorrect integer value: ? for column ? at row ?"},
    {"date", "Incorrect date value: 'X1@' for column 'c' at row 1",
     "Incorrect date value: ? for column ? at row ?"},
    {"string", "Incorrect string value: 'X1@' for column 'c' at row 1",
     "Incorrect string value: ? for column ? at row ?"},
    {"decimal", "Incorrect DECIMAL value: 'X1@' for column 'c' at row 1",
     "Incorrect ? value: ? for column ? at row ?"},
    {"syntax, MySQL",
     "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server "
     "version for the right syntax to use near 'X1@' at line 1",
     "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server "
     "version for the right syntax to use near ? at line ?"},
    {"syntax, MariaDB",
     "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB "
     "server version for the right syntax to use near 'X1@' at line 1",
     "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB "
     "server version for the right syntax to use near ? at line ?"},
    {"variable", "Variable 'x' can't be set to the value of 'X1@'",
     "Variable ? can't be set to the value of ?"},
    {"error number", "Error on rename of 'a' to 'b' (errno: 13@)",
     "Error on rename of ? to ? (errno: ?)"},
    {"error number with its text",
     "Error on rename of 'a' to 'b' (errno: 13 \"Permission denied@\")",
     "Error on rename of ? to ? (errno: ?)"},
};

TEST(ErrorMessageTest, NoLastLetterOfAValueIsShown) {
  for (const MessageCase& each : kEndsOfValues) {
    for (const char letter : std::string{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}) {
      std::string message = each.message;
      message[message.find('@')] = letter;
      EXPECT_EQ(RecordableMessage(Words(message), ErrorMessages::kRedacted), each.redacted)
          << message;
    }
  }
}

TEST(ErrorMessageTest, WordsOfUsersAreDropped) {
  Error error = Words("account 4711 of alice is closed");
  error.message_is_free_text = true;

  EXPECT_EQ(RecordableMessage(error, ErrorMessages::kRedacted), "");
}

TEST(ErrorMessageTest, AReasonOfOneWordIsTheApplicationsOwn) {
  EXPECT_EQ(RecordableReason("pqxx::broken_connection", ErrorMessages::kRedacted),
            "pqxx::broken_connection");
  EXPECT_EQ(RecordableReason("deadlock detected", ErrorMessages::kRedacted), "deadlock detected");
  EXPECT_EQ(RecordableReason("account 4711 of alice is closed", ErrorMessages::kRedacted), "");
  EXPECT_EQ(RecordableReason("4711", ErrorMessages::kRedacted), "");
  EXPECT_EQ(RecordableReason("it is 4711", ErrorMessages::kFull), "it is 4711");
  EXPECT_EQ(RecordableReason("deadlock", ErrorMessages::kOff), "");
}

TEST(ErrorMessageTest, FullShowsEverything) {
  EXPECT_EQ(RecordableMessage(Words("bad 'x'\nDETAIL: y"), ErrorMessages::kFull),
            "bad 'x'\nDETAIL: y");
}

TEST(ErrorMessageTest, OffShowsNothing) {
  EXPECT_EQ(RecordableMessage(Words("integer out of range"), ErrorMessages::kOff), "");
}

TEST(ErrorMessageTest, LongMessagesAreCut) {
  EXPECT_EQ(RecordableMessage(Words(std::string(5000, 'x')), ErrorMessages::kFull).size(), 1024U);
}

}  // namespace
}  // namespace dbspan
