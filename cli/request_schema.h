#pragma once

#include <cstdint>
#include <vector>

#include "recorder/otlp/json.h"

/// The messages of opentelemetry-proto 1.5. (recorder/otlp/schema.h has only the fields that dbspan
/// itself writes.)
namespace dbspan::cli::request {

enum class Type : std::uint8_t {
  kText,
  kHex,
  kBase64,
  kBool,
  kNumber,  // varint; an enumeration may be given by the end of its name
  kSigned,  // zigzag varint
  kFixed32,
  kFixed64,
  kDouble,
  kMessage,
  kNumbers,  // the last three are packed
  kFixed64s,
  kDoubles,
};

struct Schema;

struct Field {
  const char* name;
  std::uint32_t number;
  Type type;
  const Schema& (*message)() = nullptr;  // a function, because values contain values
  bool repeated = false;
};

struct Schema {
  std::vector<Field> fields;
};

/// Returns the schema of a request.
const Schema& SchemaOf(recorder::otlp::Message message);

}  // namespace dbspan::cli::request
