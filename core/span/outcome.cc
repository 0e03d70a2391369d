#include "core/span/outcome.h"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

#include "core/interpose/cancellation.h"

namespace dbspan {
inline namespace DBSPAN_VERSION_NAMESPACE {
namespace {

std::string NameOf(const std::type_info* type) {
  if (type == nullptr) return "_OTHER";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name{
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free};
  return status == 0 && name != nullptr ? name.get() : type->name();
}

}  // namespace

std::string_view NameOf(Retry retry) noexcept {
  switch (retry) {
    case Retry::kUnknown:
      return {};
    case Retry::kNo:
      return "no";
    case Retry::kStatement:
      return "statement";
    case Retry::kTransaction:
      return "transaction";
    case Retry::kLater:
      return "later";
    case Retry::kOutcomeUnknown:
      return "outcome_unknown";
  }
  return {};
}

Outcome OutcomeOfConnecting(Outcome outcome) noexcept {
  if (outcome.error && outcome.error->retry == Retry::kOutcomeUnknown) {
    outcome.error->retry = Retry::kLater;
  }
  return outcome;
}

Outcome OutcomeOfCurrentException() {
  Outcome outcome;
  Error error;
  error.type = NameOf(abi::__cxa_current_exception_type());
  error.exception = error.type;
  if (IsThreadEnding()) {
    outcome.error = std::move(error);
    return outcome;
  }
  try {
    throw;
  } catch (const std::exception& exception) {
    error.message = exception.what();
  } catch (...) {  // not a std::exception: there is no message
  }
  outcome.error = std::move(error);
  return outcome;
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan
