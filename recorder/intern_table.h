#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/record.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Texts that many records share. They are interned: a record refers to them by an id. All are
/// redacted.
///
/// The meaning of each part is defined by `Texts` (texts.h).
struct InternedTexts {
  static constexpr std::size_t kParts = 6;
  std::array<std::string_view, kParts> parts;
  std::array<std::uint16_t, 2> ports{};
  std::string_view encoded;  ///< Further encoded fields of the span.

  bool operator==(const InternedTexts& other) const noexcept {
    return parts == other.parts && ports == other.ports && encoded == other.encoded;
  }
};

/// One set of interned texts, with its OTLP form.
struct InternedEntry {
  std::uint64_t hash;
  InternedTexts texts;      ///< Views into `memory`.
  std::string_view fields;  ///< The texts encoded as fields of a span; a view into `memory`.
  TextId dimension;         ///< Id of the statement's dimension (Texts::DimensionOf).
  std::unique_ptr<char[]> memory;
};

/// Assigns ids to texts. Safe from any thread, without a lock. Entries are never removed.
///
/// Entries are published complete, so a fork may happen at any time, and the ids stay valid in the
/// child.
class InternTable {
 public:
  /// Encodes the texts as fields of a span.
  using Encode = std::string (*)(const InternedTexts& texts);

  /// Is notified of every interned text.
  class Observer {
   public:
    virtual void OnInterned(TextId id, const InternedEntry& entry) noexcept = 0;

   protected:
    ~Observer() = default;
  };

  InternTable(Encode encode, std::size_t most_entries, std::size_t most_bytes);
  InternTable(const InternTable&) = delete;
  InternTable& operator=(const InternTable&) = delete;
  ~InternTable();

  /// Returns the id of the texts. Returns 0 if they are new and either the table is full (then
  /// `is_full` returns true) or memory is short.
  TextId Intern(const InternedTexts& texts, TextId dimension = 0) noexcept;
  /// `id` must come from `Intern`.
  const InternedEntry& at(TextId id) const noexcept {
    return *entries_[id].load(std::memory_order_acquire);
  }
  std::size_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }
  /// Returns whether a text was refused because the table is full.
  bool is_full() const noexcept { return full_.load(std::memory_order_relaxed); }
  /// Calls the observer for all texts so far, and for every new text before its id is returned to
  /// any thread. A text may be reported twice. Null removes the observer.
  void Observe(Observer* observer) noexcept;

 private:
  TextId Append(const InternedTexts& texts, std::uint64_t hash, TextId dimension);

  const Encode encode_;
  const std::size_t most_entries_;
  const std::size_t most_bytes_;
  const std::size_t mask_;
  std::unique_ptr<std::atomic<const InternedEntry*>[]> entries_;
  std::unique_ptr<std::atomic<TextId>[]> slots_;  // by hash; 0: free
  std::atomic<TextId> used_{0};                   // highest id so far; ids begin at 1
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> full_{false};
  std::atomic<Observer*> observer_{nullptr};
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
