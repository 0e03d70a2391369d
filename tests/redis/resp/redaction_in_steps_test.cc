// Compares RedactCommand(), which redacts while it reads, with the reference implementation. Both
// must agree to the byte for every command of the table, with arguments of all kinds.
#include "tests/redis/resp/redaction_in_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "redis/resp/command.h"
#include "redis/resp/redaction.h"

namespace dbspan::redis {
namespace {

/// A command as described in redis/resp/commands.txt.
struct TableLine {
  std::vector<std::string> name;     ///< One word, or two for a subcommand.
  std::vector<std::string> options;  ///< Words that are options of the command.
};

bool IsOption(const std::string& word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_';
         });
}

std::vector<TableLine> ReadTable() {
  std::ifstream file{DBSPAN_COMMAND_TABLE};
  std::vector<TableLine> table;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words{line};
    std::string name;
    words >> name;
    TableLine command;
    const std::size_t bar = name.find('|');
    command.name.push_back(name.substr(0, bar));
    if (bar != std::string::npos) command.name.push_back(name.substr(bar + 1));
    for (std::string word; words >> word;) {
      word.erase(std::remove_if(word.begin(), word.end(),
                                [](char c) { return std::string{"[]{}<>$|"}.find(c) < 8; }),
                 word.end());
      if (IsOption(word)) command.options.push_back(word);
    }
    table.push_back(std::move(command));
  }
  return table;
}

class Commands {
 public:
  explicit Commands(std::uint32_t seed) : random_(seed) {}

  std::string WireOf(const TableLine& command) {
    std::vector<std::string> words = command.name;
    for (std::uint32_t more = Below(9); more > 0; --more) words.push_back(Word(command));
    std::string wire = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string& word : words) {
      wire += "$" + std::to_string(word.size()) + "\r\n" + CaseOf(word) + "\r\n";
    }
    return Below(8) == 0 ? Damaged(std::move(wire)) : wire;
  }
  std::size_t Limit() { return Below(2) == 0 ? 4096 : Below(80); }

 private:
  std::uint32_t Below(std::uint32_t limit) { return random_() % limit; }

  std::string Word(const TableLine& command) {
    static const std::vector<std::string> kWords{
        "0",      "1",  "2",     "3",    "-1",      "0.5",     "1e-3",
        "inf",    "#1", "*",     "$",    ">",       "5-1",     "(7",
        "$.a[0]", ".b", "k",     "KEYS", "STREAMS", "BYSCORE", "99999999999999999999",
        "-",      "+",  "field", "12a"};
    switch (Below(5)) {
      case 0:
        if (!command.options.empty()) {
          return command.options[Below(static_cast<std::uint32_t>(command.options.size()))];
        }
        [[fallthrough]];
      case 1:
      case 2:
        return kWords[Below(static_cast<std::uint32_t>(kWords.size()))];
      case 3:
        return Text([this] { return static_cast<char>('!' + Below('~' - '!' + 1)); });
      default:
        return Text([this] { return static_cast<char>(Below(256)); });
    }
  }
  template <class Make>
  std::string Text(const Make& make) {
    std::string text(Below(Below(4) == 0 ? 300 : 24), '\0');
    for (char& c : text) c = make();
    return text;
  }
  std::string CaseOf(std::string word) {
    if (Below(4) != 0) return word;
    for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return word;
  }
  std::string Damaged(std::string wire) {
    if (Below(2) == 0) return wire.substr(0, Below(static_cast<std::uint32_t>(wire.size())));
    wire[Below(static_cast<std::uint32_t>(wire.size()))] = static_cast<char>(Below(256));
    return wire;
  }

  std::mt19937 random_;
};

TEST(RedactionInStepsTest, AgreesForEveryCommandOfTheTable) {
  const std::vector<TableLine> table = ReadTable();
  ASSERT_GT(table.size(), 500U);
  Commands commands{20'261'127};
  std::size_t shown = 0;
  for (int round = 0; round < 400; ++round) {
    for (const TableLine& line : table) {
      const std::string wire = commands.WireOf(line);
      const std::size_t limit = commands.Limit();
      const std::string expected = RedactInSteps(wire, limit);
      ASSERT_EQ(RedactCommand(wire, limit), expected) << wire << "\nlimit " << limit;
      shown += expected.find(' ') == std::string::npos ? 0U : 1U;
    }
  }
  EXPECT_GT(shown, table.size() * 200);
}

/// Returns the expected text of a pipeline: one text if all commands have the same, else as many
/// texts as fit into `limit`.
std::string JoinInSteps(const std::vector<std::string>& texts, std::size_t limit) {
  if (std::count(texts.begin(), texts.end(), texts[0]) == static_cast<long>(texts.size())) {
    return texts[0];
  }
  std::string joined;
  for (const std::string& text : texts) {
    const std::string more = joined.empty() ? text : "; " + text;
    if (joined.size() + more.size() > limit) break;
    joined += more;
  }
  return joined;
}

TEST(RedactionInStepsTest, AgreesForPipelines) {
  const TableLine get{{"GET"}, {}};
  const TableLine set{{"SET"}, {"EX", "NX", "GET"}};
  Commands commands{7};
  for (std::size_t round = 0; round < 20'000; ++round) {
    PipelineText pipeline;
    std::vector<std::string> texts;
    while (texts.size() < 1 + round % 5) {
      const std::string wire = commands.WireOf(texts.size() % 2 == 0 ? get : set);
      const std::string text = RedactInSteps(wire, 100);
      if (text.empty()) continue;  // not a command
      pipeline.Add(ReadCommand(wire), 100);
      texts.push_back(text);
    }
    ASSERT_EQ(pipeline.view(), JoinInSteps(texts, 100)) << round;
  }
}

}  // namespace
}  // namespace dbspan::redis
