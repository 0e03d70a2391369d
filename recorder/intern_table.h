#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "recorder/record.h"

namespace dbspan::recorder {

/// Texts that many records share, interned: a record names them by a number. All are redacted.
///
/// texts.h says which parts stand for what.
struct InternedTexts {
  static constexpr std::size_t kParts = 6;
  std::array<std::string_view, kParts> parts;
  std::array<std::uint16_t, 2> ports{};
  std::string_view encoded;  ///< Further fields of the span, encoded.

  bool operator==(const InternedTexts& other) const noexcept {
    return parts == other.parts && ports == other.ports && encoded == other.encoded;
  }
};

/// One interned text, with what it is made for: its OTLP form.
struct InternedEntry {
  std::uint64_t hash;
  InternedTexts texts;      ///< Views into `memory`.
  std::string_view fields;  ///< Fields of a span, encoded; a view into `memory`.
  TextId dimension;         ///< Of a statement.
  std::unique_ptr<char[]> memory;
};

/// Numbers texts. Safe from any thread, without a lock; what is in it stays.
///
/// Since nothing is ever half changed, a fork may happen at any time, and the child keeps the
/// numbers.
class InternTable {
 public:
  /// Encodes the texts as fields of a span.
  using Encode = std::string (*)(const InternedTexts& texts);

  /// Learns of every text.
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

  /// Returns the number of the texts, or 0 if they are new and the table is full or memory short:
  /// `is_full` then says so.
  TextId Intern(const InternedTexts& texts, TextId dimension = 0) noexcept;
  /// `id` must come from `Intern`.
  const InternedEntry& at(TextId id) const noexcept {
    return *entries_[id].load(std::memory_order_acquire);
  }
  std::size_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }
  /// Tells whether a text has found no room.
  bool is_full() const noexcept { return full_.load(std::memory_order_relaxed); }
  /// Calls the observer for all texts so far, and for every new one before its number is used by
  /// anybody; a text may come twice. Null: nobody any more.
  void Observe(Observer* observer) noexcept;

 private:
  TextId Append(const InternedTexts& texts, std::uint64_t hash, TextId dimension);

  const Encode encode_;
  const std::size_t most_entries_;
  const std::size_t most_bytes_;
  const std::size_t mask_;
  std::unique_ptr<std::atomic<const InternedEntry*>[]> entries_;
  std::unique_ptr<std::atomic<TextId>[]> slots_;  // by hash; 0: free
  std::atomic<TextId> used_{0};                   // 0 is no text
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> full_{false};
  std::atomic<Observer*> observer_{nullptr};
};

}  // namespace dbspan::recorder
