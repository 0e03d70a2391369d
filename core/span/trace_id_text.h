#pragma once

#include <opentelemetry/nostd/span.h>

#include <string>

#include "dbspan/version.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Returns the lower-case hexadecimal form of a trace or span id.
template <class Id>
std::string HexOf(const Id& id) {
  std::string text(Id::kSize * 2, '0');
  id.ToLowerBase16(opentelemetry::nostd::span<char, Id::kSize * 2>{text.data(), text.size()});
  return text;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
