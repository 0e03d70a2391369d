#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbspan::cli {

/// A place in a source file.
struct CodePlace {
  std::string function;  ///< Qualified, without arguments; empty: unknown.
  std::string file;      ///< Path of the source file; empty: unknown.
  int line = 0;          ///< Line number; 0: unknown.

  /// Returns `shop::Checkout, shop.cc:212`, without the parts that are unknown.
  std::string Text() const;
};

/// Returns the functions at each address of an executable or library; inlined functions come before
/// their caller. Runs `addr2line` (binutils), `llvm-addr2line` or `eu-addr2line`, whichever is
/// installed. Without them, the names come from the symbol tables, which have no files and lines.
std::vector<std::vector<CodePlace>> NameAddresses(const std::string& file,
                                                  const std::vector<std::uint64_t>& addresses);

}  // namespace dbspan::cli
