#include <gmock/gmock.h>
#include <mysql.h>

#include <memory>
#include <string>
#include <vector>

#include "core/span/error_message.h"
#include "mysql/outcome.h"
#include "tests/messages/elicited.h"
#include "tests/support/servers.h"

namespace dbspan::mysql {
namespace {

using test::Fill;
using test::kMarks;
using test::kOtherMarks;

/// The message of a failed statement and what dbspan records of it; both empty if the statement
/// succeeded.
struct Failure {
  std::string message;
  std::string recorded;
};

class MariaDbMessagesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const test::ServerUrl server = test::MySqlServer();
    ASSERT_NE(mysql_real_connect(connection_.get(), server.host.c_str(), server.user.c_str(),
                                 server.password.c_str(), server.database.c_str(),
                                 static_cast<unsigned>(server.port), nullptr, 0),
              nullptr)
        << mysql_error(connection_.get());
    ASSERT_EQ(mysql_set_character_set(connection_.get(), "utf8mb4"), 0);
    for (const std::string& statement : statements_.preparations) Run(statement);
  }

  void Run(const std::string& statement) {
    ASSERT_EQ(mysql_real_query(connection_.get(), statement.data(), statement.size()), 0)
        << statement << ": " << mysql_error(connection_.get());
  }

  Failure Fail(const std::string& statement) {
    MYSQL* connection = connection_.get();
    if (mysql_real_query(connection, statement.data(), statement.size()) == 0) {
      mysql_free_result(mysql_store_result(connection));
      while (mysql_next_result(connection) == 0) mysql_free_result(mysql_store_result(connection));
    }
    const unsigned code = mysql_errno(connection);
    if (code == 0) return {};
    const std::string message = mysql_error(connection);
    const Outcome outcome =
        OutcomeOfError(static_cast<int>(code), mysql_sqlstate(connection), "", message);
    return {outcome.error->message_is_free_text ? "" : message,
            RecordableMessage(*outcome.error, ErrorMessages::kRedacted)};
  }

  const test::FailingStatements statements_ =
      test::ReadStatements(DBSPAN_MESSAGES_DIR "/mariadb.txt");
  const std::unique_ptr<MYSQL, decltype(&mysql_close)> connection_{mysql_init(nullptr),
                                                                   &mysql_close};
};

TEST_F(MariaDbMessagesTest, ShowNoDataInAnyLanguageAndKeepTheirWords) {
  test::KeptWords kept;
  // The server always has its languages installed. Outside of `./run messages`, two suffice.
  std::vector<std::string> languages{"en_US", "zh_CN"};
  if (test::LanguagesOfTest().size() > 1) {
    languages = {"en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "ja_JP",
                 "ko_KR", "zh_CN", "ru_RU", "pl_PL", "cs_CZ", "pt_PT"};
  }
  for (const std::string& language : languages) {
    Run("SET lc_messages = '" + language + "'");
    for (const std::string& statement : statements_.failing) {
      for (int shape = 0; shape < test::kValueShapes; ++shape) {
        const std::string filled = Fill(statement, kMarks, shape, '`');
        const Failure failure = Fail(filled);
        EXPECT_FALSE(test::ShowsMarks(failure.recorded, kMarks)) << filled << failure.recorded;
        if (shape > 0 || failure.message.empty()) continue;
        const Failure other = Fail(Fill(statement, kOtherMarks, shape, '`'));
        kept.Add(language, statement, failure.message, other.message, failure.recorded);
      }
    }
  }
  kept.Print();
  EXPECT_GE(kept.kinds(), 150U);
  EXPECT_GE(kept.Lowest(), 0.8);
}

}  // namespace
}  // namespace dbspan::mysql
