#include "core/span/error_template_table.h"

namespace dbspan {

#include "core/span/error_template_table.inc"

}  // namespace dbspan
