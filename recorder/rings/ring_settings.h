#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dbspan::recorder::rings {

/// Who takes records out of the queues while the process lives.
enum class Consumer : std::uint32_t {
  kProcess = 1,  ///< It exports them itself; after its death a reader gets the rest.
  kReader = 2,
};

struct RingSettings {
  std::string directory;       ///< Made with mode 0700 if it is missing; empty: no ring file.
  std::size_t bytes = 0;       ///< For queues.
  std::size_t text_bytes = 0;  ///< For interned texts.
  Consumer consumer = Consumer::kReader;
  bool arguments = false;  ///< Write the process's arguments down, which may hold secrets.

  bool wanted() const noexcept { return !directory.empty(); }
  bool read_by_others() const noexcept { return wanted() && consumer == Consumer::kReader; }
};

}  // namespace dbspan::recorder::rings
