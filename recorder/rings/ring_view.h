#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recorder/rings/layout.h"
#include "recorder/texts.h"

namespace dbspan::recorder::rings {

/// An interned text as it was read.
struct KnownText {
  std::string memory;
  InternedTexts texts;  ///< Views into `memory`.
  std::string fields;   ///< Of a span, encoded.
};

/// An operation under way, copied.
struct InFlightCopy {
  TraceId trace_id;
  SpanId span_id;
  std::int64_t start;
  TextId endpoint;
  TextId statement;
  ScopeId scope;
  std::int32_t thread;
};

/// The content of a ring file, checked: no number in it leads out of the file or on for ever.
class RingView {
 public:
  /// `memory` must be mapped as long as it lives. Returns null, and why, if that is no ring file.
  static std::unique_ptr<RingView> Of(void* memory, std::size_t bytes, std::string& reason);

  FileHeader& header() const noexcept { return *static_cast<FileHeader*>(memory_); }
  std::string Resource() const { return At(layout_.resource); }
  std::string Executable() const { return At(layout_.executable); }
  std::string Arguments() const { return At(layout_.arguments); }
  const KnownText* Endpoint(TextId id);  ///< Null: it is not known.
  const KnownText* Statement(TextId id);
  const KnownText* Dimension(TextId id);
  const KnownText* Status(TextId id);

  /// Each once, until `visit` returns false.
  void ForEachThread(const std::function<bool(ThreadBlock&)>& visit) const;
  using Visit = std::function<bool(const std::string& record)>;
  /// Gives the records of all threads, oldest first for each, until `visit` returns false.
  void Walk(const Visit& visit);
  /// The same, and takes them out of the queues. The record for which `visit` returns false stays.
  void Drain(const Visit& visit);
  void ForEachInFlight(const std::function<void(const InFlightCopy&)>& visit) const;
  /// Measurements as they are now; a series comes once for each thread.
  void ForEachSums(const std::function<void(const SeriesSums&)>& visit) const;
  /// Of how many threads the records end in something that is none.
  std::uint64_t torn() const noexcept { return torn_.size(); }
  /// For a walk through queues that somebody else drains meanwhile: what looks torn need not be.
  void ForgetTorn() { torn_.clear(); }

 private:
  using Known = std::vector<std::unique_ptr<KnownText>>;
  using Encode = std::string (*)(const InternedTexts& texts);

  /// Where everything is, as it was when it was checked: whoever can write to the file can change
  /// it afterwards.
  struct Layout {
    Extent resource;
    Extent executable;
    Extent arguments;
    Extent next;
    Extent endpoints;
    Extent statements;
    Extent dimensions;
    Extent statuses;
    Extent texts;
    Extent arena;
    std::uint32_t chunks;
  };
  /// The chunks of a thread's queue, oldest first. No chunk is in two of them, or twice in one.
  struct Queue {
    ThreadBlock* thread;
    Position oldest;
    std::vector<std::uint32_t> chunks;
    std::size_t released = 0;  ///< So many of them were given back.
  };
  /// Where the records of a torn queue end for good.
  using Torn = std::map<const ThreadBlock*, std::uint32_t>;
  /// Returns false to stop before the record.
  using VisitAt = std::function<bool(const std::string& record, Position end)>;

  bool Check(std::string& reason);
  bool Holds(const Extent& extent, std::uint64_t most) const noexcept {
    return extent.offset <= bytes_ && extent.bytes <= bytes_ - extent.offset &&
           extent.bytes <= most;
  }
  std::string At(const Extent& extent) const { return {memory() + extent.offset, extent.bytes}; }
  char* memory() const noexcept { return static_cast<char*>(memory_); }
  char* ChunkAt(std::uint32_t number) const noexcept;  ///< Null if there is none of that number.
  const KnownText* Find(Known& known, const Extent& directory, TextId id, Encode encode);
  std::unique_ptr<KnownText> ReadText(const Extent& directory, TextId id) const;
  std::vector<Queue> Queues();
  bool Follow(Queue& queue, std::vector<bool>& used);
  bool ForEachRecord(const Queue& queue, const VisitAt& visit);
  bool ReadRecord(const char* chunk, std::uint32_t offset, std::uint32_t committed,
                  std::string& record) const;
  void MarkTorn(const Queue& queue, std::uint32_t last) { torn_.emplace(queue.thread, last); }
  void Release(Queue& queue, Position until) const;
  bool IsRecorded(Position position) const noexcept;
  /// The block at a position and those before it, each chunk once.
  void WalkSums(Position at, std::vector<bool>& seen,
                const std::function<void(const SeriesSums&)>& visit) const;

  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
  Layout layout_{};
  Known endpoints_;
  Known statements_;
  Known dimensions_;
  Known statuses_;
  Torn torn_;
};

}  // namespace dbspan::recorder::rings
