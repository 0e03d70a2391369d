#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dbspan/version.h"
#include "recorder/arena.h"
#include "recorder/recording_thread.h"
#include "recorder/rings/ring_settings.h"
#include "recorder/shared_memory.h"

/// Layout of a ring file (docs/flight-recorder.md). Increase `kVersion` after every change.
///
/// Offsets count from the start of the file, chunks from 1. The file contains no pointers. Readers
/// must check every number, because a process can die at any instruction.
namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

inline constexpr std::array<char, 8> kMagic{'d', 'b', 's', 'p', 'a', 'n', '\n', '\x1A'};
inline constexpr std::uint32_t kVersion = 2;

enum class State : std::uint32_t {
  kRecording = 1,
  kExited = 2,  ///< The process called `exit` or returned from `main`.
};

/// Maximum bytes of the resource, of the path and of the arguments, each.
inline constexpr std::size_t kMostDescribed = 16384;

/// A range of the file.
struct Extent {
  std::uint64_t offset;
  std::uint64_t bytes;
};

/// Header at offset 0 of the file.
struct FileHeader {
  std::array<char, 8> magic;  ///< Written last.
  std::uint32_t version;
  std::uint32_t header_bytes;
  std::uint64_t file_bytes;
  std::int32_t process;
  std::int32_t parent;
  /// /proc/PID/stat, field 22: distinguishes processes with the same process id.
  std::uint64_t process_start_ticks;
  std::int64_t process_start;    ///< Unix nanoseconds.
  std::int64_t recording_since;  ///< Unix nanoseconds.
  Consumer consumer;
  std::atomic<State> state;
  Extent resource;    ///< An encoded resource.v1.Resource.
  Extent executable;  ///< A path.
  Extent arguments;   ///< In the format of /proc/PID/cmdline; empty unless requested.
  Extent next;        ///< The list of free chunks: for each, its successor.
  Extent endpoints;   ///< Offsets of texts by id: 32 bits each, from the start of `texts`.
  Extent statements;  ///< Offsets, as for endpoints.
  Extent dimensions;  ///< Offsets, as for endpoints. Parts of statements that distinguish series.
  Extent statuses;    ///< Offsets, as for endpoints.
  Extent texts;
  Extent arena;
  std::uint32_t chunk_bytes;
  std::atomic<std::uint32_t> exit_code;  ///< Exit code plus 1; 0: unknown.
  std::atomic<std::uint64_t> texts_used;
  SharedBlock shared;
};

/// Header of an interned text, followed by its parts. Their meaning is defined in texts.h.
struct TextHeader {
  std::uint32_t unused;
  std::array<std::uint16_t, 2> ports;
  std::array<std::uint32_t, 7> sizes;  ///< Sizes of the parts and of the further encoded fields.
};

static_assert(sizeof(SumsBlock) == 64 && sizeof(SeriesSums) == 320 && sizeof(Histogram) == 144);
static_assert(sizeof(InFlight) == 64 && sizeof(QueueChunk) == 8 && sizeof(RecordHeader) == 72);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
