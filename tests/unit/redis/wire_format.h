#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace dbspan::redis {

/// Writes a command in the Redis protocol.
inline std::string Wire(std::initializer_list<std::string_view> arguments) {
  std::string wire = "*" + std::to_string(arguments.size()) + "\r\n";
  for (const std::string_view argument : arguments) {
    wire += "$" + std::to_string(argument.size()) + "\r\n";
    wire += argument;
    wire += "\r\n";
  }
  return wire;
}

}  // namespace dbspan::redis
