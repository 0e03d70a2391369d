#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbspan::cli {

/// A place in a source file.
struct CodePlace {
  std::string function;  ///< Qualified, without arguments; empty: unknown.
  std::string file;      ///< Empty: unknown.
  int line = 0;          ///< 0: unknown.

  /// `shop::Checkout, shop.cc:212`, as far as it is known.
  std::string Text() const;
};

/// Names addresses in an executable or library: for each the functions that are there, those that
/// were inlined first. Asks `addr2line` (binutils), `llvm-addr2line` or `eu-addr2line`, whichever
/// is there, and without one the symbol tables, which know no lines.
std::vector<std::vector<CodePlace>> NameAddresses(const std::string& file,
                                                  const std::vector<std::uint64_t>& addresses);

}  // namespace dbspan::cli
