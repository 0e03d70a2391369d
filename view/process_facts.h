#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "view/received_span.h"

namespace dbspan::view {

/// Name of the instrumentation scope of spans that represent processes.
inline constexpr const char* kProcessScope = "dbspan.run";

/// A process of a run, as `dbspan run` observed it, and the ids of the span that represents it.
struct ProcessFacts {
  std::int64_t pid = 0;
  std::int64_t parent = 0;  ///< 0: unknown.
  std::string name;
  std::string outcome;  ///< `exit 0`; empty: unknown.
  int exit_code = -1;   ///< -1: unknown, or killed.
  int signal = 0;       ///< Signal that killed it; 0: none.
  std::int64_t started = 0;
  std::int64_t duration = -1;
  bool traced = true;  ///< dbspan is loaded in it.
  std::vector<std::string> notes;

  TraceId trace{};
  SpanId span = 0;         ///< 0: it has no span.
  SpanId parent_span = 0;  ///< 0: none.
};

/// Returns true for spans that represent a process. Source: semantic conventions, "CLI programs".
bool IsProcessSpan(const ReceivedSpan& span);
/// Reads the facts of a process from its span, and writes them into a span.
ProcessFacts FactsOfSpan(const ReceivedSpan& span);
ReceivedSpan SpanOfFacts(const ProcessFacts& facts);

}  // namespace dbspan::view
