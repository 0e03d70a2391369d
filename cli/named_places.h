#pragma once

#include <string>
#include <vector>

#include "view/store.h"

namespace dbspan::cli {

/// Adds function, file and line to the spans that have return addresses. Searches the addresses in
/// `programs` first, then in the executables that the resources of the spans name.
void NamePlaces(view::Store& store, const std::vector<std::string>& programs);

}  // namespace dbspan::cli
