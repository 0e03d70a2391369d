#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

// A literal that the programs of this folder send, and a search for it in the memory of the
// process. The bytes of the literal are calculated, so that the program itself contains it nowhere.
namespace dbspan::memory {

inline constexpr std::size_t kSecretSize = 24;

/// Returns a byte of the secret.
inline char SecretByte(std::size_t at) noexcept {
  static volatile unsigned start = 5;  // volatile: the compiler must not write the secret down
  return static_cast<char>('a' + (at * 11 + start) % 26);
}

/// A text with the secret. Its memory is overwritten when it is destroyed.
class Text {
 public:
  /// Each `%` of `format` becomes the secret.
  explicit Text(std::string_view format) : bytes_(new char[kMost]) {
    for (const char c : format) c == '%' ? PutSecret() : Put(c);
    bytes_[size_] = '\0';
  }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { explicit_bzero(bytes_.get(), kMost); }

  const char* c_str() const noexcept { return bytes_.get(); }
  std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t kMost = 4096;

  void Put(char c) noexcept { bytes_[size_++] = c; }
  void PutSecret() noexcept {
    for (std::size_t i = 0; i < kSecretSize; ++i) Put(SecretByte(i));
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// Makes calls in a stack frame that has ended when Report() overwrites the unused stack.
template <class Calls>
[[gnu::noinline]] void Make(const Calls& calls) {
  calls();
}

/// Overwrites what earlier calls have left on the stack, like glibc what was freed
/// (memory_test.cc).
[[gnu::noinline]] inline void OverwriteStack() noexcept {
  char left[std::size_t{128} * 1024];
  explicit_bzero(left, sizeof left);
}

/// Counts the places in the memory of this process, in everything that is writable, that contain
/// one half of the secret.
[[gnu::noinline]] inline int CountSecret() {
  constexpr std::size_t kHalf = kSecretSize / 2;
  constexpr std::size_t kPiece = std::size_t{1} << 18U;
  static char piece[kPiece];
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  FILE* const mappings = std::fopen("/proc/self/maps", "re");
  if (memory < 0 || mappings == nullptr) return -1;
  const auto own = reinterpret_cast<std::uintptr_t>(piece);
  const auto is_half = [](const char* at, std::size_t half) {
    for (std::size_t i = 0; i < kHalf; ++i) {
      if (at[i] != SecretByte(half * kHalf + i)) return false;
    }
    return true;
  };
  int found = 0;
  char line[512];
  while (std::fgets(line, sizeof line, mappings) != nullptr) {
    std::uintptr_t at = 0;
    std::uintptr_t end = 0;
    char permissions[5];
    if (std::sscanf(line, "%lx-%lx %4s", &at, &end, permissions) != 3) continue;
    if (permissions[0] != 'r' || permissions[1] != 'w') continue;
    while (at < end) {
      const ssize_t read =
          pread(memory, piece, kPiece < end - at ? kPiece : end - at, static_cast<off_t>(at));
      if (read < static_cast<ssize_t>(kHalf)) break;  // after the last byte of a mapped file
      for (std::size_t i = 0; i + kHalf <= static_cast<std::size_t>(read); ++i) {
        if (at + i >= own && at + i < own + kPiece) continue;
        if (!is_half(piece + i, 0) && !is_half(piece + i, 1)) continue;
        ++found;
        std::fprintf(stderr, "at %lx of %s", at + i, line);
      }
      at += static_cast<std::size_t>(read);
      if (at < end) at -= kHalf - 1;
    }
  }
  std::fclose(mappings);
  close(memory);
  return found;
}

/// Prints the number of places after the calls `name`.
inline void Report(const char* name) {
  OverwriteStack();
  std::printf("%s %d\n", name, CountSecret());
  std::fflush(stdout);
}

}  // namespace dbspan::memory
