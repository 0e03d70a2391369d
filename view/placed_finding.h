#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "insight/finding.h"
#include "view/received_span.h"

namespace dbspan::view {

/// A finding with its rows in the picture. Findings of the same kind, statement and call site below
/// parents of the same name are one: the most expensive of them, whose sentence counts the others.
struct PlacedFinding {
  static constexpr std::uint32_t kNoTree = std::numeric_limits<std::uint32_t>::max();

  insight::Finding finding;
  std::string sentence;  ///< The finding in one sentence.
  std::string advice;
  std::string where;       ///< Call site, `OrderLines, shop.cc:212`; empty: unknown.
  std::uint32_t site = 0;  ///< Set of attributes that names the call site; 0: unknown.
  std::string parent;      ///< Name of the operations' parent; empty if it is about the whole run.
  bool in_burst = false;   ///< The operations are in a burst of `parent`,
  bool in_transaction = false;  ///< or in a transaction of it.
  std::int64_t parent_duration = 0;
  std::int64_t started = 0;  ///< Of its first operation, in Unix nanoseconds.
  TraceId trace{};           ///< Of its first operation.
  SpanId span = 0;
  bool below_process = false;       ///< The first operation's parent is the span of its process.
  std::uint32_t tree = kNoTree;     ///< kNoTree: all of its operations were evicted.
  std::vector<std::uint32_t> rows;  ///< Its own rows first, then those of the others.
  std::size_t others = 0;           ///< Number of the others.
  std::int64_t others_busy = 0;     ///< Nanoseconds in which at least one of their operations ran.
  std::size_t gone = 0;             ///< Number of its operations that were evicted.
  std::int64_t gone_busy = 0;       ///< Nanoseconds in which these ran.
};

}  // namespace dbspan::view
