#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "dbspan/version.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Consumer of the records while the process runs.
enum class Consumer : std::uint32_t {
  kProcess = 1,  ///< The process exports them itself; after its end a reader gets the rest.
  kReader = 2,
};

struct RingSettings {
  std::string directory;       ///< Created with mode 0700 if it is missing; empty: no ring file.
  std::size_t bytes = 0;       ///< Memory for queues.
  std::size_t text_bytes = 0;  ///< Memory for interned texts.
  Consumer consumer = Consumer::kReader;
  bool arguments = false;  ///< Store the process's arguments, which may contain secrets.

  bool wanted() const noexcept { return !directory.empty(); }
  bool read_by_others() const noexcept { return wanted() && consumer == Consumer::kReader; }
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
