#pragma once

#include <vector>

#include "view/picture.h"

namespace dbspan::view {

/// Returns each finding about the operations of a picture, and those that the store kept when it
/// evicted operations; the most expensive first. Findings with the same key (KeyOf) are not merged.
/// Sentences, advice and numbers of others are not set.
std::vector<PlacedFinding> CollectFindings(const Picture& picture, const PictureOptions& options);

}  // namespace dbspan::view
