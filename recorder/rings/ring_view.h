#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::string At(const Extent& extent) const;
  const KnownText* Endpoint(TextId id);  ///< Null: it is not known.
  const KnownText* Statement(TextId id);

  /// Until `visit` returns false.
  void ForEachThread(const std::function<bool(ThreadBlock&)>& visit) const;
  /// Gives a thread's records, oldest first, until `visit` returns false.
  using Visit = std::function<bool(const std::string& record)>;
  void Walk(ThreadBlock& thread, const Visit& visit);
  /// The same, and takes them out of the queue. Returns false if `visit` did.
  bool Drain(ThreadBlock& thread, const Visit& visit);
  void ForEachInFlight(const std::function<void(const InFlightCopy&)>& visit) const;
  /// How many queues ended in something that is no record.
  std::uint64_t torn() const noexcept { return torn_; }

 private:
  using Known = std::vector<std::unique_ptr<KnownText>>;
  using Encode = std::string (*)(const InternedTexts& texts);

  bool Check(std::string& reason) const;
  bool Holds(const Extent& extent) const noexcept {
    return extent.offset <= bytes_ && extent.bytes <= bytes_ - extent.offset;
  }
  char* memory() const noexcept { return static_cast<char*>(memory_); }
  char* ChunkAt(std::uint32_t number) const noexcept;  ///< Null if there is none of that number.
  const KnownText* Find(Known& known, const Extent& directory, TextId id, Encode encode);
  std::unique_ptr<KnownText> ReadText(const Extent& directory, TextId id) const;
  bool Take(Position& at, std::string& record);
  void Release(ThreadBlock& thread, Position until);
  bool IsRecorded(Position position) const noexcept;

  void* memory_ = nullptr;
  std::size_t bytes_ = 0;
  std::uint64_t torn_ = 0;
  Known endpoints_;
  Known statements_;
};

}  // namespace dbspan::recorder::rings
