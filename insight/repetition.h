#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Meaning of running a statement again and again, as far as its text shows it.
enum class Repetition : std::uint8_t {
  kNextValue,   ///< Asks for one value after another: one statement could ask for all.
  kCall,        ///< Calls a function: `SELECT nextval(?)`.
  kSame,        ///< Has no values, so that it asks the same each time.
  kNextOffset,  ///< `LIMIT … OFFSET`: the server reads the earlier pages again.
  kNextPage,    ///< `WHERE id > ? ORDER BY id LIMIT ?`: continues after the last row.
  kNextBlock,   ///< Works on a list or range of values, or on the next few rows.
  kByDesign,    ///< Locks, notifications, `SELECT 1`.
};

/// Returns the meaning of repeating a statement. `text` is its sanitized text, which may be cut; if
/// it is empty, the result is `kNextValue`. `label` is its summary.
Repetition RepetitionOf(std::string_view verb, std::string_view label, std::string_view text);

/// Returns true for verbs of statements that read rows: `SELECT`, `WITH`.
bool ReadsRows(std::string_view verb);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
