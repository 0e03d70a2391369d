#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "recorder/intern_table.h"

namespace dbspan::recorder {

/// Where a connection leads; empty and 0 are "not known".
struct EndpointTexts {
  std::string_view system;
  std::string_view database;
  std::string_view server_address;
  std::uint16_t server_port = 0;
  std::string_view peer_address;
  std::uint16_t peer_port = 0;
};

/// What operations of one kind have in common.
struct StatementTexts {
  std::string_view name;  ///< Of the span.
  std::string_view operation;
  std::string_view collection;
  std::string_view procedure;
  std::string_view summary;
  std::string_view text;     ///< Redacted.
  std::string_view encoded;  ///< Further fields of an OTLP span.
};

/// What tells failures apart.
struct StatusTexts {
  std::string_view status_code;
  std::string_view error_type;
};

/// The texts of a process, interned. Nothing unredacted may get here.
///
/// All of its functions return 0 where a text is new and the table full. That is logged once,
/// but for statements, which lose nothing by it. Endpoints, dimensions and
/// statuses stay. Statements are forgotten all at once when too many different ones came: a
/// statement's number says its generation, of which the latest is interned into, and at most one
/// more is kept until nothing uses it (Recorder::TextUse, Recorder::RenewTexts).
class Texts {
 public:
  explicit Texts(std::size_t most_bytes);
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts();

  TextId Intern(const EndpointTexts& endpoint) noexcept;
  TextId Intern(const StatementTexts& statement) noexcept;
  TextId Intern(const StatusTexts& status) noexcept;
  /// The number of what tells metric series apart of a statement.
  TextId InternDimension(const StatementTexts& statement) noexcept;

  EndpointTexts endpoint(TextId id) const noexcept;
  StatementTexts statement(TextId id) const noexcept;
  StatementTexts dimension(TextId id) const noexcept;
  StatusTexts status(TextId id) const noexcept;
  /// Encoded fields of a span.
  std::string_view EndpointFields(TextId id) const noexcept { return endpoints_.at(id).fields; }
  std::string_view StatementFields(TextId id) const noexcept { return EntryOf(id).fields; }
  /// The dimension of an interned statement; 0 if there was no room for it.
  TextId DimensionOf(TextId statement) const noexcept { return EntryOf(statement).dimension; }
  /// The same for any number that a statement ever had, without a use of its generation; 0 if it
  /// was forgotten.
  TextId RememberedDimensionOf(TextId statement) const noexcept {
    const std::uint64_t pair = PlaceOf(statement).load(std::memory_order_relaxed);
    return static_cast<TextId>(pair) == statement ? static_cast<TextId>(pair >> 32U) : 0;
  }
  /// The endpoint of which only the system is left.
  TextId SystemOf(TextId endpoint) noexcept;

  /// The generation of statements that are interned now.
  std::uint32_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }
  static std::uint32_t GenerationOf(TextId statement) noexcept {
    return statement >> kGenerationShift;
  }
  /// Begins another generation if a statement has found no room in this one, and the one before it
  /// has been dropped. Returns whether it did. For one thread; not with observers.
  bool Renew();
  bool has_older() const noexcept { return older().load(std::memory_order_relaxed) != nullptr; }
  /// Frees the older generation, whose numbers nobody must use any more. For the same thread.
  void DropOlder() noexcept;

  /// Are notified of all texts; null: none. Of statements only in the first generation.
  struct Observers {
    InternTable::Observer* endpoints = nullptr;
    InternTable::Observer* statements = nullptr;
    InternTable::Observer* dimensions = nullptr;
    InternTable::Observer* statuses = nullptr;
  };
  void Observe(const Observers& observers) noexcept;
  /// Bytes of all that is interned now.
  std::size_t bytes() const noexcept;

 private:
  /// Returns `id`. If it is 0, reports once that a table is full.
  TextId Kept(TextId id) noexcept;

  static constexpr unsigned kGenerationShift = 15;
  // Ids are never reused, so no generation can follow the last one, and it is kept.
  static constexpr std::uint32_t kLastGeneration = (1U << (32U - kGenerationShift)) - 1;

  std::atomic<InternTable*>& TableOf(std::uint32_t generation) noexcept {
    return statements_[generation % 2];
  }
  const InternedEntry& EntryOf(TextId statement) const noexcept {
    const InternTable* const table =
        statements_[GenerationOf(statement) % 2].load(std::memory_order_acquire);
    return table->at(statement & ((1U << kGenerationShift) - 1));
  }
  /// Where a statement's number stands with its dimension, until another generation needs the
  /// place.
  std::atomic<std::uint64_t>& PlaceOf(TextId statement) const noexcept {
    return dimensions_by_statement_[statement & ((2U << kGenerationShift) - 1)];
  }
  const std::atomic<InternTable*>& older() const noexcept {
    return statements_[(generation() + 1) % 2];
  }

  const std::size_t most_statement_bytes_;
  std::atomic<bool> reported_{false};
  InternTable endpoints_;
  InternTable dimensions_;
  InternTable statuses_;
  std::atomic<std::uint32_t> generation_{0};
  std::array<std::atomic<InternTable*>, 2> statements_{};  // by generation, in turns
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };
  // Zeroes of the system: pages that no statement is on are never touched.
  std::unique_ptr<std::atomic<std::uint64_t>[], Free> dimensions_by_statement_;
  std::atomic<bool> observed_{false};
};

/// The fields of a span that an interned statement stands for: its name and attributes.
std::string EncodeStatement(const StatementTexts& statement);
std::string EncodeEndpoint(const EndpointTexts& endpoint);

/// How many there may be of each.
constexpr std::size_t kMostStatements = 16384;  // below 2 to the power of kGenerationShift
constexpr std::size_t kMostEndpoints = 4096;
constexpr std::size_t kMostDimensions = 8192;
constexpr std::size_t kMostStatuses = 2048;

/// The texts by the parts that an intern table knows.
EndpointTexts EndpointOf(const InternedTexts& texts) noexcept;
StatementTexts StatementOf(const InternedTexts& texts) noexcept;
StatusTexts StatusOf(const InternedTexts& texts) noexcept;

}  // namespace dbspan::recorder
