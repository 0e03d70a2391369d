#pragma once

#include <string>
#include <vector>

#include "view/picture.h"

namespace dbspan::cli {

/// Adds why no call of `program` was seen, as far as its files say.
void AddCauses(const std::string& program, std::vector<view::Notice>& notices);

}  // namespace dbspan::cli
