#pragma once

#include <opentelemetry/common/key_value_iterable.h>

#include <cstddef>
#include <string_view>

#include "core/span/attribute_list.h"
#include "core/span/endpoint_attributes.h"
#include "core/sql/statement.h"
#include "dbspan/detail/kept_text.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Attributes known at the start, handed out one by one to whoever asks: a sampler that wants them,
/// or a span that is recorded. Nothing is laid out, and no text redacted, for a span that is not.
class StartAttributes : public opentelemetry::common::KeyValueIterable {
 public:
  /// Everything given must outlive it.
  StartAttributes(const Operation& operation, const Statement* statement,
                  const Options& options) noexcept
      : operation_(operation), statement_(statement), options_(options) {}

  bool ForEachKeyValue(AttributeList::Callback callback) const noexcept override;
  /// Those of them that differ between operations of one statement at one endpoint, but for the
  /// text and the size of a batch: parameters, and the names of earlier conventions.
  bool ForEachParticular(AttributeList::Callback callback) const noexcept;
  /// An upper bound of what is usual: consumers reserve by it.
  std::size_t size() const noexcept override {
    return operation_.endpoint->attributes().size() + 6;
  }

 private:
  std::string_view Procedure() const noexcept;
  std::string_view Summary() const noexcept;
  std::string_view QueryTextOf() const noexcept;
  void Redact() const;
  bool HandOutParameters(AttributeList::Callback callback) const noexcept;
  bool HandOutOldNames(AttributeList::Callback callback) const noexcept;

  const Operation& operation_;
  const Statement* statement_;
  const Options& options_;
  mutable detail::KeptText redacted_;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
