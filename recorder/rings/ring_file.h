#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "recorder/intern_table.h"
#include "recorder/rings/layout.h"
#include "recorder/rings/ring_settings.h"
#include "recorder/shared_memory.h"
#include "recorder/texts.h"

namespace dbspan::recorder::rings {

/// The file of this process in which its records lie, as the process sees it: it is written here,
/// and read by a `RingReader` of another process.
///
/// Lives as long as the process, and its file until a reader removes it. The child of a fork makes
/// one of its own.
class RingFile {
 public:
  /// Makes a file of 0600 that nobody had before. Returns null, and why, if the directory is not
  /// this user's alone or there is no room.
  static std::unique_ptr<RingFile> Make(const RingSettings& settings, const std::string& resource,
                                        std::string& reason);
  RingFile(const RingFile&) = delete;
  RingFile& operator=(const RingFile&) = delete;
  /// Unmaps the memory; the file stays.
  ~RingFile();

  pid_t process() const noexcept { return header_->process; }
  SharedMemory memory() const noexcept;
  /// Writes all texts down, those that come later too.
  void KeepTexts(Texts& texts);
  void Remove() noexcept;      ///< Removes the file.
  void MarkExited() noexcept;  ///< Says that the process ends as it wished.
  void KeepExitCode(int code) noexcept;
  /// For the child of a fork: replaces the parent's memory by some of its own that nobody reads.
  void LeaveToParent() noexcept;

 private:
  /// Hands the texts of one table on.
  class Keeper final : public InternTable::Observer {
   public:
    Keeper(RingFile& file, Extent FileHeader::*directory) noexcept
        : file_(file), directory_(directory) {}
    void OnInterned(TextId id, const InternedEntry& entry) noexcept override {
      file_.KeepText(file_.header_->*directory_, id, entry);
    }

   private:
    RingFile& file_;
    Extent FileHeader::*const directory_;
  };

  RingFile() = default;
  bool Map(int directory, const RingSettings& settings, std::string& reason);
  bool Reserve(int file, std::size_t bytes, std::string& reason);
  void Describe(const RingSettings& settings, const std::string& resource);
  void KeepText(const Extent& directory, TextId id, const InternedEntry& entry) noexcept;
  bool ReserveTexts(std::uint64_t end) noexcept;
  char* At(std::uint64_t offset) const noexcept {
    return reinterpret_cast<char*>(header_) + offset;
  }

  Keeper endpoints_{*this, &FileHeader::endpoints};
  Keeper statements_{*this, &FileHeader::statements};
  Keeper dimensions_{*this, &FileHeader::dimensions};
  Keeper statuses_{*this, &FileHeader::statuses};
  std::string path_;
  FileHeader* header_ = nullptr;
  std::size_t bytes_ = 0;
  bool reserved_ = false;                      // all of it, at once
  std::atomic<std::uint64_t> texts_ready_{0};  // so much of the texts is reserved
};

}  // namespace dbspan::recorder::rings
