#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "tests/support/contract.h"
#include "tests/support/telemetry.h"

namespace dbspan::test {

inline Value Text(std::string text) { return Value{std::move(text)}; }
inline Value Number(std::int64_t number) { return Value{number}; }
inline Value Yes() { return Value{true}; }

/// Matches if the attributes are exactly the expected ones.
MATCHER_P(AttributesAre, expected, "") {
  *result_listener << "attributes " << arg.attributes;
  return arg.attributes == Attributes(expected);
}

MATCHER_P2(HasAttribute, key, value, "") {
  const auto found = arg.attributes.find(key);
  return found != arg.attributes.end() && found->second == Value{value};
}

MATCHER_P(LacksAttribute, key, "") { return arg.attributes.count(key) == 0; }

MATCHER_P(SpanNamed, name, "") {
  *result_listener << "named \"" << arg.name << '"';
  return arg.name == name;
}

MATCHER(SpanKindIsClient, "") { return arg.kind == opentelemetry::trace::SpanKind::kClient; }

MATCHER(SpanSucceeded, "") {
  return arg.status == opentelemetry::trace::StatusCode::kUnset &&
         arg.attributes.count("error.type") == 0;
}

MATCHER_P(SpanFailedWith, type, "") {
  const auto found = arg.attributes.find("error.type");
  return arg.status == opentelemetry::trace::StatusCode::kError && found != arg.attributes.end() &&
         found->second == Value{std::string{type}};
}

/// Matches an expected error reply: `error.type` is recorded, but the span has not failed.
MATCHER_P(SpanExpects, type, "") {
  const auto found = arg.attributes.find("error.type");
  return arg.status == opentelemetry::trace::StatusCode::kUnset && arg.description.empty() &&
         found != arg.attributes.end() && found->second == Value{std::string{type}};
}

MATCHER(KeepsTheContract, "") {
  const auto violations = Contract::Instance().Check(arg);
  for (const std::string& violation : violations) *result_listener << violation << "; ";
  return violations.empty();
}

MATCHER_P(KeepsTheMetricContract, metric, "") {
  const auto violations = Contract::Instance().Check(metric, arg);
  for (const std::string& violation : violations) *result_listener << violation << "; ";
  return violations.empty();
}

MATCHER_P2(IsEvent, name, attributes, "") {
  return arg.name == name && arg.attributes == Attributes(attributes);
}

}  // namespace dbspan::test
