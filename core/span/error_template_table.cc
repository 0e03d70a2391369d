#include "core/span/error_template_table.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

#include "core/span/error_template_table.inc"

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
