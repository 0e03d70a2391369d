#include "view/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace dbspan::view {
namespace {

constexpr int kGzipWindow = 15 + 16;
constexpr int kDetectWindow = 15 + 32;
constexpr std::size_t kBuffer = 64 * 1024;

Bytef* BytesOf(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
}

// Returns the length that gzip data give for what they contain, if it is credible; else 0.
std::size_t LengthIn(std::string_view packed) {
  constexpr std::size_t kMostTimes = 1040;  // deflate does not compress better
  if (packed.size() < 18 || packed.substr(0, 2) != "\x1f\x8b") return 0;
  std::size_t length = 0;
  for (std::size_t i = 1; i <= 4; ++i) {
    length = length << 8U | static_cast<unsigned char>(packed[packed.size() - i]);
  }
  return length <= packed.size() * kMostTimes ? length : 0;
}

}  // namespace

struct GzipWriter::Stream {
  z_stream state{};
};

GzipWriter::GzipWriter(int level) : stream_(std::make_unique<Stream>()) {
  if (deflateInit2(&stream_->state, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc{};
  }
}

GzipWriter::~GzipWriter() { deflateEnd(&stream_->state); }

void GzipWriter::Add(std::string_view piece) {
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30U;
  for (; !piece.empty(); piece.remove_prefix(std::min(piece.size(), kMostAtOnce))) {
    Deflate(piece.substr(0, kMostAtOnce), false);
  }
}

std::string GzipWriter::Finish() {
  Deflate({}, true);
  return std::move(packed_);
}

void GzipWriter::Deflate(std::string_view piece, bool last) {
  z_stream& state = stream_->state;
  state.next_in = BytesOf(piece);
  state.avail_in = static_cast<uInt>(piece.size());
  std::array<char, kBuffer> buffer;
  do {
    state.next_out = reinterpret_cast<Bytef*>(buffer.data());
    state.avail_out = kBuffer;
    deflate(&state, last ? Z_FINISH : Z_NO_FLUSH);
    packed_.append(buffer.data(), kBuffer - state.avail_out);
  } while (state.avail_out == 0);
}

std::string Gzip(std::string_view plain) {
  GzipWriter writer{Z_BEST_COMPRESSION};
  writer.Add(plain);
  return writer.Finish();
}

std::optional<std::string> Gunzip(std::string_view packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, kDetectWindow) != Z_OK) throw std::bad_alloc{};
  stream.next_in = BytesOf(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  plain.reserve(std::min(most, LengthIn(packed)) + kBuffer);
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
