#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "tests/support/telemetry.h"

namespace dbspan::test {

/// Checks telemetry against the semantic conventions in machine-readable form
/// (tests/semconv/contract.json) and dbspan's own attributes.
class Contract {
 public:
  static const Contract& Instance();

  /// Returns the violations in a span: unknown keys, wrong types, missing required attributes, and
  /// invalid combinations.
  std::vector<std::string> Check(const RecordedSpan& span) const;
  /// Returns the violations in a series of the instrument `metric`.
  std::vector<std::string> Check(const std::string& metric, const RecordedPoint& point) const;

 private:
  Contract();
  void CheckAttribute(const std::string& key, const Value& value, const nlohmann::json& group,
                      std::vector<std::string>& violations) const;

  nlohmann::json contract_;
};

}  // namespace dbspan::test
