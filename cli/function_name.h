#pragma once

#include <string>
#include <string_view>

namespace dbspan::cli {

/// Returns the qualified name in a demangled function: `shop::Checkout` of
/// `void shop::Checkout<int>(int) const`. Template arguments, parameters and the type it returns
/// are left out.
std::string QualifiedName(std::string_view demangled);

/// Tells whether a function with this qualified name belongs to dbspan, to a client library or to
/// what stands on one: not to the application.
bool IsOfLibrary(std::string_view name);

}  // namespace dbspan::cli
