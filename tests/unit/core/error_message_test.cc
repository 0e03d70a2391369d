#include "core/error_message.h"

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

TEST_P(RedactedMessageTest, ShowsNothingQuoted) {
  EXPECT_EQ(RecordableMessage(Words(GetParam().message), ErrorMessages::kRedacted),
            GetParam().redacted)
      << GetParam().rule;
}

const MessageCase kCases[] = {
    {"plain words stay", "integer out of range", "integer out of range"},
    {"DETAIL and CONTEXT are other lines",
     "ERROR:  duplicate key\nDETAIL:  Key (email)=(a@b) exists.", "ERROR:  duplicate key"},
    {"double quotes", "invalid input syntax for type integer: \"4711\"",
     "invalid input syntax for type integer: ?"},
    {"first quote to last", "Duplicate entry 'a@b' for key 'PRIMARY'", "Duplicate entry ?"},
    {"quotes inside the value", "Duplicate entry 'O'Brien' for key 'name'", "Duplicate entry ?"},
    {"apostrophes are no quotes", "Table 'shop.x' doesn't exist", "Table ? doesn't exist"},
    {"a quote that never closes", "syntax error near 'secret", "syntax error near ?"},
    {"backticks", "ERR unknown command `x`, with args beginning with: `secret`,",
     "ERR unknown command ?,"},
    {"not UTF-8", "bad \xFF byte", ""},
};
INSTANTIATE_TEST_SUITE_P(Rules, RedactedMessageTest, ::testing::ValuesIn(kCases), test::CaseName{});

TEST(ErrorMessageTest, WordsOfUsersAreDropped) {
  Error error = Words("account 4711 of alice is closed");
  error.message_is_free_text = true;

  EXPECT_EQ(RecordableMessage(error, ErrorMessages::kRedacted), "");
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
