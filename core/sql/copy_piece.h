#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "dbspan/version.h"

namespace dbspan::sql_text {
inline namespace DBSPAN_VERSION_NAMESPACE {

template <std::size_t size>
inline void CopyEnds(std::string_view piece, char* to) noexcept {
  std::memcpy(to, piece.data(), size);
  std::memcpy(to + piece.size() - size, piece.data() + piece.size() - size, size);
}

/// Copies a piece that is not empty. Most pieces are words, for which calling memcpy would take
/// longer than the copy: 3.0 ns for each word instead of 1.2 (BM_CopyByMemcpy and BM_CopyPiece in
/// bench/hand_made_bench.cc).
inline void CopyPiece(std::string_view piece, char* to) noexcept {
  if (piece.size() > 16) {
    std::memcpy(to, piece.data(), piece.size());
  } else if (piece.size() >= 8) {
    CopyEnds<8>(piece, to);
  } else if (piece.size() >= 4) {
    CopyEnds<4>(piece, to);
  } else if (piece.size() >= 2) {
    CopyEnds<2>(piece, to);
  } else {
    *to = piece.front();
  }
}

}  // namespace DBSPAN_VERSION_NAMESPACE
}  // namespace dbspan::sql_text
