#pragma once

#include <opentelemetry/common/key_value_iterable.h>

#include <cstddef>
#include <string_view>
#include <utility>

#include "core/span/attribute_list.h"
#include "core/span/endpoint_attributes.h"
#include "core/sql/statement.h"
#include "dbspan/detail/kept_text.h"
#include "dbspan/operation.h"
#include "dbspan/options.h"
#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The attributes of a span at its start. They are computed only when a sampler or a recorded span
/// iterates over them, so a span that is not recorded costs no text redaction.
class StartAttributes : public opentelemetry::common::KeyValueIterable {
 public:
  /// The arguments must outlive the object.
  StartAttributes(const Operation& operation, const Statement* statement,
                  const Options& options) noexcept
      : operation_(operation), statement_(statement), options_(options) {}

  bool ForEachKeyValue(AttributeList::Callback callback) const noexcept override;
  /// Passes only the attributes that differ between operations of one statement at one endpoint:
  /// parameters, and attribute names of earlier conventions. Does not pass the text and the batch
  /// size.
  bool ForEachParticular(AttributeList::Callback callback) const noexcept;
  /// Moves the redacted text of a command to `text`, if the text was read and is not shared.
  void MoveTextTo(detail::KeptText& text) noexcept { text = std::move(redacted_); }
  /// The usual upper bound; consumers reserve memory by it.
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
