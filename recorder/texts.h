#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/intern_table.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Endpoint of a connection. Empty and 0 mean unknown.
struct EndpointTexts {
  std::string_view system;
  std::string_view database;
  std::string_view server_address;
  std::uint16_t server_port = 0;
  std::string_view peer_address;
  std::uint16_t peer_port = 0;
};

/// Description that operations of one kind share.
struct StatementTexts {
  std::string_view name;  ///< Name of the span.
  std::string_view operation;
  std::string_view collection;
  std::string_view procedure;
  std::string_view summary;
  std::string_view text;     ///< Redacted.
  std::string_view encoded;  ///< Further encoded fields of an OTLP span.
};

/// Identity of a failure in metrics.
struct StatusTexts {
  std::string_view status_code;
  std::string_view error_type;
};

/// The interned texts of a process. They must be redacted.
///
/// All functions return 0 if a text is new and the table is full. That is logged once, except for
/// statements, which are then recorded without being interned. Endpoints, dimensions and statuses
/// are kept for good. Statements are organized in generations: if the current generation is full,
/// another one begins, and the older one is freed when it is no longer used (TextUse,
/// Recorder::RenewTexts). At most two generations exist. The high bits of a statement's id contain
/// its generation.
class Texts {
 public:
  explicit Texts(std::size_t most_bytes);
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts();

  TextId Intern(const EndpointTexts& endpoint) noexcept;
  TextId Intern(const StatementTexts& statement) noexcept;
  TextId Intern(const StatusTexts& status) noexcept;
  /// Returns the id of the part of a statement that distinguishes metric series.
  TextId InternDimension(const StatementTexts& statement) noexcept;

  EndpointTexts endpoint(TextId id) const noexcept;
  StatementTexts statement(TextId id) const noexcept;
  StatementTexts dimension(TextId id) const noexcept;
  StatusTexts status(TextId id) const noexcept;
  /// Return encoded fields of a span.
  std::string_view EndpointFields(TextId id) const noexcept { return endpoints_.at(id).fields; }
  std::string_view StatementFields(TextId id) const noexcept { return EntryOf(id).fields; }
  /// Returns the id by which metric series distinguish an interned statement; 0 if there was no
  /// space for it.
  TextId DimensionOf(TextId statement) const noexcept { return EntryOf(statement).dimension; }
  /// Returns the dimension of a statement that may be forgotten already, so no use of its
  /// generation is needed; 0 if the id's slot is used by another statement.
  TextId RememberedDimensionOf(TextId statement) const noexcept {
    const std::uint64_t pair = PlaceOf(statement).load(std::memory_order_relaxed);
    return static_cast<TextId>(pair) == statement ? static_cast<TextId>(pair >> 32U) : 0;
  }
  /// Returns an endpoint that has only the system of `endpoint`.
  TextId SystemOf(TextId endpoint) noexcept;

  /// Returns the generation that new statements are interned into.
  std::uint32_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }
  static std::uint32_t GenerationOf(TextId statement) noexcept {
    return statement >> kGenerationShift;
  }
  /// Begins another generation if the current one is full and the previous one has been dropped.
  /// Returns whether it did. Only for the thread that drains; does nothing while there are
  /// observers.
  bool Renew();
  bool has_older() const noexcept { return older().load(std::memory_order_relaxed) != nullptr; }
  /// Frees the older generation. Its ids must not be used any more. Only for the thread that calls
  /// `Renew`.
  void DropOlder() noexcept;

  /// Observers of all interned texts; null: none. Only the statements of the first generation are
  /// reported.
  struct Observers {
    InternTable::Observer* endpoints = nullptr;
    InternTable::Observer* statements = nullptr;
    InternTable::Observer* dimensions = nullptr;
    InternTable::Observer* statuses = nullptr;
  };
  void Observe(const Observers& observers) noexcept;
  /// Returns the number of bytes of all interned texts.
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
  /// Returns the slot for a statement's id and dimension. Later generations reuse it.
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
  // `calloc` returns zeroed pages that use no memory until a statement is stored in them.
  std::unique_ptr<std::atomic<std::uint64_t>[], Free> dimensions_by_statement_;
  std::atomic<bool> observed_{false};
};

/// Returns the encoded fields of a span for a statement (its name and attributes) and for an
/// endpoint.
std::string EncodeStatement(const StatementTexts& statement);
std::string EncodeEndpoint(const EndpointTexts& endpoint);

/// Limits of the numbers of interned texts.
constexpr std::size_t kMostStatements = 16384;  // below 2 to the power of kGenerationShift
constexpr std::size_t kMostEndpoints = 4096;
constexpr std::size_t kMostDimensions = 8192;
constexpr std::size_t kMostStatuses = 2048;

/// Convert the parts of an interned text.
EndpointTexts EndpointOf(const InternedTexts& texts) noexcept;
StatementTexts StatementOf(const InternedTexts& texts) noexcept;
StatusTexts StatusOf(const InternedTexts& texts) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
