#pragma once

#include <libpq-fe.h>

#include <vector>

#include "dbspan/operation.h"
#include "dbspan/version.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// The values that a call of libpq's binds, as it gets them: by reference, read only if they are to
/// be recorded.
///
/// A value in text format is read as it is sent. One in binary format is read if its type is known
/// to be an integer, a number, a boolean or a text; any other is left out, and so is NULL.
struct BoundValues {
  int count;
  const Oid*
      types;  ///< Null: the server finds them out. Those of a prepared statement are unknown.
  const char* const* values;
  const int* lengths;
  const int* formats;  ///< Null: all are texts.

  std::vector<Parameter> Read() const;
};

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
