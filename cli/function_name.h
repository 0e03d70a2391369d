#pragma once

#include <string>
#include <string_view>

namespace dbspan::cli {

/// Returns the qualified name of a demangled function, without template arguments, parameters and
/// return type: `shop::Checkout` for `void shop::Checkout<int>(int) const`.
std::string QualifiedName(std::string_view demangled);

/// Returns true for functions of interpreters (Python, Perl, PHP, Ruby, Lua), which say nothing
/// about the place in the program.
bool IsOfInterpreter(std::string_view name);

/// Returns true if the function with this qualified name belongs to dbspan, to a client library or
/// to a library on top of a client, and false if it belongs to the application.
bool IsOfLibrary(std::string_view name);

}  // namespace dbspan::cli
