#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "insight/finding.h"
#include "insight/finished_operation.h"

namespace dbspan::insight {

/// Returns every statement that ran at least `threshold` times below one parent (N+1), the
/// costliest first. `operations` may come in any order; other operations in between do not hide a
/// repetition.
///
/// Left out are verbs for which repeating is how they are meant to be used: transaction control,
/// cursors, COPY, settings.
std::vector<Finding> FindRepeatedStatements(const std::vector<FinishedOperation>& operations,
                                            std::size_t threshold);

/// Returns what to do about a repeated statement with this verb, as a sentence.
std::string AdviceForRepeated(std::string_view system, std::string_view verb);

}  // namespace dbspan::insight
