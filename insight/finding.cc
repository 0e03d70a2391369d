#include "insight/finding.h"

namespace dbspan::insight {

std::string_view IdOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kRepeatedStatement:
      return "repeated-statement";
  }
  return "";
}

std::string_view TitleOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kRepeatedStatement:
      return "repeated statement";
  }
  return "";
}

}  // namespace dbspan::insight
