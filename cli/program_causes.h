#pragma once

#include <string>
#include <vector>

#include "view/picture.h"

namespace dbspan::cli {

/// Adds notices for variables that switch recording or exporting off.
void AddSwitches(std::vector<view::Notice>& notices);

/// Adds the reasons that the files of the program show, for a program that was not seen running.
void AddFileCauses(const std::string& program, std::vector<view::Notice>& notices);

}  // namespace dbspan::cli
