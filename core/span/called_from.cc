#include "core/span/called_from.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/options/environment_reader.h"
#include "core/span/attributes.h"
#include "core/span/return_addresses.h"
#include "core/span/stack_budget.h"
#include "dbspan/call_site.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {

namespace {

bool MayReadStack() noexcept {
  static StackBudget budget;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return budget.Take(
      static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count()));
}

// Returns where the arguments of a function begin in `name`, which ends with `)`.
std::size_t BeginOfArguments(std::string_view name) noexcept {
  int open = 0;
  for (std::size_t at = name.size(); at-- > 0;) {
    if (name[at] == ')') ++open;
    if (name[at] == '(' && --open == 0) return at;
  }
  return name.size();
}

// Returns the qualified name in what compilers write for std::source_location: `shop::Checkout` of
// `int shop::Checkout(const Cart&) [with …]`. Other texts stay as they are.
std::string_view QualifiedName(std::string_view function) noexcept {
  std::string_view name = function.substr(0, function.find(" ["));
  const auto end = name.rfind(')');
  if (end == std::string_view::npos || end == 0) return function;
  if (name.substr(end).find('>') != std::string_view::npos) return function;  // of a lambda
  name = name.substr(0, BeginOfArguments(name.substr(0, end + 1)));
  constexpr std::string_view kOperator = "operator";
  if (name.size() >= kOperator.size() && name.substr(name.size() - kOperator.size()) == kOperator) {
    return function;  // `operator()`, without arguments
  }
  int open = 0;
  for (std::size_t at = name.size(); at-- > 0;) {
    if (name[at] == '>' || name[at] == ')') ++open;
    if (name[at] == '<' || name[at] == '(') --open;
    if (name[at] == ' ' && open == 0) return name.substr(at + 1);
  }
  return name;
}

CalledFrom Find() {
  CalledFrom from;
  if (const CallSite* const site = CallSite::Innermost()) {
    from.function = QualifiedName(site->function());
    from.file = site->file();
    from.line = site->line();
  } else if (AsksForCallSites() && MayReadStack()) {
    from.stack = ReturnAddresses();
  }
  return from;
}

}  // namespace

std::string CalledFrom::Text() const {
  if (file.empty()) return stack;
  return function + ", " + file.substr(file.rfind('/') + 1) + ':' + std::to_string(line);
}

void CalledFrom::AddTo(AttributeList& attributes) const noexcept {
  attributes.AddText(attribute::kCodeFunction, function);
  attributes.AddText(attribute::kCodeFile, file);
  if (line > 0) attributes.AddNumber(attribute::kCodeLine, line);
  attributes.AddText(attribute::kCodeStack, stack);
}

bool AsksForCallSites() {
  static const bool asks = [] {
    const EnvironmentReader reader = EnvironmentReader::OfProcess();
    bool value = false;
    reader.ReadBoolean(reader.Find("DBSPAN_CALL_SITES"), value);
    return value;
  }();
  return asks;
}

OneCalledFrom::OneCalledFrom() noexcept : outer_(innermost_) { innermost_ = this; }

OneCalledFrom::~OneCalledFrom() { innermost_ = outer_; }

CalledFrom FindCalledFrom() noexcept try {
  OneCalledFrom* const one = OneCalledFrom::innermost_;
  if (one == nullptr) return Find();
  if (!one->found_) one->found_ = Find();
  return *one->found_;
} catch (...) {
  return {};  // no memory: the place is not recorded
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
