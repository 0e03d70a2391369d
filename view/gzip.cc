#include "view/gzip.h"

#include <zlib.h>

#include <array>
#include <new>

namespace dbspan::view {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kDetectWindow = 15 + 32;
constexpr std::size_t kBuffer = 64 * 1024;

Bytef* BytesOf(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
}

}  // namespace

std::string Gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc{};
  }
  std::string packed;
  std::array<char, kBuffer> buffer;
  int status = Z_OK;
  std::size_t at = 0;
  while (status != Z_STREAM_END) {
    if (stream.avail_in == 0 && at < plain.size()) {
      const std::string_view piece = plain.substr(at, 1U << 30U);
      stream.next_in = BytesOf(piece);
      stream.avail_in = static_cast<uInt>(piece.size());
      at += piece.size();
    }
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = kBuffer;
    status = deflate(&stream, at == plain.size() ? Z_FINISH : Z_NO_FLUSH);
    packed.append(buffer.data(), kBuffer - stream.avail_out);
  }
  deflateEnd(&stream);
  return packed;
}

std::optional<std::string> Gunzip(std::string_view packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, kDetectWindow) != Z_OK) throw std::bad_alloc{};
  stream.next_in = BytesOf(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  std::array<char, kBuffer> buffer;
  int status = Z_OK;
  while (status == Z_OK && plain.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = kBuffer;
    status = inflate(&stream, Z_NO_FLUSH);
    plain.append(buffer.data(), kBuffer - stream.avail_out);
  }
  inflateEnd(&stream);
  if (status != Z_STREAM_END || plain.size() > most) return std::nullopt;
  return plain;
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) -> unsigned {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    const unsigned bits = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    text += kDigits[bits >> 18U];
    text += kDigits[bits >> 12U & 63U];
    text += i + 1 < bytes.size() ? kDigits[bits >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? kDigits[bits & 63U] : '=';
  }
  return text;
}

}  // namespace dbspan::view
