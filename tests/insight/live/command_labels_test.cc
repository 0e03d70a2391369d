#include "insight/live/command_labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "insight/key_pattern.h"
#include "insight/live/zeroed_digits.h"

namespace dbspan::detail {
namespace {

/// A command whose target is not known, as of a pipeline.
void SetLabelByText(const std::string& name, const std::string& text, SinkSpan::Extra& noted) {
  Operation operation;
  operation.name = name;
  operation.parsed = &text;
  operation.write_text = [](const void* parsed, std::size_t /*limit*/, KeptText& to) {
    to += *static_cast<const std::string*>(parsed);
  };
  SetCommandLabel(operation, text, noted);
}

std::string LabelOf(const std::string& name, const std::string& text) {
  SinkSpan::Extra noted;
  SetLabelByText(name, text, noted);
  return noted.command;
}

std::string MadeLabelOf(const std::string& name, const std::string& text) {
  std::string label;
  insight::AddCommandLabel(name, text, label);
  return label;
}

/// Makes texts of commands that differ little, so that many labels are remembered ones.
class Commands {
 public:
  struct Command {
    std::string name;
    std::string text;
  };

  Command Next() {
    static const std::vector<std::string> kNames = {"GET",   "SET",      "DEL",          "EXPIRE",
                                                    "MULTI", "PIPELINE", "PIPELINE GET", "X"};
    static const std::vector<std::string> kParts = {
        "cart", "user", "v1", "v2", "v12", "v123", "7", "42", "a@b", "x9y", "?", "*", "", "é"};
    static const std::vector<std::string> kSeparators = {":", "/", "|", ".", "-", " ", "\n"};
    Command command{Any(kNames), {}};
    command.text = Any(kNames);
    for (std::size_t words = random_() % 3; words > 0; --words) {
      command.text += ' ';
      for (std::size_t parts = 1 + random_() % 4; parts > 0; --parts) {
        command.text += Any(kParts);
        if (parts > 1) command.text += Any(kSeparators);
      }
    }
    if (random_() % 50 == 0) command.text.append(200, '1');
    return command;
  }

 private:
  const std::string& Any(const std::vector<std::string>& texts) {
    return texts[random_() % texts.size()];
  }

  std::mt19937 random_{4711};  // NOLINT(*-msc51-cpp): the same commands in each run
};

TEST(CommandLabelsTest, RememberedLabelsAreThoseThatWouldBeMade) {
  Commands commands;
  SinkSpan::Extra noted;  // that of one operation after the other, as in a thread
  for (int i = 0; i < 200'000; ++i) {
    const Commands::Command command = commands.Next();

    SetLabelByText(command.name, command.text, noted);

    ASSERT_EQ(noted.command, MadeLabelOf(command.name, command.text)) << command.text;
    ASSERT_NE(noted.statement, 0U);
  }
}

TEST(CommandLabelsTest, EqualLabelsHaveEqualHashesAndOthersOthers) {
  SinkSpan::Extra first;
  SinkSpan::Extra second;
  SinkSpan::Extra other;

  SetLabelByText("GET", "GET cart:4711", first);
  std::thread{[&] { SetLabelByText("GET", "GET cart:1", second); }}.join();
  SetLabelByText("GET", "GET user:4711", other);

  EXPECT_EQ(first.statement, second.statement);
  EXPECT_NE(first.statement, other.statement);
}

TEST(CommandLabelsTest, VersionsInKeysStayApart) {
  EXPECT_EQ(LabelOf("GET", "GET v1:cart:10"), "GET v1:cart:*");
  EXPECT_EQ(LabelOf("GET", "GET v2:cart:10"), "GET v2:cart:*");
}

TEST(ZeroedDigitsTest, OnlyDigitsAreReplaced) {
  for (int c = 0; c < 256; ++c) {
    const std::string text(11, static_cast<char>(c));
    const std::string zeroed = c >= '0' && c <= '9' ? std::string(11, '0') : text;
    EXPECT_EQ(ZeroDigits(text), zeroed) << c;
    EXPECT_TRUE(IsZeroed(zeroed, text)) << c;
  }
}

TEST(ZeroedDigitsTest, EveryByteOfATextOfAnyLengthIsCompared) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, '7');
    const std::string zeroed = ZeroDigits(text);
    EXPECT_TRUE(IsZeroed(zeroed, text));
    EXPECT_FALSE(IsZeroed(zeroed, text + '7'));
    for (std::size_t at = 0; at < size; ++at) {
      std::string changed = text;
      changed[at] = 'x';
      EXPECT_FALSE(IsZeroed(zeroed, changed)) << size << ' ' << at;
      EXPECT_FALSE(AreSame(text, changed)) << size << ' ' << at;
    }
    EXPECT_TRUE(AreSame(text, std::string{text}));
  }
}

}  // namespace
}  // namespace dbspan::detail
