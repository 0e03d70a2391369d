#include "recorder/otlp/encoded.h"

#include <algorithm>
#include <protozero/pbf_reader.hpp>
#include <string>

#include "recorder/otlp/fields.h"
#include "recorder/otlp/schema.h"

namespace dbspan::recorder::otlp {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

const Schema& SchemaOf(Part part) noexcept {
  switch (part) {
    case Part::kResource:
      return kResource;
    case Part::kSpan:
      return kSpan;
    case Part::kLogRecord:
      break;
  }
  return kLogRecord;
}

pbf_wire_type WireTypeOf(Type type) noexcept {
  switch (type) {
    case Type::kText:
    case Type::kHex:
    case Type::kMessage:
    case Type::kFixed64s:
    case Type::kDoubles:
      return pbf_wire_type::length_delimited;
    case Type::kFixed32:
      return pbf_wire_type::fixed32;
    case Type::kFixed64:
    case Type::kDouble:
      return pbf_wire_type::fixed64;
    case Type::kBool:
    case Type::kNumber:
    case Type::kLong:
      break;
  }
  return pbf_wire_type::varint;
}

bool IsUtf8(std::string_view text) {
  std::string storage;
  return ValidUtf8(text, storage).data() == text.data();
}

bool IsMessage(const Schema& schema, protozero::data_view encoded);

bool IsField(const Field& field, pbf_reader& reader) {
  if (reader.wire_type() != WireTypeOf(field.type)) return false;
  if (field.type == Type::kText) {
    const auto text = reader.get_view();
    return IsUtf8({text.data(), text.size()});
  }
  if (field.type == Type::kMessage) return IsMessage(*field.message, reader.get_view());
  if (field.type == Type::kFixed64s || field.type == Type::kDoubles) {
    return reader.get_view().size() % sizeof(std::uint64_t) == 0;
  }
  if (field.type == Type::kBool || field.type == Type::kNumber || field.type == Type::kLong) {
    reader.get_uint64();
    return true;
  }
  reader.skip();
  return true;
}

// Recursion ends, because no schema contains itself. NOLINTNEXTLINE(misc-no-recursion)
bool IsMessage(const Schema& schema, protozero::data_view encoded) {
  const Field* const end = schema.fields + schema.size;
  for (pbf_reader reader{encoded}; reader.next();) {
    const Field* const field = std::find_if(
        schema.fields, end, [&](const Field& one) { return one.number == reader.tag(); });
    if (field == end) {
      reader.skip();
    } else if (!IsField(*field, reader)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool IsEncoded(Part part, std::string_view bytes) noexcept try {
  return IsMessage(SchemaOf(part), {bytes.data(), bytes.size()});
} catch (...) {  // the reader reports errors by exceptions; or there is no memory
  return false;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder::otlp
