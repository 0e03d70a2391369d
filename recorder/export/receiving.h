#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "dbspan/version.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The parts of an answer that have arrived so far. libcurl calls its functions.
struct Receiving {
  std::string body;
  int grpc_status = -1;  ///< -1: none.
  std::string grpc_message;
  std::int64_t retry_after = 0;  ///< Seconds; 0: none.

  /// For CURLOPT_WRITEFUNCTION. `body` is the address of the member.
  static std::size_t OnBody(char* data, std::size_t one, std::size_t size, void* body);
  /// For CURLOPT_HEADERFUNCTION. libcurl delivers trailers like headers. `self` is the object.
  static std::size_t OnHeader(char* data, std::size_t one, std::size_t size, void* self);
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
