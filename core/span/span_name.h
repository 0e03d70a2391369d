#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/sql/statement.h"
#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The name of an operation's span, built on the stack (semconv, database-spans.md "Name").
///
/// It is the summary if there is one, else `{operation} {target}`, `{operation}`, `{target}` or the
/// system. The target is the first known of: collection, procedure, namespace (unless it is an
/// index), server.
class SpanName {
 public:
  SpanName(const Operation& operation, const Statement* statement) noexcept;

  std::string_view view() const noexcept { return view_; }

 private:
  std::array<char, 256> buffer_;
  std::string_view view_;
};

/// Returns `text` cut to `limit` bytes at a character boundary; empty if it is not valid UTF-8.
std::string_view CutText(std::string_view text, std::size_t limit) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
