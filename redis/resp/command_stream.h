#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Tells whether `wire` is exactly one whole command in the encoding of the protocol.
bool IsOneCommand(std::string_view wire) noexcept;

/// Finds the beginnings of the commands that are sent on one connection, as the server does.
///
/// An application may hand over any bytes as a formatted command: a part of a command, or several.
/// The rest of a command must not be read as a command, because a value may look like one. Keeps
/// only lengths, no bytes. Used by the thread of the connection.
class CommandStream {
 public:
  /// Returns whether the next byte begins a command.
  bool in_step() const noexcept { return at_ == At::kStart; }

  /// Follows bytes that were appended to the connection. Calls `begin` for each command that begins
  /// in them, with the bytes of the command that they contain.
  template <class Begin>
  void Feed(std::string_view wire, Begin&& begin) {
    while (!wire.empty()) {
      const bool begins = in_step();
      const std::size_t size = Advance(wire);
      if (begins && !(in_step() && empty_)) begin(wire.substr(0, size));
      wire.remove_prefix(size);
    }
  }

  /// Starts again, for a new connection.
  void Restart() noexcept { *this = CommandStream{}; }

 private:
  enum class At : std::uint8_t {
    kStart,     ///< Before a command.
    kInline,    ///< In a command of the inline form, which ends with its line.
    kCount,     ///< In the number of arguments.
    kArgument,  ///< Before an argument.
    kLength,    ///< In the length of an argument.
    kBytes,     ///< In an argument, or in the line end after it.
    kLost,      ///< After a violation of the protocol: the server closes the connection.
  };

  /// Moves on to the end of the current command, or of `wire`. Returns the number of bytes read.
  std::size_t Advance(std::string_view wire) noexcept;
  void ReadHeader(char c) noexcept;
  void EndHeader() noexcept;

  At at_ = At::kStart;
  bool empty_ = false;     ///< The command has no arguments: the server does not reply.
  bool negative_ = false;  ///< The number of the current header is negative.
  bool return_ = false;    ///< The current header has a carriage return.
  std::uint8_t digits_ = 0;
  std::size_t number_ = 0;     ///< Number of the current header.
  std::size_t arguments_ = 0;  ///< Arguments that have not ended yet.
  std::size_t bytes_ = 0;      ///< Bytes of the current argument that are missing.
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
