#pragma once

#include "dbspan/version.h"
#include "redis/client/real.h"

#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace dbspan::redis {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace DBSPAN_CLIENT_NAMESPACE {

/// The arguments of a variadic function after `va_start`; the destructor calls `va_end`.
struct Arguments {
  Arguments() = default;
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments() { va_end(list); }

  va_list list;
};

/// A command in the encoding of the protocol, formatted by the client.
class Formatted {
 public:
  /// Reads a copy of `arguments`, so that the caller can use them again.
  Formatted(const char* format, va_list arguments) noexcept {
    va_list copy;
    va_copy(copy, arguments);
    size_ = real::vFormatCommand(&bytes_, format, copy);
    va_end(copy);
  }
  Formatted(int count, const char** arguments, const size_t* lengths) noexcept {
    size_ = static_cast<int>(real::FormatCommandArgv(&bytes_, count, arguments, lengths));
  }
  ~Formatted() {
    if (bytes_ != nullptr) real::FreeCommand(bytes_);
  }
  Formatted(const Formatted&) = delete;
  Formatted& operator=(const Formatted&) = delete;

  /// False if the client rejects the format or there is no memory.
  bool ok() const noexcept { return size_ > 0 && bytes_ != nullptr; }
  std::string_view wire() const noexcept { return {bytes_, static_cast<std::size_t>(size_)}; }

 private:
  char* bytes_ = nullptr;
  int size_ = -1;
};

}  // namespace DBSPAN_CLIENT_NAMESPACE
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::redis
