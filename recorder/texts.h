#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
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
/// All of its functions return 0 where a text is new and the table full, which is logged once.
class Texts {
 public:
  explicit Texts(std::size_t most_bytes);

  TextId Intern(const EndpointTexts& endpoint) noexcept;
  TextId Intern(const StatementTexts& statement) noexcept;
  TextId Intern(const StatusTexts& status) noexcept;

  EndpointTexts endpoint(TextId id) const noexcept;
  StatementTexts statement(TextId id) const noexcept;
  StatusTexts status(TextId id) const noexcept;
  /// Encoded fields of a span.
  std::string_view EndpointFields(TextId id) const noexcept { return endpoints_.at(id).fields; }
  std::string_view StatementFields(TextId id) const noexcept { return statements_.at(id).fields; }
  /// The statement of which only the parts are left that tell metric series apart.
  TextId DimensionOf(TextId statement) const noexcept {
    const TextId dimension = statements_.at(statement).dimension;
    return dimension == 0 ? statement : dimension;  // it has no other parts
  }
  /// Makes the observers learn of all endpoints and statements; null: nobody any more.
  void Observe(InternTable::Observer* endpoints, InternTable::Observer* statements) noexcept {
    endpoints_.Observe(endpoints);
    statements_.Observe(statements);
  }
  /// The endpoint of which only the system is left.
  TextId SystemOf(TextId endpoint) noexcept;

 private:
  /// Reports once that there is no room.
  TextId Kept(TextId id) noexcept;

  std::atomic<bool> reported_{false};
  InternTable endpoints_;
  InternTable statements_;
  InternTable statuses_;
};

/// The fields of a span that an interned statement stands for: its name and attributes.
std::string EncodeStatement(const StatementTexts& statement);
std::string EncodeEndpoint(const EndpointTexts& endpoint);

/// How many there may be of each.
constexpr std::size_t kMostStatements = 16384;
constexpr std::size_t kMostEndpoints = 4096;

/// The texts by the parts that an intern table knows.
EndpointTexts EndpointOf(const InternedTexts& texts) noexcept;
StatementTexts StatementOf(const InternedTexts& texts) noexcept;

}  // namespace dbspan::recorder
