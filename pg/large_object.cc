#include "pg/large_object.h"

namespace dbspan::pg {
inline namespace DBSPAN_VERSION_NAMESPACE {

std::string_view LargeObjectFunction(int function) noexcept {
  switch (function) {
    case 715:
      return "lo_create";
    case 952:
      return "lo_open";
    case 953:
      return "lo_close";
    case kReadLargeObject:
      return "loread";
    case 955:
      return "lowrite";
    case 956:
      return "lo_lseek";
    case 957:
      return "lo_creat";
    case 958:
      return "lo_tell";
    case 964:
      return "lo_unlink";
    case 1004:
      return "lo_truncate";
    case kSeekLargeObject:
      return "lo_lseek64";
    case kTellLargeObject:
      return "lo_tell64";
    case 3172:
      return "lo_truncate64";
    default:
      return {};
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::pg
