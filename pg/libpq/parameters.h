#pragma once

#include <libpq-fe.h>

#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The values that a libpq call binds, as pointers to the call's own arguments. They are read only
/// if they are to be recorded.
///
/// A value in text format is recorded as it is sent. A value in binary format is recorded if its
/// type is known to be an integer, a floating-point number, a boolean or a text. Other values and
/// NULL are omitted.
struct BoundValues {
  int count;
  const Oid*
      types;  ///< Null if unknown: the server infers them, or the statement was prepared before.
  const char* const* values;
  const int* lengths;
  const int* formats;  ///< Null: all values are in text format.

  std::vector<Parameter> Read() const;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
