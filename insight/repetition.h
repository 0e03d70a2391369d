#pragma once

#include <cstdint>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::insight {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// Meaning of running a statement again and again, as far as its text shows it.
enum class Repetition : std::uint8_t {
  kNextValue,   ///< Asks for one value after another: one statement could ask for all.
  kCall,        ///< Calls a function: `SELECT nextval(?)`, `SELECT last_insert_id()`.
  kSame,        ///< Reads a table without values, so that it asks the same each time.
  kNextOffset,  ///< `LIMIT … OFFSET`: the server reads the earlier pages again.
  kNextPage,    ///< `WHERE id > ? ORDER BY id LIMIT ?`: continues after the last row.
  kNextBlock,   ///< Works on a list or range of values, or on the next few rows.
  kCheck,       ///< Reads nothing: `SELECT 1`.
  kTurn,        ///< Takes or gives up a lock, or takes a job: one at a time.
  kNotice,      ///< Notifies others.
};

/// Returns the meaning of repeating a statement. `text` is its sanitized text, which may be cut; if
/// it is empty, the result is `kNextValue`. `label` is its summary.
Repetition RepetitionOf(std::string_view verb, std::string_view label, std::string_view text);

/// Returns true for statements that set up or check a connection, or control it: `SET`, `BEGIN`,
/// `SELECT 1`.
bool SetsUp(std::string_view system, std::string_view verb, std::string_view text);

/// Returns true for verbs of statements that read rows: `SELECT`, `WITH`.
bool ReadsRows(std::string_view verb);

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::insight
