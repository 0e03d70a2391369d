#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "tests/support/telemetry.h"

namespace dbspan::test {

/// Returns the parts of spans that do not differ between two runs of the same calls: no ids, no
/// times.
inline std::string TextWithoutIds(const std::vector<RecordedSpan>& spans) {
  std::ostringstream text;
  for (const RecordedSpan& span : spans) {
    text << span.name << " status " << static_cast<int>(span.status) << " '" << span.description
         << "' " << span.attributes << '\n';
    for (const RecordedEvent& event : span.events) text << "  " << event << '\n';
  }
  return text.str();
}

}  // namespace dbspan::test
