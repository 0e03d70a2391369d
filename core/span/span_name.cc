#include "core/span/span_name.h"

#include <cstring>

#include "core/span/system_traits.h"
#include "core/sql/utf8.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string_view TargetOf(const Operation& operation) noexcept {
  if (!operation.collection.empty()) return operation.collection;
  if (!operation.procedure.empty()) return operation.procedure;
  if (!operation.endpoint) return {};
  const EndpointFields& fields = operation.endpoint->fields();
  const bool speaks = fields.system.traits().namespace_kind != detail::NamespaceKind::kIndex;
  if (speaks && !fields.database.empty()) return fields.database;
  return operation.endpoint->server();
}

}  // namespace

SpanName::SpanName(const Operation& operation, const Statement* statement) noexcept {
  if (statement != nullptr && !statement->summary.empty()) {
    view_ = statement->summary;
    return;
  }
  const std::string_view target = TargetOf(operation);
  if (operation.name.empty()) {
    const bool nothing = target.empty() && operation.endpoint;
    view_ = nothing ? operation.endpoint->fields().system.name() : target;
    return;
  }
  if (target.empty() || operation.name.size() + 1 + target.size() > buffer_.size()) {
    view_ = operation.name;
    return;
  }
  char* at = buffer_.data();
  std::memcpy(at, operation.name.data(), operation.name.size());
  at += operation.name.size();
  *at++ = ' ';
  std::memcpy(at, target.data(), target.size());
  view_ = {buffer_.data(), operation.name.size() + 1 + target.size()};
}

std::string_view CutText(std::string_view text, std::size_t limit) noexcept {
  const std::string_view cut = sql_text::CutAtCharacter(text, limit);
  return sql_text::IsValidUtf8(cut) ? cut : std::string_view{};
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
