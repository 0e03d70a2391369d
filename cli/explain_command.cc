#include <unistd.h>

#include <string>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "insight/sentence.h"

namespace dbspan::cli {
namespace {

std::string AllKinds() {
  std::string kinds;
  for (std::size_t i = 0; i < insight::kFindingKinds; ++i) {
    kinds += (i == 0 ? "" : ", ") + std::string{IdOf(static_cast<insight::FindingKind>(i))};
  }
  return kinds;
}

}  // namespace

int ExplainCommand(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
    const std::string help =
        "usage: dbspan explain FINDING\n\n"
        "Explains what a finding means, when it is harmless, and what to do. FINDING is one of\n" +
        AllKinds() + ".\n";
    return WriteAll(STDOUT_FILENO, help) ? 0 : 1;
  }
  const auto kind = arguments.size() == 1 ? insight::KindOf(arguments[0]) : std::nullopt;
  if (!kind) throw WrongUse{"dbspan explain takes one finding: " + AllKinds()};
  return WriteAll(STDOUT_FILENO, std::string{insight::ExplanationOf(*kind)}) ? 0 : 1;
}

}  // namespace dbspan::cli
