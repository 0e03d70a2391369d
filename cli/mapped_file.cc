#include "cli/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "cli/file_descriptor.h"

namespace dbspan::cli {

MappedFile::MappedFile(const std::string& path) {
  const FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat info {};
  if (!file || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  there_ = true;
  size_ = static_cast<std::size_t>(info.st_size);
  if (size_ == 0) return;
  void* const start = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start != MAP_FAILED) start_ = static_cast<const char*>(start);
}

MappedFile::~MappedFile() {
  if (start_ != nullptr) munmap(const_cast<char*>(start_), size_);
}

}  // namespace dbspan::cli
