#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/resp/resp_value.h"

namespace dbspan::test {

/// An argument in the reply to COMMAND DOCS.
struct DocumentedArgument {
  std::string name;
  std::string type;
  std::string token;
  bool optional = false;
  bool multiple = false;
  bool multiple_token = false;
  std::vector<DocumentedArgument> arguments;
};

/// A command or subcommand in the reply to COMMAND DOCS.
struct DocumentedCommand {
  std::vector<std::string> name;  ///< One word, or two for a subcommand.
  std::vector<DocumentedArgument> arguments;
  bool has_subcommands = false;
};

/// Parses the RESP2 reply to COMMAND DOCS.
std::vector<DocumentedCommand> ReadDocumentation(const RespValue& reply);

/// Returns whether an argument is data. A string is data unless its name is one of the known names
/// of structure (keys, names that operators choose, positions); of the numbers, only those with
/// certain names are. The function does not use the redaction table, because the tests check that
/// table with it.
bool IsData(const DocumentedArgument& argument);

/// A random command. `marks` are those of its words that are data.
struct RandomCommand {
  std::vector<std::string> words;
  std::vector<std::string> marks;
};

/// Generates commands that match the server's documentation. Keys begin with `key:`; each word of
/// data has a unique number.
class CommandGenerator {
 public:
  explicit CommandGenerator(std::uint32_t seed) : random_(seed) {}

  RandomCommand Make(const DocumentedCommand& command);

 private:
  void AddAll(const std::vector<DocumentedArgument>& arguments);
  void Add(const DocumentedArgument& argument, std::uint32_t times);
  void AddOnce(const DocumentedArgument& argument);
  void AddWord(const DocumentedArgument& argument);
  std::string Mark(std::string_view type);
  std::uint32_t Below(std::uint32_t limit) { return random_() % limit; }

  std::mt19937 random_;
  RandomCommand made_;
  std::uint32_t marks_ = 0;
};

}  // namespace dbspan::test
