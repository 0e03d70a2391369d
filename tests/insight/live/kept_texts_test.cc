#include "insight/live/kept_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/sql/statement.h"

namespace dbspan::detail {
namespace {

TEST(KeptTextsTest, CopiesTheTextsOfACommand) {
  KeptTexts texts;
  std::string command = "GET cart:*";
  std::string_view label = command;
  std::string_view verb = label.substr(0, 3);

  texts.Keep(nullptr, label, verb);
  command.assign(command.size(), 'x');

  EXPECT_EQ(label, "GET cart:*");
  EXPECT_EQ(verb, "GET");
}

TEST(KeptTextsTest, KeepsTheStatementInsteadOfItsTexts) {
  KeptTexts texts;
  auto statement = std::make_shared<Statement>();
  statement->summary = "SELECT stock";
  const std::weak_ptr<Statement> kept = statement;
  std::string_view label = statement->summary;
  const char* const before = label.data();

  texts.Keep(std::move(statement), label);

  EXPECT_EQ(label.data(), before);
  EXPECT_FALSE(kept.expired());
}

TEST(KeptTextsTest, CopiesTheNameOfAnOperationThatHasAStatement) {
  KeptTexts texts;
  auto statement = std::make_shared<Statement>();
  statement->summary = "SELECT stock";
  std::string name = "PREPARE";
  std::string_view label = statement->summary;
  std::string_view verb = name;

  texts.Keep(std::move(statement), label, verb);
  name.assign(name.size(), 'x');

  EXPECT_EQ(label, "SELECT stock");
  EXPECT_EQ(verb, "PREPARE");
}

}  // namespace
}  // namespace dbspan::detail
