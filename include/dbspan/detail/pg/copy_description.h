#pragma once

#include <pqxx/pqxx>
#include <pqxx/version>

#include <string>
#include <string_view>
#include <type_traits>

#include "dbspan/detail/pg/execute.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// Describes the COPY of a stream from its constructor's arguments: the first text is the table, or
/// the query if a `from_query_t` is among them.
class CopyDescription {
 public:
  template <class... Args>
  explicit CopyDescription(const Args&... args) {
    (Read(args), ...);
  }

  operator CallDescription() const noexcept {  // NOLINT(*-explicit-*): a view
    return is_query_ ? CallDescription{text_} : CallDescription{{}, "COPY", text_};
  }

 private:
  template <class Arg>
  void Read(const Arg& arg) {
#if PQXX_VERSION_MAJOR >= 7
    if constexpr (std::is_same_v<Arg, ::pqxx::from_query_t>) is_query_ = true;
#endif
    if constexpr (std::is_convertible_v<const Arg&, std::string_view>) {
      if (text_.empty()) text_ = std::string_view{arg};
    }
#if PQXX_VERSION_MAJOR >= 7
    if constexpr (std::is_same_v<Arg, ::pqxx::table_path>) {  // for example schema and table
      for (const std::string_view part : arg)
        text_ += (text_.empty() ? "" : ".") + std::string{part};
    }
#endif
  }

  std::string text_;
  bool is_query_ = false;
};

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
