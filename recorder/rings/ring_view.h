#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dbspan/version.h"
#include "recorder/rings/layout.h"
#include "recorder/texts.h"

namespace dbspan::recorder::rings {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// An interned text, copied from the file.
struct KnownText {
  std::string memory;
  InternedTexts texts;  ///< Views into `memory`.
  std::string fields;   ///< Encoded fields of a span.
};

/// Copy of an operation in flight.
struct InFlightCopy {
  TraceId trace_id;
  SpanId span_id;
  std::int64_t start;
  TextId endpoint;
  TextId statement;
  ScopeId scope;
  std::int32_t thread;
};

/// Checked access to the content of a ring file: numbers in the file cannot lead out of it or into
/// an endless loop.
class RingView {
 public:
  /// `memory` must stay mapped while the object exists. Returns null and the reason if the content
  /// is not a ring file.
  static std::unique_ptr<RingView> Of(void* memory, std::size_t bytes, std::string& reason);

  FileHeader& header() const noexcept { return *static_cast<FileHeader*>(memory_); }
  std::string Resource() const { return At(layout_.resource); }
  std::string Executable() const { return At(layout_.executable); }
  std::string Arguments() const { return At(layout_.arguments); }
  const KnownText* Endpoint(TextId id);  ///< Null if it is unknown.
  const KnownText* Statement(TextId id);
  const KnownText* Dimension(TextId id);
  const KnownText* Status(TextId id);

  /// Visits each thread once, until `visit` returns false.
  void ForEachThread(const std::function<bool(ThreadBlock&)>& visit) const;
  using Visit = std::function<bool(const std::string& record)>;
  /// Visits the records of all threads, oldest first for each, until `visit` returns false. The
  /// queues stay unchanged.
  void Walk(const Visit& visit);
  /// Visits the records and removes them from the queues, until `visit` returns false; that record
  /// stays.
  void Drain(const Visit& visit);
  void ForEachInFlight(const std::function<void(const InFlightCopy&)>& visit) const;
  /// Visits the current metric sums; a series is visited once for each thread.
  void ForEachSums(const std::function<void(const SeriesSums&)>& visit) const;
  /// Returns the number of threads whose queue ends with an invalid record.
  std::uint64_t torn() const noexcept { return torn_.size(); }
  /// To be called after a walk through queues that another process drains, because then valid
  /// records may look torn.
  void ForgetTorn() { torn_.clear(); }

 private:
  using Known = std::vector<std::unique_ptr<KnownText>>;
  using Encode = std::string (*)(const InternedTexts& texts);

  /// Location of each part, as it was when it was checked. Copied, because processes with write
  /// access to the file can change it afterwards.
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
  /// The chunks of a thread's queue, oldest first. No chunk occurs twice, neither in one queue nor
  /// in two.
  struct Queue {
    ThreadBlock* thread;
    Position oldest;
    std::vector<std::uint32_t> chunks;
    std::size_t released = 0;  ///< Number of its chunks that are freed already.
  };
  /// For each torn queue, the chunk in which its records end.
  using Torn = std::map<const ThreadBlock*, std::uint32_t>;
  /// Returns false to stop before this record.
  using VisitAt = std::function<bool(const std::string& record, Position end)>;

  bool Check(std::string& reason);
  bool Holds(const Extent& extent, std::uint64_t most) const noexcept {
    return extent.offset <= bytes_ && extent.bytes <= bytes_ - extent.offset &&
           extent.bytes <= most;
  }
  std::string At(const Extent& extent) const { return {memory() + extent.offset, extent.bytes}; }
  char* memory() const noexcept { return static_cast<char*>(memory_); }
  char* ChunkAt(std::uint32_t number) const noexcept;  ///< Null if there is no such chunk.
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
  /// Visits the block at a position and all blocks after it in the list, each chunk once.
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

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::rings
