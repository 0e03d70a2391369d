#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

class Endpoint;
class Instrumenter;

namespace detail {
class KnownStatements;

namespace pg {

class PreparedTexts;

/// State that dbspan keeps for one connection. Used by the thread that uses the connection.
///
/// Shared by the connection and its transactions; destroyed with the last of them.
class Session {
 public:
  Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();
  static std::shared_ptr<Session> Make();

  const Instrumenter& instrumenter() const noexcept { return *instrumenter_; }
  /// Returns whether operations are recorded at all (`Switches::enabled`).
  bool enabled() const noexcept;
  bool records_parameters() const noexcept { return records_parameters_; }
  /// Tells whether `commit` and `abort` are operations. If libpq is traced below, they are not:
  /// each statement that they send is one there, and some send none.
  bool records_ends() const noexcept { return records_ends_; }
  /// Tells whether a statement is not recorded, because it controls transactions
  /// (`Options::transaction_spans`).
  bool LeavesOut(std::string_view sql) const noexcept;
  /// Like `LeavesOut`, and also if the statement is recorded in libpq below, like those that
  /// libpqxx sends itself.
  bool PassesOn(std::string_view sql) const noexcept;
  const std::shared_ptr<const Endpoint>& endpoint() const noexcept { return endpoint_; }
  void set_endpoint(const std::shared_ptr<const Endpoint>& endpoint) noexcept {
    endpoint_ = endpoint;
  }

  /// Statements that were measured before.
  KnownStatements& known_statements() const noexcept { return *known_statements_; }

  /// Schema in the search_path that the connection string sets; empty if it sets none.
  const std::string& schema() const noexcept { return schema_; }
  void set_schema(std::string schema) noexcept { schema_ = std::move(schema); }

  /// Returns the form of a text that may be kept: redacted, unless verbatim texts are requested.
  std::string TextToKeep(std::string_view sql) const noexcept;
  /// Stores the text of a prepared statement in that form. Bounded: see pg/prepared_texts.h.
  void Remember(std::string_view name, std::string_view sql);
  void Forget(std::string_view name) noexcept;
  /// Forgets the prepared statements that a text of SQL changes: DEALLOCATE, PREPARE, DISCARD ALL.
  void ForgetChangedBy(std::string_view sql) const noexcept;
  /// Returns the stored text of a prepared statement, for its span; empty if it is unknown.
  std::string_view PreparedText(std::string_view name) noexcept;

 private:
  std::shared_ptr<const Instrumenter> instrumenter_;
  bool records_parameters_;
  bool leaves_out_control_;
  bool passes_control_on_;
  bool records_ends_;
  std::shared_ptr<const Endpoint> endpoint_;
  std::string schema_;
  std::unique_ptr<PreparedTexts> prepared_;
  std::unique_ptr<KnownStatements> known_statements_;
};

}  // namespace pg
}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
