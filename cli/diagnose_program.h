#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "cli/diagnosis.h"
#include "cli/preload.h"

namespace dbspan::cli {

/// Reports which clients of a running process are traced.
void DiagnoseProcess(pid_t process, const Preload& preload, Diagnosis& diagnosis);

/// Reports which clients of a program would be traced. With `start`, the program is started,
/// stopped before main and looked at.
void DiagnoseProgram(const std::vector<std::string>& arguments, bool start, const Preload& preload,
                     Diagnosis& diagnosis);

}  // namespace dbspan::cli
