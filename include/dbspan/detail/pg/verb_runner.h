#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "dbspan/detail/pg/execute.h"
#include "dbspan/detail/pg/parameters.h"
#include "dbspan/detail/pg/verb.h"
#include "dbspan/pg/connection.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Runs the calls of one transaction as operations of its connection, which must outlive it.
class VerbRunner {
 public:
  explicit VerbRunner(::dbspan::pqxx::connection_base& connection) noexcept
      : connection_(&connection) {}

  ::dbspan::pqxx::connection_base& connection() const noexcept { return *connection_; }

  /// Calls libpqxx and records the call as `verb` describes it.
  template <const Verb& verb, class Call, class... Args>
  decltype(auto) Run(const Call& call, Args&&... args) {
    if constexpr (verb.text == Verb::kNoText) {
      return RunNamed(verb.operation,
                      [&]() -> decltype(auto) { return call(std::forward<Args>(args)...); });
    } else if constexpr (verb.text == 1) {
      return RunCounted<verb>(call, std::forward<Args>(args)...);
    } else {
      return RunWithText<verb>(call, std::forward<Args>(args)...);
    }
  }

  /// Calls libpqxx and records the call as an execution of `sql` with these values.
  template <class Call, class Bound>
  decltype(auto) RunSql(std::string_view sql, const Call& call, const Bound& bound) {
    return RecordedCall{*connection_, {sql}, bound}.Run(call);
  }

 private:
  template <const Verb& verb, class Call, class Rows, class... Args>
  decltype(auto) RunCounted(const Call& call, Rows&& rows, Args&&... args) {
    const auto counted = [&](auto&&... passed) -> decltype(auto) {
      return call(std::forward<Rows>(rows), std::forward<decltype(passed)>(passed)...);
    };
    return RunWithText<verb>(counted, std::forward<Args>(args)...);
  }
  template <const Verb& verb, class Call, class Text, class... Args>
  decltype(auto) RunWithText(const Call& call, Text&& text, Args&&... args) {
    const auto sends = [&](auto&& sent) -> decltype(auto) {
      return call(std::forward<decltype(sent)>(sent), std::forward<Args>(args)...);
    };
    const auto bound = ValuesOf<verb>(args...);
    if constexpr (verb.prepared) {
      return RunPrepared(
          text, [&]() -> decltype(auto) { return sends(std::forward<Text>(text)); }, bound);
    } else {
      return RunText(std::forward<Text>(text), sends, bound);
    }
  }

  // Runs a statement that is sent as text, so that it can get a comment for the server.
  template <class Sql, class Call, class Bound>
  decltype(auto) RunText(Sql&& sql, const Call& call, const Bound& bound) {
#if PQXX_VERSION_MAJOR >= 8 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
    if constexpr (std::is_same_v<std::decay_t<Sql>, ::pqxx::prepped>) {
      return RunPrepared(
          sql, [&]() -> decltype(auto) { return call(std::forward<Sql>(sql)); }, bound);
    }
#endif
    if (!connection_->session()->enabled()) return call(std::forward<Sql>(sql));
    const auto held = TextOf(sql);
    const std::string_view text{held};
    const auto commented = [&](const RecordedCall& recorded) -> decltype(auto) {
      if constexpr (std::is_convertible_v<const Sql&, std::string_view>) {
        const std::string with_comment = recorded.Commented(text);
        if (!with_comment.empty()) return call(with_comment);
      }
      return call(std::forward<Sql>(sql));
    };
    return RunSql(text, commented, bound);
  }

  // If SQL or another library prepared the statement, its text is unknown.
  template <class Call, class Bound>
  decltype(auto) RunPrepared(std::string_view name, const Call& call, const Bound& bound) {
    const std::string_view sql = connection_->session()->PreparedText(name);
    return RecordedCall{*connection_, {sql, sql.empty() ? "EXECUTE" : "", {}, true}, bound}.Run(
        call);
  }

  template <class Call>
  decltype(auto) RunNamed(std::string_view name, const Call& call) {
    if (!connection_->session()->records_ends()) return call();
    return RecordedCall{*connection_, {{}, name}}.Run(call);
  }

  static std::string_view TextOf(std::string_view sql) noexcept { return sql; }
  // libpqxx 6 also accepts a stream as statement.
  static std::string TextOf(const std::stringstream& sql) { return sql.str(); }

  ::dbspan::pqxx::connection_base* connection_;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
