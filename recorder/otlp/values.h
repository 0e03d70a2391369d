#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>

#include "core/sql/utf8.h"
#include "dbspan/version.h"

// Values that the encoders of several messages write.
namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Adds the bytes of a trace or span id.
template <class Id>
void AddId(protozero::pbf_writer& message, std::uint32_t field, const Id& id) {
  message.add_bytes(field, reinterpret_cast<const char*>(id.data()), id.size());
}

/// Adds a text as ValidUtf8 gives it, because a receiver refuses other bytes.
inline void AddText(protozero::pbf_writer& message, std::uint32_t field, std::string_view text) {
  std::string storage;
  const std::string_view valid = ValidUtf8(text, storage);
  message.add_string(field, valid.data(), valid.size());
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
