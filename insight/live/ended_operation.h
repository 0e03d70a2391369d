#pragma once

#include <string_view>

#include "core/span/watcher.h"
#include "dbspan/detail/operation_identity.h"
#include "dbspan/version.h"
#include "insight/finished_operation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace detail {

/// An operation that has just ended, as the input of findings.
///
/// Its texts are only needed for the first operation of a statement, so they are set separately. A
/// stack object; refers to `ending`.
class EndedOperation {
 public:
  explicit EndedOperation(const Watcher::Ending& ending);

  /// The operation. `label`, `verb` and `key` are empty until `SetTexts`.
  insight::FinishedOperation& finished() noexcept { return finished_; }
  const StatementPtr& statement() const noexcept { return ending_.operation.statement; }
  const Watcher::Ending& ending() const noexcept { return ending_; }
  /// Returns the first word of the summary or the operation.
  std::string_view Verb() const noexcept;
  /// Sets the texts, which refer to those of the operation.
  void SetTexts() noexcept;

 private:
  std::string_view Label() const noexcept;
  std::string_view VerbSource() const noexcept;

  const Watcher::Ending& ending_;
  insight::FinishedOperation finished_;
};

}  // namespace detail
}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
