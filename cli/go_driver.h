#pragma once

#include <string>

namespace dbspan::cli {

/// Returns the database driver that a Go program contains, as the path of its package:
/// `github.com/lib/pq`; empty if it contains none that is known. Reads the whole file.
std::string GoDriverIn(const std::string& executable);

}  // namespace dbspan::cli
