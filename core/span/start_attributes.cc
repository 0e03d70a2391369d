#include "core/span/start_attributes.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/span/attributes.h"
#include "core/span/span_name.h"
#include "core/span/system_traits.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using Callback = AttributeList::Callback;

bool HandOut(Callback callback, std::string_view key, std::string_view value) noexcept {
  return value.empty() || callback(View(key), View(value));
}

bool Selects(const std::vector<std::string>& keys, std::string_view key) noexcept {
  return std::any_of(keys.begin(), keys.end(),
                     [key](const std::string& one) { return one == "*" || one == key; });
}

// Returns a word of a summary: `SELECT users` is the operation SELECT on the table users.
std::string_view Word(std::string_view summary, std::size_t index) noexcept {
  for (; index > 0; --index) {
    const std::size_t blank = summary.find(' ');
    if (blank == std::string_view::npos) return {};
    summary.remove_prefix(blank + 1);
  }
  return summary.substr(0, summary.find(' '));
}

bool HandOutOldNamespace(Callback callback, const EndpointFields& fields) noexcept {
  const detail::SystemTraits& traits = fields.system.traits();
  const std::string_view database = fields.database;
  if (traits.namespace_kind == detail::NamespaceKind::kIndex) {
    std::int64_t index = 0;
    std::from_chars(database.data(), database.data() + database.size(), index);
    return callback(View(traits.old_namespace_key), index);
  }
  const bool has_schema = traits.namespace_kind == detail::NamespaceKind::kNameAndSchema;
  const std::string_view name = has_schema ? database.substr(0, database.find('|')) : database;
  return HandOut(callback, traits.old_namespace_key, name);
}

}  // namespace

bool StartAttributes::ForEachKeyValue(Callback callback) const noexcept {
  for (const auto& [key, value] : operation_.endpoint->attributes()) {
    if (!callback(key, value)) return false;
  }
  return HandOut(callback, attribute::kOperationName, operation_.name) &&
         HandOut(callback, attribute::kCollectionName, operation_.collection) &&
         HandOut(callback, attribute::kProcedureName, Procedure()) &&
         (operation_.batch_size == Operation::kNotABatch ||
          callback(View(attribute::kBatchSize), operation_.batch_size)) &&
         HandOut(callback, attribute::kQuerySummary, Summary()) &&
         HandOut(callback, attribute::kQueryText, QueryTextOf()) && ForEachParticular(callback);
}

bool StartAttributes::ForEachParticular(Callback callback) const noexcept {
  return (options_.parameters.empty() || HandOutParameters(callback)) &&
         (options_.conventions == Conventions::kStable || HandOutOldNames(callback));
}

std::string_view StartAttributes::Procedure() const noexcept {
  if (!operation_.procedure.empty() || statement_ == nullptr) return operation_.procedure;
  return statement_->procedure;
}

std::string_view StartAttributes::Summary() const noexcept {
  return statement_ == nullptr ? std::string_view{} : std::string_view{statement_->summary};
}

std::string_view StartAttributes::QueryTextOf() const noexcept try {
  if (options_.query_text == QueryText::kOff) return {};
  if (statement_ != nullptr) {
    const bool verbatim = options_.query_text == QueryText::kVerbatim;
    return verbatim ? CutText(operation_.sql, options_.query_text_limit)
                    : std::string_view{statement_->text};
  }
  if (redacted_.size() == 0) Redact();
  return redacted_.view();
} catch (...) {
  return {};  // no memory: the span has no text
}

void StartAttributes::Redact() const {
  if (operation_.write_text != nullptr) {
    operation_.write_text(operation_.parsed, options_.query_text_limit, redacted_);
  } else if (operation_.redact != nullptr && !operation_.raw.empty()) {
    redacted_ += operation_.redact(operation_.raw, options_.query_text_limit);
  }
}

bool StartAttributes::HandOutParameters(Callback callback) const noexcept try {
  if (operation_.parameters == nullptr) return true;
  const auto hand_out = [&](const Parameter& parameter) {
    if (!Selects(options_.parameters, parameter.key)) return true;
    const std::string key = std::string{attribute::kParameterPrefix} + parameter.key;
    return callback(View(key), View(CutText(parameter.value, options_.query_text_limit)));
  };
  return std::all_of(operation_.parameters->begin(), operation_.parameters->end(), hand_out);
} catch (...) {
  return true;  // no memory: the span has no such attribute
}

// Passes the attribute names of semconv 1.24, for users who migrate
// (docs/non-normative/db-migration.md).
bool StartAttributes::HandOutOldNames(Callback callback) const noexcept {
  const EndpointFields& fields = operation_.endpoint->fields();
  if (!HandOutOldNamespace(callback, fields)) return false;
  const std::string_view operation = operation_.name.empty() ? Word(Summary(), 0) : operation_.name;
  const std::string_view table =
      operation_.collection.empty() ? Word(Summary(), 1) : operation_.collection;
  return HandOut(callback, attribute::kOldSystem, fields.system.name()) &&
         HandOut(callback, attribute::kOldOperation, operation) &&
         HandOut(callback, attribute::kOldTable, table) &&
         HandOut(callback, attribute::kOldStatement, QueryTextOf());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
