#pragma once

#include <string>
#include <vector>

#include "recorder/rings/ring_reader.h"
#include "view/picture.h"

namespace dbspan::cli {

/// Adds notices for the operations that a process recorded and dbspan could not read.
void AddLostNotices(const recorder::rings::LostCounts& lost, const std::string& process,
                    std::vector<view::Notice>& notices);

}  // namespace dbspan::cli
