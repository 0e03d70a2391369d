#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

/// The commands. Each gets what follows its name, and returns the status to exit with; wrong use is
/// thrown (WrongUse).
int RunCommand(const std::vector<std::string>& arguments);
int ViewCommand(const std::vector<std::string>& arguments);
int LiveCommand(const std::vector<std::string>& arguments);  ///< `view` without files.
int DiffCommand(const std::vector<std::string>& arguments);
int DoctorCommand(const std::vector<std::string>& arguments);
int TopCommand(const std::vector<std::string>& arguments);
int InFlightCommand(const std::vector<std::string>& arguments);
int SwitchCommand(const std::vector<std::string>& arguments, bool on);
int SymbolizeCommand(const std::vector<std::string>& arguments);
int ExplainCommand(const std::vector<std::string>& arguments);

}  // namespace dbspan::cli
