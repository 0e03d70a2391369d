#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "dbspan/version.h"
#include "recorder/recorder.h"

namespace dbspan::recorder {
inline namespace DBSPAN_VERSION_NAMESPACE {

/// A span into which other operations were merged.
struct MergedSpan {
  OpenSpan open;
  Ending ending;           ///< Sums over all merged operations. Its texts are not used.
  std::string text;        ///< Pattern that the texts of all commands have in common.
  std::string first_text;  ///< Full text of the first command.
  std::string fields;      ///< `Ending::encoded` of each operation: its trace state and baggage.
  std::int64_t count = 0;
  std::int64_t total = 0;
  std::int64_t shortest = std::numeric_limits<std::int64_t>::max();
  std::int64_t longest = 0;
  std::int64_t last_end = 0;
};

/// Returns the text by which an operation is compared with others: for a command, its pattern.
std::string MergedTextOf(const OpenSpan& open, const Ending& ending);
/// Tells whether an operation with this text can be merged into the span.
bool IsSame(const MergedSpan& merged, const OpenSpan& open, const Ending& ending,
            std::string_view text) noexcept;
/// Adds an operation that ran from `since` to `when`, in steady nanoseconds.
void Add(MergedSpan& merged, const Ending& ending, std::int64_t since, std::int64_t when) noexcept;
/// Records the span.
void End(Recorder& recorder, MergedSpan& merged) noexcept;

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::recorder
