#include "insight/finding.h"

#include <algorithm>
#include <array>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

struct Name {
  FindingKind kind;
  std::string_view id;
  std::string_view title;
};

constexpr std::array<Name, kFindingKinds> kNames{{
    {FindingKind::kRepeatedStatement, "repeated-statement", "repeated statement"},
    {FindingKind::kChatty, "chatty", "chatty"},
    {FindingKind::kRedundantStatement, "redundant-statement", "redundant statement"},
    {FindingKind::kAlwaysMissing, "always-missing", "lookups that always miss"},
    {FindingKind::kNeverRead, "never-read", "cache that is never read"},
    {FindingKind::kSlowStatement, "slow-statement", "slow statement"},
    {FindingKind::kSlowerThanUsual, "slower-than-usual", "slower than usual"},
    {FindingKind::kUnusedRows, "unused-rows", "rows that nobody used"},
    {FindingKind::kErrorStorm, "error-storm", "error storm"},
    {FindingKind::kRetries, "retries", "retries"},
    {FindingKind::kConnectionChurn, "connection-churn", "connection churn"},
    {FindingKind::kIdleTransaction, "idle-transaction", "idle transaction"},
    {FindingKind::kPoolWait, "pool-wait", "waiting for the pool"},
    {FindingKind::kOverBudget, "over-budget", "over budget"},
}};

const Name& NameOf(FindingKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view IdOf(FindingKind kind) { return NameOf(kind).id; }

std::string_view TitleOf(FindingKind kind) { return NameOf(kind).title; }

std::optional<FindingKind> KindOf(std::string_view id) {
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [id](const Name& name) { return name.id == id; });
  if (found == kNames.end()) return std::nullopt;
  return found->kind;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
