#pragma once

#include <pqxx/result>
#include <pqxx/row>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "dbspan/detail/pg/parameters.h"
#include "dbspan/version.h"

namespace dbspan {
namespace pqxx {
inline namespace DBSPAN_VERSION_NAMESPACE {
class connection_base;
}
}  // namespace pqxx

inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail::pg {

/// The operation of a call, without the connection. The texts must outlive the call.
struct CallDescription {
  std::string_view sql = {};        ///< The statement.
  std::string_view operation = {};  ///< If there is no statement: the operation.
  std::string_view table = {};      ///< The table of `operation`, if it is known.
  bool prepared = false;            ///< `sql` is the stored text of a prepared statement.
};

/// One call of libpqxx, recorded as one operation.
///
/// A stack object of the thread that uses the connection. It shows none of the engine's types,
/// because every file that uses libpqxx compiles it. All members do nothing if the call is not
/// recorded.
class RecordedCall {
 public:
  /// Starts the operation. Reads the values only if they are recorded. A statement that is recorded
  /// in libpq below, or not at all, starts none.
  RecordedCall(const ::dbspan::pqxx::connection_base& connection,
               const CallDescription& description, const BoundValues& values = {}) noexcept;
  RecordedCall(const RecordedCall&) = delete;
  RecordedCall& operator=(const RecordedCall&) = delete;
  ~RecordedCall() {
    if (recorded()) Finish();
  }

  /// Returns or throws exactly what `call` does, and ends the operation with its outcome. If `call`
  /// accepts a RecordedCall, it gets this one.
  template <class Call>
  decltype(auto) Run(const Call& call);

  /// Returns the statement with a comment for the server (`Options::sqlcommenter`); empty if it
  /// gets none.
  std::string Commented(std::string_view sql) const noexcept {
    return state_ == nullptr ? std::string{} : CommentedFor(sql);
  }

 private:
  struct State;
  struct MeasuredState;

  template <class Call>
  decltype(auto) Pass(const Call& call) {
    if constexpr (std::is_invocable_v<const Call&, const RecordedCall&>) {
      return call(*this);
    } else {
      return call();
    }
  }
  // A function of its own, so that the result is constructed where the caller wants it and never
  // copied.
  template <class Result, class Call>
  Result ReturnOf(const Call& call) {
    Result result = Pass(call);
    if (recorded()) EndWith(result);
    return result;
  }

  bool recorded() const noexcept { return state_ != nullptr || measured_ != nullptr; }
  void Start(const ::dbspan::pqxx::connection_base& connection, const CallDescription& description,
             const BoundValues& values) noexcept;
  bool Measure(const ::dbspan::pqxx::connection_base& connection,
               const CallDescription& description) noexcept;
  std::string CommentedFor(std::string_view sql) const noexcept;
  void EndWith(const ::pqxx::result& result) noexcept;
  void EndWith(const ::pqxx::row& /*row*/) noexcept { EndWithOneRow(); }
  /// For values that query_value or query1 returned. Both throw unless there is exactly one row.
  template <class Value, class = std::enable_if_t<!std::is_base_of_v<::pqxx::result, Value>>>
  void EndWith(const Value& /*value*/) noexcept {
    EndWithoutRows();
  }
  void EndWithOneRow() noexcept;
  void EndWithoutRows() noexcept;
  void EndWithException() noexcept;  ///< Call it while the exception is being handled.
  void Finish() noexcept;

  static constexpr std::size_t kRoom = 832;

  // Both in `room_`; null if the call is not recorded. At most one is set.
  State* state_ = nullptr;
  MeasuredState* measured_ = nullptr;  // the short form, for a call that has no span
  alignas(std::max_align_t) unsigned char room_[kRoom];
};

template <class Call>
decltype(auto) RecordedCall::Run(const Call& call) {
  using Result = decltype(Pass(call));
  try {
    if constexpr (std::is_void_v<Result>) {
      Pass(call);
      if (recorded()) EndWithoutRows();
    } else {
      return ReturnOf<Result>(call);
    }
  } catch (...) {
    if (recorded()) EndWithException();
    throw;
  }
}

}  // namespace detail::pg
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
