#pragma once

#include <string>
#include <vector>

#include "view/store.h"

namespace dbspan::cli {

/// Names the places in the code of spans that hold return addresses. `programs` are looked at
/// first, then those that the spans' resources name.
void NamePlaces(view::Store& store, const std::vector<std::string>& programs);

}  // namespace dbspan::cli
