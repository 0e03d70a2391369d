#include "insight/thresholds.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits{
    {{"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}}};

bool IsDuration(FindingKind kind) {
  return kind == FindingKind::kSlowStatement || kind == FindingKind::kIdleTransaction ||
         kind == FindingKind::kPoolWait;
}

std::optional<std::int64_t> Number(std::string_view text, bool duration) {
  constexpr std::size_t kMostDigits = 9;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > kMostDigits) return std::nullopt;
  const std::int64_t number = std::stoll(std::string{text.substr(0, digits)});
  const std::string_view unit = text.substr(digits);
  if (unit.empty()) return !duration || number == 0 ? std::optional{number} : std::nullopt;
  if (!duration) return std::nullopt;
  for (const auto& [name, factor] : kUnits) {
    if (name == unit) return number * factor;
  }
  return std::nullopt;
}

}  // namespace

std::int64_t& ThresholdOf(Thresholds& thresholds, FindingKind kind) {
  switch (kind) {
    case FindingKind::kRepeatedStatement:
      return thresholds.repeated;
    case FindingKind::kChatty:
      return thresholds.chatty;
    case FindingKind::kRedundantStatement:
      return thresholds.redundant;
    case FindingKind::kAlwaysMissing:
      return thresholds.missing;
    case FindingKind::kNeverRead:
      return thresholds.unread;
    case FindingKind::kSlowStatement:
      return thresholds.slow;
    case FindingKind::kSlowerThanUsual:
      return thresholds.slower;
    case FindingKind::kUnusedRows:
      return thresholds.unused_rows;
    case FindingKind::kErrorStorm:
      return thresholds.errors;
    case FindingKind::kRetries:
      return thresholds.retries;
    case FindingKind::kConnectionChurn:
      return thresholds.connects;
    case FindingKind::kIdleTransaction:
      return thresholds.idle;
    case FindingKind::kPoolWait:
    case FindingKind::kOverBudget:
      break;
  }
  return thresholds.pool_wait;
}

std::string ReadThreshold(std::string_view text, Thresholds& thresholds) {
  const auto equals = text.find('=');
  const auto kind = KindOf(text.substr(0, equals));
  if (!kind || *kind == FindingKind::kOverBudget || equals == std::string_view::npos) {
    return "'" + std::string{text} + "' is no threshold; " + AcceptedThresholds();
  }
  const auto number = Number(text.substr(equals + 1), IsDuration(*kind));
  if (!number) {
    return "'" + std::string{text} + "': " +
           (IsDuration(*kind) ? "0, or a whole number with its unit: 250us, 10ms, 1s"
                              : "a whole number; 0 switches it off");
  }
  ThresholdOf(thresholds, *kind) = *number;
  return {};
}

std::string AcceptedThresholds() {
  std::string text = "KIND=NUMBER with a kind of";
  for (std::size_t i = 0; i < kFindingKinds; ++i) {
    const auto kind = static_cast<FindingKind>(i);
    if (kind == FindingKind::kOverBudget) continue;
    text += (i == 0 ? " " : ", ") + std::string{IdOf(kind)};
  }
  return text;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
