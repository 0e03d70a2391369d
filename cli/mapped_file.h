#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace dbspan::cli {

/// Machine of ELF files that this process can load.
#if defined(__x86_64__)
inline constexpr std::uint16_t kElfMachine = EM_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint16_t kElfMachine = EM_AARCH64;
#else
inline constexpr std::uint16_t kElfMachine = EM_NONE;
#endif

/// A file that is mapped into memory. All accesses are checked against its size.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  bool there() const { return there_; }
  std::string_view content() const { return {start_, start_ == nullptr ? 0 : size_}; }
  template <class Part>
  bool Read(std::uint64_t offset, Part& part) const {
    if (start_ == nullptr || offset > size_ || size_ - offset < sizeof part) return false;
    std::memcpy(&part, start_ + offset, sizeof part);
    return true;
  }
  std::string_view Text(std::uint64_t offset) const {
    if (start_ == nullptr || offset >= size_) return {};
    return {start_ + offset, strnlen(start_ + offset, size_ - offset)};
  }

 private:
  bool there_ = false;
  const char* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace dbspan::cli
