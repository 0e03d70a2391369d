#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dbspan::view {

/// Compresses the pieces of a text with gzip (RFC 1952). The output depends on the input only: it
/// has no timestamp.
class GzipWriter {
 public:
  /// `level` is from 1 (fast) to 9 (small).
  explicit GzipWriter(int level);
  ~GzipWriter();
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  void Add(std::string_view piece);
  /// Returns the compressed text. Call it once, at the end.
  std::string Finish();
  std::size_t size() const { return packed_.size(); }  ///< Compressed bytes so far.

 private:
  struct Stream;

  void Deflate(std::string_view piece, bool last);

  std::unique_ptr<Stream> stream_;
  std::string packed_;
};

/// Compresses a whole text as small as possible.
std::string Gzip(std::string_view plain);

/// Decompresses gzip or zlib data. Returns nullopt if it is neither, is truncated, or would become
/// longer than `most` bytes.
std::optional<std::string> Gunzip(std::string_view packed, std::size_t most);

/// Encodes in Base64 (RFC 4648) with padding. The codes of pieces whose lengths are multiples of
/// three make the code of the whole.
std::string Base64(std::string_view bytes);

}  // namespace dbspan::view
