#include "tests/redis/resp/random_command.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace dbspan::test {
namespace {

/// Calls `take(name, value)` for the pairs of a flat list.
template <class Take>
void ForEachPair(const RespValue& list, const Take& take) {
  for (std::size_t i = 0; i + 1 < list.elements.size(); i += 2) {
    take(list.elements[i].text, list.elements[i + 1]);
  }
}

std::vector<DocumentedArgument> ReadArguments(const RespValue& list);

DocumentedArgument ReadArgument(const RespValue& entry) {
  DocumentedArgument argument;
  ForEachPair(entry, [&](const std::string& name, const RespValue& value) {
    if (name == "name") argument.name = value.text;
    if (name == "type") argument.type = value.text;
    if (name == "token") argument.token = value.text;
    if (name == "arguments") argument.arguments = ReadArguments(value);
    for (std::size_t i = 0; name == "flags" && i < value.elements.size(); ++i) {
      const std::string flag = value.elements[i].text;
      argument.optional = argument.optional || flag == "optional";
      argument.multiple = argument.multiple || flag == "multiple";
      argument.multiple_token = argument.multiple_token || flag == "multiple_token";
    }
  });
  return argument;
}

std::vector<DocumentedArgument> ReadArguments(const RespValue& list) {
  std::vector<DocumentedArgument> arguments;
  for (std::size_t i = 0; i < list.elements.size(); ++i) {
    arguments.push_back(ReadArgument(list.elements[i]));
  }
  return arguments;
}

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

void Read(const RespValue& commands, std::vector<DocumentedCommand>& out) {
  ForEachPair(commands, [&](const std::string& name, const RespValue& entry) {
    DocumentedCommand command;
    const std::size_t bar = name.find('|');
    command.name.push_back(Upper(name.substr(0, bar)));
    if (bar != std::string::npos) command.name.push_back(Upper(name.substr(bar + 1)));
    ForEachPair(entry, [&](const std::string& key, const RespValue& value) {
      if (key == "arguments") command.arguments = ReadArguments(value);
      if (key == "subcommands") {
        command.has_subcommands = true;
        Read(value, out);
      }
    });
    out.push_back(std::move(command));
  });
}

/// Returns whether the argument is the number of repetitions of the next argument.
bool CountsTheNext(const DocumentedArgument& argument) {
  return argument.name == "numkeys" || argument.name == "numfields" ||
         argument.name == "num-vertices";
}

}  // namespace

std::vector<DocumentedCommand> ReadDocumentation(const RespValue& reply) {
  std::vector<DocumentedCommand> commands;
  Read(reply, commands);
  return commands;
}

bool IsData(const DocumentedArgument& argument) {
  static const std::set<std::string> kStructure{"capability",
                                                "category",
                                                "categoryname",
                                                "channel",
                                                "command-name",
                                                "consumer",
                                                "consumername",
                                                "cursor",
                                                "encoding",
                                                "end",
                                                "engine",
                                                "event",
                                                "field",
                                                "function",
                                                "group",
                                                "groupname",
                                                "host",
                                                "key",
                                                "command",
                                                "id",
                                                "importing",
                                                "ip",
                                                "last-id",
                                                "lastid",
                                                "library-name",
                                                "library-name-pattern",
                                                "libname",
                                                "libver",
                                                "max-deleted-id",
                                                "max_deleted_entry_id",
                                                "metric",
                                                "migrating",
                                                "min-idle-time",
                                                "module-name",
                                                "name",
                                                "node",
                                                "node-id",
                                                "operation",
                                                "parameter",
                                                "prefix",
                                                "replicationid",
                                                "section",
                                                "sha1",
                                                "shardchannel",
                                                "start",
                                                "stop",
                                                "subcommand",
                                                "threshold",
                                                "type"};
  static const std::set<std::string> kNumbersOfData{
      "bit", "decrement", "increment", "latitude", "longitude", "max", "min", "score", "value"};
  if (argument.type == "string") return kStructure.count(argument.name) == 0;
  if (argument.type == "integer" || argument.type == "double") {
    return kNumbersOfData.count(argument.name) != 0;
  }
  return false;
}

RandomCommand CommandGenerator::Make(const DocumentedCommand& command) {
  made_ = {};
  made_.words = command.name;
  AddAll(command.arguments);
  return made_;
}

void CommandGenerator::AddAll(const std::vector<DocumentedArgument>& arguments) {
  std::uint32_t times = 1 + Below(3);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const DocumentedArgument& argument = arguments[i];
    if (argument.optional && Below(2) == 0) {
      if (i > 0 && CountsTheNext(arguments[i - 1])) made_.words.back() = "0";
      // Without a token, the arguments after an omitted one would take its place, so the command
      // ends here.
      if (argument.token.empty() && argument.type != "oneof" && argument.type != "block") return;
      continue;
    }
    if (CountsTheNext(argument)) {
      if (!argument.token.empty()) made_.words.push_back(argument.token);
      made_.words.push_back(std::to_string(times));
    } else {
      // keys and ids of streams: the same number of each
      Add(argument, argument.multiple ? times : 1);
    }
  }
}

void CommandGenerator::Add(const DocumentedArgument& argument, std::uint32_t times) {
  for (std::uint32_t i = 0; i < times; ++i) {
    if (!argument.token.empty() && (i == 0 || argument.multiple_token)) {
      const bool lower = Below(4) == 0;
      made_.words.push_back(argument.token);
      std::string& word = made_.words.back();
      for (char& c : word) {
        if (lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
    }
    AddOnce(argument);
  }
}

void CommandGenerator::AddOnce(const DocumentedArgument& argument) {
  if (argument.type == "pure-token") {
    // MIGRATE: an empty word stands for "no key"
    if (argument.token.empty()) made_.words.emplace_back();
    return;
  }
  if (argument.type == "block") return AddAll(argument.arguments);
  if (argument.type == "oneof") {
    const auto& one =
        argument.arguments[Below(static_cast<std::uint32_t>(argument.arguments.size()))];
    return Add(one, one.multiple ? 1 + Below(3) : 1);
  }
  AddWord(argument);
}

void CommandGenerator::AddWord(const DocumentedArgument& argument) {
  if (argument.type == "key") {
    made_.words.push_back("key:" + std::to_string(Below(100'000)));
  } else if (IsData(argument)) {
    made_.words.push_back(Mark(argument.type));
  } else if (argument.type == "string" && (argument.name == "id" || argument.name == "start" ||
                                           argument.name == "end" || argument.name == "stop")) {
    made_.words.push_back(std::to_string(Below(1000)));
  } else if (argument.type == "string" || argument.type == "pattern") {
    const bool number = argument.name == "threshold" || argument.name == "min-idle-time" ||
                        argument.name.find("id") != std::string::npos;
    const bool operation = argument.name == "operation";  // the operation of BITOP, in Redis 7
    made_.words.push_back(number ? "5" : operation ? "AND" : argument.name);
  } else {
    made_.words.push_back(std::to_string(1 + Below(9)));
  }
}

std::string CommandGenerator::Mark(std::string_view type) {
  const std::string number = std::to_string(7'411'000 + marks_++ % 1000);
  made_.marks.push_back(type == "string" ? "SECRET" + number : number);
  return made_.marks.back();
}

}  // namespace dbspan::test
