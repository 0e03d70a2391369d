#pragma once

#include <string>
#include <vector>

namespace dbspan::cli {

/// The commands of `dbspan`. Each takes the arguments after its name and returns the exit status.
/// They throw WrongUse for invalid arguments.
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
