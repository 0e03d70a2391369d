#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "tests/support/telemetry.h"

namespace dbspan::test {

/// The semantic conventions in machine-readable form (tests/semconv/contract.json), and our own
/// keys.
class Contract {
 public:
  static const Contract& Instance();

  /// Returns what is wrong with a span: keys, types, what is required, what belongs together.
  std::vector<std::string> Check(const RecordedSpan& span) const;
  /// The same for a series of an instrument.
  std::vector<std::string> Check(const std::string& metric, const RecordedPoint& point) const;

 private:
  Contract();
  void CheckAttribute(const std::string& key, const Value& value, const nlohmann::json& group,
                      std::vector<std::string>& violations) const;

  nlohmann::json contract_;
};

}  // namespace dbspan::test
