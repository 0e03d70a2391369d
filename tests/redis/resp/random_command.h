#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/resp/resp_value.h"

namespace dbspan::test {

/// One argument as COMMAND DOCS describes it.
struct DocumentedArgument {
  std::string name;
  std::string type;
  std::string token;
  bool optional = false;
  bool multiple = false;
  bool multiple_token = false;
  std::vector<DocumentedArgument> arguments;
};

/// A command or subcommand as COMMAND DOCS describes it.
struct DocumentedCommand {
  std::vector<std::string> name;  ///< One word, or two for a subcommand.
  std::vector<DocumentedArgument> arguments;
  bool has_subcommands = false;
};

/// Reads the reply to COMMAND DOCS, in RESP2.
std::vector<DocumentedCommand> ReadDocumentation(const RespValue& reply);

/// Whether an argument that is not a key is data. Everything is, but what this function knows to be
/// structure: names that operators give, positions, counts, times. Written apart from the table
/// that it judges.
bool IsData(const DocumentedArgument& argument);

/// A random command, and which of its words are data.
struct RandomCommand {
  std::vector<std::string> words;
  std::vector<std::string> marks;
};

/// Makes commands that are as the server documents them. Keys begin with `key:`, data with a mark.
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
