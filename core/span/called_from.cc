#include "core/span/called_from.h"

#include <string_view>

#include "core/options/environment_reader.h"
#include "core/span/attributes.h"
#include "core/span/return_addresses.h"
#include "dbspan/call_site.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

std::string CalledFrom::Text() const {
  if (file.empty()) return stack;
  return function + ", " + file.substr(file.rfind('/') + 1) + ':' + std::to_string(line);
}

void CalledFrom::AddTo(AttributeList& attributes) const noexcept {
  attributes.AddText(attribute::kCodeFunction, function);
  attributes.AddText(attribute::kCodeFile, file);
  if (line > 0) attributes.AddNumber(attribute::kCodeLine, line);
  attributes.AddText(attribute::kCodeStack, stack);
}

bool AsksForCallSites() {
  static const bool asks = [] {
    const EnvironmentReader reader = EnvironmentReader::OfProcess();
    bool value = false;
    reader.ReadBoolean(reader.Find("DBSPAN_CALL_SITES"), value);
    return value;
  }();
  return asks;
}

CalledFrom FindCalledFrom() noexcept try {
  CalledFrom from;
  if (const CallSite* const site = CallSite::Innermost()) {
    from.function = site->function();
    from.file = site->file();
    from.line = site->line();
  } else if (AsksForCallSites()) {
    from.stack = ReturnAddresses();
  }
  return from;
} catch (...) {
  return {};  // no memory: the place is not recorded
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
