#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "recorder/arena.h"
#include "recorder/recording_thread.h"
#include "recorder/rings/ring_settings.h"
#include "recorder/shared_memory.h"

/// What a ring file holds (docs/flight-recorder.md). A change here is a new `kVersion`.
///
/// Offsets count from the start of the file, chunks from 1. Nothing in it is a pointer to be
/// followed. Whoever reads must check every number: a process can die at any instruction.
namespace dbspan::recorder::rings {

inline constexpr std::array<char, 8> kMagic{'d', 'b', 's', 'p', 'a', 'n', '\n', '\x1A'};
inline constexpr std::uint32_t kVersion = 2;

enum class State : std::uint32_t {
  kRecording = 1,
  kExited = 2,  ///< The process called `exit` or returned from `main`.
};

/// Of the resource, the path and the arguments each.
inline constexpr std::size_t kMostDescribed = 16384;

/// A piece of the file.
struct Extent {
  std::uint64_t offset;
  std::uint64_t bytes;
};

/// At offset 0.
struct FileHeader {
  std::array<char, 8> magic;  ///< Written last.
  std::uint32_t version;
  std::uint32_t header_bytes;
  std::uint64_t file_bytes;
  std::int32_t process;
  std::int32_t parent;
  std::uint64_t process_start_ticks;  ///< /proc/PID/stat, field 22: tells a reused number apart.
  std::int64_t process_start;         ///< Unix nanoseconds.
  std::int64_t recording_since;       ///< Unix nanoseconds.
  Consumer consumer;
  std::atomic<State> state;
  Extent resource;    ///< An encoded resource.v1.Resource.
  Extent executable;  ///< A path.
  Extent arguments;   ///< As in /proc/PID/cmdline; empty unless asked for.
  Extent next;        ///< Of the arena: the list of free chunks.
  Extent endpoints;   ///< Offsets of texts (32 bits, from the start of `texts`), by number.
  Extent statements;  ///< The same.
  Extent dimensions;  ///< The same: what tells series apart of a statement.
  Extent statuses;    ///< The same.
  Extent texts;
  Extent arena;
  std::uint32_t chunk_bytes;
  std::atomic<std::uint32_t> exit_code;  ///< One more than it; 0: unknown.
  std::atomic<std::uint64_t> texts_used;
  SharedBlock shared;
};

/// One interned text; its parts follow. texts.h says which part is what.
struct TextHeader {
  std::uint32_t unused;
  std::array<std::uint16_t, 2> ports;
  std::array<std::uint32_t, 7> sizes;  ///< Of the parts, and of the further encoded fields.
};

static_assert(sizeof(SumsBlock) == 64 && sizeof(SeriesSums) == 320 && sizeof(Histogram) == 144);
static_assert(sizeof(InFlight) == 64 && sizeof(QueueChunk) == 8 && sizeof(RecordHeader) == 72);

}  // namespace dbspan::recorder::rings
